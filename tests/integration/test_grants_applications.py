"""Funds, calls, and applications on their way to the committee."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made, waiting
from committee import FORM, FUND, SINJAR, TELAFAR, Committee, call, owner

from services.grants.granting.applications.stages import STEPS, Stage
from shared.callers import Role
from shared.days import today


@pytest.fixture
async def committee(grants: Running) -> Committee:
    return await Committee(grants).opened()


def at(seconds: float) -> str:
    """So many seconds from now."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


# --- funds ------------------------------------------------------------------------------------------------------------


async def test_a_fund_belongs_to_a_project_that_stands(committee: Committee) -> None:
    shown = require_made(await committee.monitor.get(f"/funds/{committee.fund}"))
    assert {name: shown[name] for name in FUND} == FUND
    answer = await committee.administrator.post("/funds", FUND | {"project": "JPN-2"})
    assert refusal(answer) == (404, "unknown-project", "project")
    somewhere = committee.service.caller(Role.ADMINISTRATOR, areas=("IQG15",))
    assert refusal(await somewhere.post("/funds", FUND))[:2] == (403, "outside-area")


async def test_a_fund_on_which_a_call_draws_is_not_voided_nor_its_project(committee: Committee) -> None:
    assert refusal(await committee.administrator.void(f"/funds/{committee.fund}")) == (409, "fund-in-use", None)
    require_made(await committee.officer().void(f"/calls/{committee.call}"))
    in_use = await committee.administrator.void("/projects/JPN-SDN-2025")
    assert refusal(in_use) == (409, "project-in-use", None)
    require_made(await committee.administrator.void(f"/funds/{committee.fund}"))
    require_made(await committee.administrator.void("/projects/JPN-SDN-2025"))


# --- calls ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"budget": "50000.01"}, (409, "over-the-ceiling", "budget")),
        ({"currency": "IQD"}, (422, "other-currency", "currency")),
        ({"largest": "6999.99"}, (422, "largest-below-smallest", "largest")),
        ({"largest": "50000.01"}, (422, "largest-over-budget", "largest")),
        ({"closes_at": at(-90_000), "opens_at": at(-90_000)}, (422, "closes-before-opening", "closes_at")),
        ({"smallest": "7000.001"}, (422, "amount-too-fine", "smallest")),
        ({"budget": "-1"}, (422, "invalid-request", "budget")),
        ({"budget": "NaN"}, (422, "invalid-request", "budget")),
        ({"budget": 50000}, (422, "invalid-request", "budget")),
        ({"districts": []}, (422, "invalid-request", "districts")),
        ({"districts": ["IQG15"]}, (422, "invalid-request", "districts.0")),
        ({"districts": ["IQG15Q08N01"]}, (422, "invalid-request", "districts.0")),
        ({"sectors": ["food", "food"]}, (422, "invalid-request", "sectors")),
        ({"closes_at": "2030-01-01T00:00:00"}, (422, "invalid-request", "closes_at")),
        ({"fund_id": 99}, (404, "unknown-fund", "fund_id")),
    ],
)
async def test_a_call_that_cannot_be_is_refused(
    committee: Committee, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    answer = await committee.officer().post("/calls", call(committee.fund) | changes)
    assert refusal(answer) == expected


async def test_the_calls_on_a_fund_have_no_more_than_it(committee: Committee) -> None:
    async with committee.service.connection() as holder, holder.transaction():
        await holder.fetch("SELECT FROM funds FOR UPDATE")
        both = [
            asyncio.create_task(committee.officer().post("/calls", call(committee.fund, budget="30000.00")))
            for _ in range(2)
        ]
        await waiting(holder, 2)
    answers = sorted([await each for each in both], key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [201, 409]
    assert refusal(answers[1]) == (409, "over-the-ceiling", "budget")


async def test_calls_and_sittings_are_for_those_who_work_in_the_whole_country_and_on_the_project(
    committee: Committee,
) -> None:
    najaf = committee.officer(areas=("IQG04",))
    elsewhere = committee.officer(projects=("JPN-2",))
    sitting = {"call_id": committee.call, "held_on": today().isoformat(), "quorum": 3}
    convened = require_made(await committee.officer().post("/sittings", sitting))["id"]
    for path, body, field in (
        ("/calls", call(committee.fund), "fund_id"),
        ("/sittings", sitting, "call_id"),
    ):
        assert refusal(await najaf.post(path, body))[:2] == (403, "outside-area")
        assert refusal(await elsewhere.post(path, body)) == (403, "outside-projects", field)
    for path in (f"/funds/{committee.fund}", f"/calls/{committee.call}", f"/sittings/{convened}"):
        require_made(await najaf.get(path))
        assert refusal(await elsewhere.get(path)) == (404, "not-found", None)


async def test_the_times_of_a_call_are_those_of_baghdad(committee: Committee) -> None:
    times = {"opens_at": "2030-05-05T06:00:00Z", "closes_at": "2030-06-05T16:00:00+03:00"}
    made = require_made(await committee.officer().post("/calls", call(committee.fund, **times)))
    assert (made["opens_at"], made["closes_at"]) == ("2030-05-05T09:00:00+03:00", "2030-06-05T16:00:00+03:00")


async def test_the_list_of_open_calls_has_those_that_receive_now(committee: Committee) -> None:
    small = {"budget": "10000.00", "largest": "10000.00"}
    past = call(committee.fund, opens_at=at(-9000), closes_at=at(-1), **small)
    future = call(committee.fund, opens_at=at(600), **small)
    for body in (past, future):
        require_made(await committee.officer().post("/calls", body))
    listed = require_made(await committee.monitor.get("/calls", open="true", count="true"))
    assert ([each["id"] for each in listed["items"]], listed["count"]["total"]) == ([committee.call], 1)
    assert len(require_made(await committee.monitor.get("/calls"))["items"]) == 3


async def test_a_call_to_which_somebody_applied_is_not_voided(committee: Committee) -> None:
    await committee.draft()
    answer = await committee.officer().void(f"/calls/{committee.call}")
    assert refusal(answer) == (409, "call-has-applications", None)


# --- drafts -----------------------------------------------------------------------------------------------------------


async def test_a_draft_is_saved_and_resumed_in_the_state_that_was_read(committee: Committee) -> None:
    enterprise = await committee.enterprise()
    begun = {"call_id": committee.call, "enterprise_id": enterprise, "place": TELAFAR, "amount": "9000.00"}
    made = await committee.officer().post("/applications", begun)
    path, read = f"/applications/{require_made(made)['id']}", made.headers["etag"]
    assert refusal(await committee.officer().post(f"{path}/submit")) == (422, "form-incomplete", "contribution")
    saved = await committee.officer("Omar").put(path, FORM, match=read)
    assert require_made(saved)["amount"] == "12500.00"
    stale = await committee.officer().put(path, FORM | {"amount": "8000.00"}, match=read)
    assert refusal(stale)[:2] == (412, "stale")
    bare = await committee.officer().put(path, FORM, match="*")
    assert bare.status_code == 428
    shown = require_made(await committee.officer().get(path))
    assert {name: shown[name] for name in FORM} == FORM
    assert [row["amount"] for row in await committee.rows("SELECT amount::int FROM forms ORDER BY number")] == [
        9000,
        12500,
    ]


async def test_an_enterprise_applies_to_a_call_once(committee: Committee) -> None:
    enterprise = await committee.enterprise()
    application = await committee.draft(enterprise)
    twice = {"call_id": committee.call, "enterprise_id": enterprise, "place": TELAFAR}
    answer = await committee.officer().post("/applications", twice)
    assert refusal(answer) == (409, "applied-already", "enterprise_id")
    require_made(await committee.officer().void(f"/applications/{application}"))
    require_made(await committee.officer().post("/applications", twice))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": "0"}, (422, "invalid-request", "amount")),
        ({"amount": "NaN"}, (422, "invalid-request", "amount")),
        ({"amount": "-5.00"}, (422, "invalid-request", "amount")),
        ({"amount": "12500.001"}, (422, "amount-too-fine", "amount")),
        ({"new_women": -1}, (422, "invalid-request", "new_women")),
        ({"uses": ["weapons"]}, (422, "invalid-request", "uses.0")),
        ({"eligibility": "former combatants"}, (422, "invalid-request", "eligibility")),
        ({"call_id": 99}, (404, "unknown-call", "call_id")),
        ({"enterprise_id": 99}, (404, "unknown-enterprise", "enterprise_id")),
        ({"place": "IQG04Q03"}, (403, "outside-area", "place")),
    ],
)
async def test_a_draft_that_cannot_be_is_refused(
    committee: Committee, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    where = {"call_id": committee.call, "enterprise_id": await committee.enterprise(), "place": TELAFAR}
    ninewa = committee.officer(areas=("IQG15",))
    assert refusal(await ninewa.post("/applications", where | FORM | changes)) == expected
    assert await committee.rows("SELECT FROM applications") == []


# --- receiving --------------------------------------------------------------------------------------------------------


async def test_what_comes_a_second_late_is_not_received(committee: Committee) -> None:
    closing = {"opens_at": at(-60), "closes_at": at(1.5), "budget": "40000.00"}
    committee.call = require_made(await committee.officer().post("/calls", call(committee.fund, **closing)))["id"]
    early, late = await committee.draft(), await committee.draft(await committee.enterprise(owner(72)))
    require_made(await committee.officer().post(f"/applications/{early}/submit"))
    await asyncio.sleep(2)
    answer = await committee.officer().post(f"/applications/{late}/submit")
    assert refusal(answer) == (409, "call-closed", None)
    assert require_made(await committee.officer().get(f"/applications/{late}"))["stage"] == "draft"


async def test_nothing_is_received_before_a_call_opens(committee: Committee) -> None:
    opening = {"opens_at": at(600), "budget": "40000.00"}
    committee.call = require_made(await committee.officer().post("/calls", call(committee.fund, **opening)))["id"]
    answer = await committee.officer().post(f"/applications/{await committee.draft()}/submit")
    assert refusal(answer) == (409, "call-not-open", None)


# --- eligibility and score --------------------------------------------------------------------------------------------


async def test_an_application_is_scored_by_the_rules_of_its_call_and_the_score_stays(committee: Committee) -> None:
    application = await committee.draft()
    await committee.step(application, "submit")
    shown = await committee.step(application, "screen")
    assert (shown["score"], shown["scoring"]) == ("48.75", "eoi-2019")
    await committee.visit(application, staff_women=4, staff_men=0)
    explained = require_made(await committee.officer().get(f"/applications/{application}/eligibility"))
    assert explained["score"] == "56.25"
    assert explained["parts"]["female_staff"] == "15.00"
    assert require_made(await committee.officer().get(f"/applications/{application}"))["score"] == "48.75"


@pytest.mark.parametrize(
    ("of_the_call", "of_the_enterprise", "of_the_form", "unmet"),
    [
        ({}, {"sector": "trade"}, {}, "sector"),
        ({"districts": [SINJAR]}, {}, {}, "district"),
        ({}, {}, {"amount": "6999.99"}, "amount"),
        ({}, {}, {"amount": "30000.01", "contribution": "9000.00"}, "amount"),
        ({"least_years": 6}, {}, {}, "years"),
        ({"least_years": 1}, {"founded": None}, {}, "years"),
        ({"least_contribution": 21}, {}, {}, "contribution"),
        ({}, {"registration": "neither"}, {}, "registration"),
        ({"variant": "women"}, {"owners": "male"}, {}, "female_owner"),
    ],
)
async def test_what_a_call_asks_for_and_is_not_met_is_explained_and_stops_the_application(
    committee: Committee,
    of_the_call: dict[str, Any],
    of_the_enterprise: dict[str, Any],
    of_the_form: dict[str, Any],
    unmet: str,
) -> None:
    body = call(committee.fund, budget="40000.00", **of_the_call)
    committee.call = require_made(await committee.officer().post("/calls", body))["id"]
    stated = dict(of_the_enterprise)
    if "owners" in stated:
        stated["owners"] = [{"person": owner(71).reference, "sex": stated["owners"]}]
    application = await committee.draft(await committee.enterprise(**stated), **of_the_form)
    await committee.step(application, "submit")
    explained = require_made(await committee.officer().get(f"/applications/{application}/eligibility"))
    assert explained["eligible"] is False
    assert [each["criterion"] for each in explained["criteria"] if not each["met"]] == [unmet]
    answer = await committee.officer().post(f"/applications/{application}/screen")
    assert refusal(answer) == (409, "not-eligible", unmet)
    rejected = await committee.step(application, "reject", reason="not_eligible")
    assert (rejected["stage"], rejected["score"]) == ("rejected", None)


async def test_without_staff_or_new_jobs_an_application_is_scored_all_the_same(committee: Committee) -> None:
    enterprise = await committee.enterprise(staff_women=0, staff_men=0)
    application = await committee.draft(enterprise, new_women=0, new_men=0, priority_staff=0)
    await committee.step(application, "submit")
    shown = await committee.step(application, "screen")
    assert shown["score"] == "19.00"


# --- the steps --------------------------------------------------------------------------------------------------------


async def test_an_enterprise_is_verified_after_a_visit_since_it_applied(committee: Committee) -> None:
    application = await committee.draft()
    await committee.visit(application)
    await committee.step(application, "submit")
    await committee.step(application, "screen")
    assert refusal(await committee.officer().post(f"/applications/{application}/verify")) == (409, "not-visited", None)
    await committee.visit(application)
    assert (await committee.step(application, "verify"))["stage"] == "eoi_verification"


async def test_the_form_changes_again_for_the_full_application_and_not_in_between(committee: Committee) -> None:
    application = await committee.draft()
    path = f"/applications/{application}"
    for act in ("submit", "screen"):
        await committee.step(application, act)
        answer = await committee.officer().put(path, FORM, match=await tag(committee, path))
        assert refusal(answer) == (409, "form-settled", None)
    await committee.visit(application)
    await committee.step(application, "verify")
    more = FORM | {"amount": "13000.00"}
    require_made(await committee.officer().put(path, more, match=await tag(committee, path)))
    assert (await committee.step(application, "complete"))["amount"] == "13000.00"


async def tag(committee: Committee, path: str) -> str:
    return str((await committee.officer().get(path)).headers["etag"])


async def test_whoever_completed_an_application_does_not_approve_its_plan(committee: Committee) -> None:
    application = await committee.draft()
    for act in ("submit", "screen"):
        await committee.step(application, act)
    await committee.visit(application)
    for act in ("verify", "complete"):
        await committee.step(application, act)
    answer = await committee.officer().post(f"/applications/{application}/approve-plan")
    assert refusal(answer) == (409, "own-work", None)
    await committee.step(application, "approve-plan", by="Omar")


async def test_nobody_approves_the_plan_of_what_they_completed_after_another_let_it_back_from_waiting(
    committee: Committee,
) -> None:
    application = await committee.draft()
    for act in ("submit", "screen"):
        await committee.step(application, act)
    await committee.visit(application)
    for act in ("verify", "complete"):
        await committee.step(application, act)
    for act in ("waitlist", "readmit"):
        await committee.step(application, act, by="Omar", reason="budget_used")
    answer = await committee.officer().post(f"/applications/{application}/approve-plan")
    assert refusal(answer) == (409, "own-work", None)
    await committee.step(application, "approve-plan", by="Omar")


@pytest.mark.parametrize(
    ("found", "form", "unmet"),
    [({}, {"amount": "30000.01", "contribution": "9000.00"}, "amount"), ({"sector": "trade"}, {}, "sector")],
    ids=["by what it asks for now", "by what the visit found"],
)
async def test_the_full_application_is_eligible_still(
    committee: Committee, found: dict[str, Any], form: dict[str, Any], unmet: str
) -> None:
    application = await committee.draft()
    path = f"/applications/{application}"
    for act in ("submit", "screen"):
        await committee.step(application, act)
    await committee.visit(application, **found)
    await committee.step(application, "verify")
    require_made(await committee.officer().put(path, FORM | form, match=await tag(committee, path)))
    assert refusal(await committee.officer().post(f"{path}/complete")) == (409, "not-eligible", unmet)


async def test_an_enterprise_that_applies_is_not_voided(committee: Committee) -> None:
    enterprise = await committee.enterprise()
    application = await committee.draft(enterprise)
    applies = (409, "enterprise-has-applications", None)
    assert refusal(await committee.officer().void(f"/enterprises/{enterprise}")) == applies
    await committee.step(application, "submit")
    await committee.step(application, "reject", reason="low_score")
    require_made(await committee.officer().void(f"/enterprises/{enterprise}"))


async def test_a_waitlisted_application_goes_on_where_it_was_and_nowhere_else(committee: Committee) -> None:
    application = await committee.draft()
    await committee.step(application, "submit")
    await committee.step(application, "screen")
    waits = await committee.step(application, "waitlist", reason="budget_used")
    assert (waits["stage"], waits["reason"]) == ("waitlisted", "budget_used")
    await committee.visit(application)
    for act in ("screen", "verify", "complete"):
        assert refusal(await committee.officer().post(f"/applications/{application}/{act}"))[1] == "other-stage"
    assert (await committee.step(application, "readmit", reason="budget_freed"))["stage"] == "eoi_screened"


async def test_what_has_ended_does_not_go_on(committee: Committee) -> None:
    application = await committee.draft()
    await committee.step(application, "submit")
    await committee.step(application, "withdraw", reason="asked_by_applicant")
    for act, body in (
        ("submit", None),
        ("screen", None),
        ("reject", {"reason": "breach"}),
        ("readmit", {"reason": "breach"}),
        ("void", {"reason": "duplicate"}),
    ):
        answer = await committee.officer().post(f"/applications/{application}/{act}", body)
        assert refusal(answer) == (409, "other-stage", None), act


async def test_an_officer_does_not_state_what_follows_from_a_ruling_alone(committee: Committee) -> None:
    application = await committee.draft()
    await committee.step(application, "submit")
    for reason in ("committee", "award_voided", "contract_voided"):
        answer = await committee.officer().post(f"/applications/{application}/reject", {"reason": reason})
        assert refusal(answer) == (422, "invalid-request", "reason")


async def test_two_officers_who_decide_at_once_take_one_step(committee: Committee) -> None:
    application = await committee.draft()
    await committee.step(application, "submit")
    async with committee.service.connection() as holder, holder.transaction():
        await holder.fetch("SELECT FROM applications FOR UPDATE")
        both = [
            asyncio.create_task(committee.officer(name).post(f"/applications/{application}/{act}", body))
            for name, act, body in (("Hala", "screen", None), ("Omar", "reject", {"reason": "low_score"}))
        ]
        await waiting(holder, 2)
    answers = [await each for each in both]
    assert sorted(answer.status_code for answer in answers) in ([200, 200], [200, 409])
    steps = require_made(await committee.monitor.get(f"/applications/{application}/transitions"))["transitions"]
    assert [step["number"] for step in steps] == list(range(len(steps)))


async def test_every_step_says_who_took_it_and_leaves_an_event_that_names_nobody(committee: Committee) -> None:
    application = await committee.ready()
    steps = require_made(await committee.monitor.get(f"/applications/{application}/transitions"))["transitions"]
    assert [step["recorded_by"] for step in steps] == [
        *("staff:Hala", "staff:Hala", "staff:Hala", "staff:Omar", "staff:Hala", "staff:Omar")
    ]
    events = await committee.rows("SELECT data FROM outbox WHERE type = 'application.moved' ORDER BY seq")
    assert len(events) == 5
    assert all("Bakery" not in str(event) for event in events)


async def test_the_clearance_is_a_result_and_a_day_by_finance_alone(committee: Committee) -> None:
    application = await committee.draft()
    path, body = f"/applications/{application}/clearances", {"outcome": "cleared", "checked_on": "2025-06-01"}
    assert refusal(await committee.officer().post(path, body))[0] == 403
    shown = require_made(await committee.finance.post(path, body))
    assert (shown["clearance"], shown["checked_on"]) == ("cleared", "2025-06-01")
    future = body | {"checked_on": "2090-01-01"}
    assert refusal(await committee.finance.post(path, future)) == (422, "in-the-future", "checked_on")


# --- the machine in the database --------------------------------------------------------------------------------------


async def test_the_database_keeps_no_step_that_there_is_not(committee: Committee) -> None:
    application = await committee.draft()
    insert = (
        "INSERT INTO transitions"
        " (application_id, number, after, came_from, stage, milestone, holds, recorded_by)"
        " VALUES ($1, 1, 0, 'draft', $2::text, 1,"
        " CASE WHEN $2 IN ('waitlisted', 'suspended') THEN 'draft' END, 'staff:x')"
    )
    async with committee.service.connection() as connection:
        for stage in Stage:
            if (Stage.DRAFT, stage) not in STEPS:
                with pytest.raises(asyncpg.CheckViolationError, match="a_step"):
                    await connection.execute(insert, application, stage)
        await connection.execute(insert, application, Stage.EOI)


async def test_the_database_keeps_no_step_from_elsewhere_no_second_one_and_no_way_back_to_another_stage(
    committee: Committee,
) -> None:
    application = await committee.draft()
    await committee.step(application, "submit")
    await committee.step(application, "waitlist", reason="budget_used")
    insert = (
        "INSERT INTO transitions (application_id, number, after, came_from, stage, resumes, recorded_by)"
        " VALUES ($1, $2, $2 - 1, $3, $4, $5, 'x')"
    )
    async with committee.service.connection() as connection:
        for number, came_from, stage, resumes, violated in (
            (3, "eoi", "eoi_screened", None, "came_from"),
            (3, "waitlisted", "eoi_screened", "eoi_screened", "resumes"),
            (3, "waitlisted", "eoi_screened", None, "resumes"),
            (2, "eoi", "eoi_screened", None, "pk_transitions"),
            (4, "waitlisted", "eoi", "eoi", "came_from"),
        ):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=violated):
                await connection.execute(insert, application, number, came_from, stage, resumes)
        await connection.execute(insert, application, 3, "waitlisted", "eoi", "eoi")


# --- the portfolio ----------------------------------------------------------------------------------------------------


async def test_the_portfolio_says_where_applications_are_how_long_and_what_they_will_cost(committee: Committee) -> None:
    for number, acts in enumerate(((), ("submit",), ("submit", "screen"))):
        application = await committee.draft(await committee.enterprise(owner(90 + number)))
        for act in acts:
            await committee.step(application, act)
    ready = await committee.ready(await committee.enterprise(owner(99)))
    told = require_made(await committee.monitor.get("/portfolio", call_id=str(committee.call)))
    assert [(line["stage"], line["district"], line["applications"], line["amount"]) for line in told["pipeline"]] == [
        (stage, TELAFAR, 1, "12500.00") for stage in ("draft", "eoi", "eoi_screened", "business_plan")
    ]
    assert [(line["stage"], line["applications"], line["over_30_days"]) for line in told["ageing"]] == [
        (stage, 1, 0) for stage in ("draft", "eoi", "eoi_screened", "business_plan")
    ]
    assert {line["stage"]: line["passed"] for line in told["stages"]} == {
        "draft": 3,
        "eoi": 2,
        "eoi_screened": 1,
        "eoi_verification": 1,
        "full_application": 1,
    }
    [forecast] = told["forecast"]
    assert (forecast["granted"], forecast["decided_next"], forecast["in_assessment"]) == (
        "0.00",
        "12500.00",
        "25000.00",
    )
    assert forecast["left"] == "37500.00"
    assert told["visits_due"] == [application]
    await committee.approve(ready, owner(99))
    after = require_made(await committee.monitor.get("/portfolio", project="JPN-SDN-2025"))
    assert (after["forecast"][0]["granted"], after["forecast"][0]["left"]) == ("12000.00", "38000.00")
    najaf = committee.service.caller(Role.MONITORING, areas=("IQG04",))
    assert require_made(await najaf.get("/portfolio"))["pipeline"] == []


async def test_days_are_counted_from_the_step_that_led_there(committee: Committee) -> None:
    application = await committee.draft()
    async with committee.service.connection() as connection:
        await connection.execute("ALTER TABLE transitions DISABLE TRIGGER USER")
        await connection.execute("UPDATE transitions SET recorded_at = recorded_at - interval '45 days'")
        await connection.execute("ALTER TABLE transitions ENABLE TRIGGER USER")
    [line] = require_made(await committee.monitor.get("/portfolio"))["ageing"]
    assert (line["longest_days"], line["over_30_days"], line["over_90_days"]) == (45, 1, 0)
    await committee.step(application, "submit")
    [passed] = require_made(await committee.monitor.get("/portfolio"))["stages"]
    assert (passed["stage"], passed["median_days"], passed["longest_days"]) == ("draft", "45.0", 45)
