"""What waits for members of staff: what they may approve, and whom they registered without knowing all."""

from collections.abc import AsyncIterator
from typing import Any

import earlier
import premises
import pytest
from callers import refusal, require_made
from committee import FORM
from committee import call as open_call
from onboarding import draft
from premises import NAJAF, PARTNERS, PILOT, TELAFAR, Caller, House, record_pilot
from selecting import ANSWERS, VISIT
from test_gateway_agreements import terms

from shared.callers import Role, Service

OFFICER, ADMINISTRATOR = Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR
PERSON = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
KEEPING = ["partners", "credentials", "agreements", "resumptions"]


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


async def tasks(caller: Caller) -> dict[str, list[str]]:
    """Where each kind of task is looked at; the count agrees with it."""
    told = require_made(await caller.get("/v1/me/tasks"))
    assert (told["status"], told["missing"]) == ("complete", [])
    for one in told["tasks"]:
        assert one["waiting"] == len(one["at"]) or one["task"] in {
            "incomplete_records",
            "possible_duplicates",
            "merges",
        }
        assert one["capped"] is False
    return {one["task"]: one["at"] for one in told["tasks"]}


# --- records ----------------------------------------------------------------------------------------------------------


async def test_a_caseworker_is_told_of_how_many_of_their_own_something_is_not_known(house: House) -> None:
    ali, zahra = (house.staff(Role.CASEWORKER, name=name) for name in ("ali", "zahra"))
    at = "/v1/caseload?view=incomplete&mine=true"
    no_duplicates = {"task": "possible_duplicates", "waiting": 0, "capped": False, "at": []}
    nothing = {"status": "complete", "missing": []}
    no_merges = {"task": "merges", "waiting": 0, "capped": False, "at": []}
    nothing_known = {"task": "incomplete_records", "waiting": 0, "capped": False, "at": []}
    none = nothing | {"tasks": [nothing_known, no_duplicates, no_merges]}
    assert require_made(await ali.get("/v1/me/tasks")) == none
    for _ in range(3):
        require_made(await ali.post("/v1/people", PERSON))
    waiting = {"task": "incomplete_records", "waiting": 3, "capped": False, "at": [at]}
    three = nothing | {"tasks": [waiting, no_duplicates, no_merges]}
    answer = await ali.get("/v1/me/tasks")
    assert require_made(answer) == three
    assert answer.headers["cache-control"] == "no-store"
    assert require_made(await zahra.get("/v1/me/tasks")) == none
    elsewhere = house.staff(Role.CASEWORKER, areas=("IQG04",), name="ali")
    assert require_made(await elsewhere.get("/v1/me/tasks")) == none
    shown = require_made(await house.client.get(at, headers=ali.headers))
    assert len(shown["items"]) == 3
    async with house.connection() as connection:
        assert (
            await connection.fetchval(
                "SELECT count(*) FROM reads WHERE request_id = $1", answer.headers["x-request-id"]
            )
            == 0
        )


async def test_a_risky_merge_waits_for_another_person_who_sees_both(house: House) -> None:
    ali, zahra = (house.staff(Role.CASEWORKER, name=name) for name in ("ali", "zahra"))
    elsewhere = house.staff(Role.CASEWORKER, areas=("IQG04",), name="omar")
    numbers = [require_made(await ali.post("/v1/people", PERSON))["registration_number"] for _ in range(2)]
    body = {"absorbed": numbers[0], "survivor": numbers[1], "reason": "recognised"}
    proposed = await ali.post("/v1/merges", body)
    assert proposed.status_code == 202
    at = "/v1/proposals?others=true"
    assert [(await tasks(caller))["merges"] for caller in (ali, zahra, elsewhere)] == [[], [at], []]
    [shown] = require_made(await house.client.get(at, headers=zahra.headers))["items"]
    confirm = f"/v1/proposals/{shown['id']}/confirm"
    assert refusal(await ali.post(confirm, {"ground": "asked"})) == (403, "same-person", None)
    require_made(await zahra.post(confirm, {"ground": "asked"}))
    assert (await tasks(zahra))["merges"] == []
    assert require_made(await ali.get(f"/v1/people/{numbers[0]}"))["merged_from"] == [numbers[0]]


async def test_registrations_that_may_be_one_person_wait_for_those_who_see_both(house: House) -> None:
    caseworker = house.staff(Role.CASEWORKER)
    for place in (TELAFAR, TELAFAR, NAJAF):
        number = require_made(await caseworker.post("/v1/people", PERSON | {"place": place}))["registration_number"]
        paper = {"person": number, "type": "passport", "number": "A7731"}
        require_made(await caseworker.post("/v1/documents", paper))
    for areas, waiting in ((("IQ",), 3), (("IQG15",), 1), (("IQG04",), 0)):
        told = require_made(await house.staff(Role.PROTECTION, areas=areas).get("/v1/me/tasks"))
        one = next(each for each in told["tasks"] if each["task"] == "possible_duplicates")
        assert (one["waiting"], one["at"]) == (waiting, ["/v1/duplicates?waiting=true"] if waiting else [])


async def test_what_a_service_that_is_away_knows_is_missing_and_not_none(house: House) -> None:
    officer = house.staff(Role.PROTECTION)
    with house.without(Service.BENEFICIARY):
        told = require_made(await officer.get("/v1/me/tasks"))
    assert (told["status"], told["missing"]) == ("partial", ["beneficiary"])
    assert [one["task"] for one in told["tasks"]] == ["break_glass"]
    with house.without(Service.BENEFICIARY):
        assert list(await tasks(house.staff(OFFICER))) == ["break_glass", *KEEPING]


# --- approvals --------------------------------------------------------------------------------------------------------


async def test_who_may_break_the_glass_is_asked_of_those_who_answer_for_the_area(house: House) -> None:
    asker = house.staff(Role.PROTECTION, name="asker")
    made = require_made(await asker.post("/v1/break-glass", {"reason": "A child", "area": TELAFAR, "hours": 1}))
    at = [f"/v1/break-glass/{made['id']}"]
    there = house.staff(Role.PROTECTION, areas=("IQG15",), name="other")
    assert (await tasks(there))["break_glass"] == at
    assert (await tasks(house.staff(OFFICER, areas=(TELAFAR,))))["break_glass"] == at
    assert (await tasks(asker))["break_glass"] == []
    assert (await tasks(house.staff(Role.PROTECTION, areas=("IQG04",), name="other")))["break_glass"] == []
    assert "break_glass" not in await tasks(house.staff(Role.CASEWORKER))
    require_made(await there.post(f"{at[0]}/approve"))
    assert (await tasks(house.staff(OFFICER)))["break_glass"] == []
    made = require_made(await asker.post("/v1/break-glass", {"reason": "A child", "area": NAJAF, "hours": 1}))
    assert len((await tasks(house.staff(OFFICER)))["break_glass"]) == 1
    require_made(await asker.post(f"/v1/break-glass/{made['id']}/end"))
    assert (await tasks(house.staff(OFFICER)))["break_glass"] == []


async def test_what_takes_two_waits_for_whoever_has_not_approved_it_and_may(house: House) -> None:
    one, two = (house.staff(ADMINISTRATOR, name=name) for name in ("one", "two"))
    officer = house.staff(OFFICER, name="officer")
    require_made(await one.post("/v1/partners", draft("newcomer")))
    for caller in (one, two, officer):
        assert (await tasks(caller))["partners"] == ["/v1/partners/newcomer"]
    require_made(await one.post("/v1/partners/newcomer/approve"))
    assert (await tasks(one))["partners"] == []
    assert (await tasks(two))["partners"] == []  # one of the two has to be an officer
    assert (await tasks(officer))["partners"] == ["/v1/partners/newcomer"]
    require_made(await officer.post("/v1/partners/newcomer/approve"))
    assert (await tasks(officer))["partners"] == []
    made = require_made(await one.post("/v1/partners/newcomer/credentials", {"kind": "secret"}))
    assert (await tasks(two))["credentials"] == ["/v1/partners/newcomer"]
    require_made(await one.post(f"/v1/partners/newcomer/credentials/{made['id']}/void", {"reason": "entered_in_error"}))
    assert (await tasks(two))["credentials"] == []
    pact = {"code": "pact", "partner": "newcomer", "purpose": "monitoring", "terms": terms()}
    require_made(await officer.post("/v1/agreements", pact))
    assert (await tasks(two))["agreements"] == ["/v1/agreements/pact"]
    for caller in (officer, one):
        require_made(await caller.post("/v1/agreements/pact/versions/1/sign"))
    assert (await tasks(two))["agreements"] == []
    require_made(await one.post("/v1/agreements/pact/suspend", {"reason": "A leak"}))
    require_made(await one.post("/v1/partners/newcomer/suspend", {"reason": "A leak"}))
    assert (await tasks(two))["resumptions"] == ["/v1/agreements/pact", "/v1/partners/newcomer"]
    for caller in (officer, one):
        require_made(await caller.post("/v1/agreements/pact/resume"))
    assert (await tasks(two))["resumptions"] == ["/v1/partners/newcomer"]


async def test_who_keeps_partners_somewhere_only_is_told_of_no_approvals(house: House) -> None:
    assert await tasks(house.staff(ADMINISTRATOR, areas=("IQG15",))) == {}
    assert list(await tasks(house.staff(OFFICER, areas=("IQG15",)))) == ["break_glass"]


async def test_results_wait_to_be_sealed_by_another_officer(house: House) -> None:
    await record_pilot(house)
    one, two = (house.monitor(name) for name in ("one", "two"))
    seals = f"/v1/projects/{PILOT}/results/seals"
    first, second = [require_made(await one.post(seals, {})) for _ in range(2)]
    assert (await tasks(two))["seals"] == [f"{seals}/{each['id']}" for each in (first, second)]
    assert (await tasks(one))["seals"] == []
    require_made(await two.post(f"{seals}/{second['id']}/approve"))
    assert (await tasks(two))["seals"] == []  # the one before is of no use any more
    assert "seals" not in await tasks(house.monitor("three", "IQG15"))


# --- forums -----------------------------------------------------------------------------------------------------------


async def test_a_focal_point_is_told_of_forums_in_their_areas_that_have_gone_quiet(house: House) -> None:
    focal_point = house.staff(Role.FORUM_FOCAL_POINT)
    assert (await tasks(focal_point))["quiet_forums"] == []
    founding = {"name": "A forum", "level": "district", "place": TELAFAR, "set_up_by": "community"}
    forum = await house.made(focal_point, "/v1/forums", **founding, established_on="2020-01-01")
    await house.made(focal_point, f"/v1/forums/{forum['id']}/activate", since="2020-01-02")
    assert (await tasks(focal_point))["quiet_forums"] == ["/v1/forums?quiet=true"]
    elsewhere = house.staff(Role.FORUM_FOCAL_POINT, areas=("IQG04",))
    assert (await tasks(elsewhere))["quiet_forums"] == []


async def test_officers_are_told_of_applications_that_wait_and_a_committee_of_those_before_it(house: House) -> None:
    officer, member = house.staff(Role.GRANTS_OFFICER), house.staff(Role.COMMITTEE_MEMBER)
    await applied(house)
    waits = {task: at for task, at in (await tasks(officer)).items() if task in {"screenings", "visits", "plans"}}
    assert waits == {"screenings": ["/v1/applications?stage=eoi"], "visits": [], "plans": []}
    assert await tasks(member) == {"rulings": []}
    elsewhere = house.staff(Role.GRANTS_OFFICER, areas=("IQG04",))
    assert (await tasks(elsewhere))["screenings"] == []
    assert len(require_made(await officer.get("/v1/applications", stage="eoi"))["items"]) == 1


async def applied(house: House) -> None:
    """Somebody has applied for a grant."""
    officer = house.staff(Role.GRANTS_OFFICER)
    about = {"given_native": "شيماء", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
    person = await house.made(house.staff(Role.CASEWORKER), "/v1/people", **about)
    owners = [{"person": person["registration_number"], "sex": "female"}]
    bakery = await house.made(officer, "/v1/enterprises", name="A", sector="food", place=TELAFAR, owners=owners)
    administrator = house.staff(Role.ADMINISTRATOR)
    project = {"code": "TASKS-1", "title": "A project", "donor": "A donor", "budget": "100000.00", "currency": "USD"}
    await house.made(administrator, "/v1/projects", **project, starts_on="2024-01-01", ends_on="2034-12-31")
    has = {"donor": "A donor", "title": "A fund", "ceiling": "90000.00", "currency": "USD"}
    fund = await house.made(administrator, "/v1/funds", project="TASKS-1", **has)
    call = await house.made(officer, "/v1/calls", **open_call(fund["id"], budget="50000.00"))
    where = {"call_id": call["id"], "enterprise_id": bakery["id"], "place": TELAFAR}
    drafted = await house.made(officer, "/v1/applications", **where | FORM)
    require_made(await officer.post(f"/v1/applications/{drafted['id']}/submit"))


async def test_what_is_to_be_visited_or_followed_up_waits_for_those_who_do_it(house: House) -> None:
    owner = require_made(await house.staff(Role.CASEWORKER).post("/v1/people", PERSON))["registration_number"]
    enterprise = await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/enterprises", **premises.bakery(owner))
    award = await earlier.award(house.urls[Service.GRANTS], enterprise["id"], project=PILOT, place=TELAFAR)
    assert (await tasks(house.monitor()))["monitoring_visits"] == []
    async with house.connection(Service.GRANTS) as connection:
        await connection.execute(
            "INSERT INTO payments (award_id, reference, amount, currency, paid_on, recorded_by)"
            " VALUES ($1, 'VISITED', 100, 'USD', current_date - 100, 'test')",
            award,
        )
        assistance = await connection.fetchval(
            "INSERT INTO assistances (project, person_id, sex, modality, place, amount, currency, approved_on,"
            " recorded_by) VALUES ($1, 1, 'female', 'BSP', $2, 100, 'USD', current_date - 100, 'test') RETURNING id",
            PILOT,
            TELAFAR,
        )
        await connection.execute(
            "INSERT INTO payments (assistance_id, reference, amount, currency, paid_on, recorded_by)"
            " VALUES ($1, 'FOLLOWED', 100, 'USD', current_date - 50, 'test')",
            assistance,
        )
    both = house.staff(Role.MONITORING, Role.GRANTS_OFFICER)
    for caller in (house.monitor(), both):
        told = await tasks(caller.stating(purpose="monitoring"))
        assert (told["monitoring_visits"], told["follow_ups"]) == (["/v1/visits/due"], ["/v1/followups/due"])
    assert (await tasks(house.staff(Role.GRANTS_OFFICER)))["follow_ups"] == ["/v1/followups/due"]
    assert (await tasks(house.monitor("najaf", "IQG04")))["monitoring_visits"] == []


# --- who is told ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
async def test_every_member_of_staff_is_told_of_the_tasks_of_their_roles_alone(house: House, role: Role) -> None:
    ought = {
        Role.CASEWORKER: ["incomplete_records", "possible_duplicates", "merges"],
        Role.PROTECTION: ["incomplete_records", "possible_duplicates", "merges", "break_glass"],
        Role.GRANTS_OFFICER: [
            *("findings", "doubles", "milestones", "screenings", "visits", "plans"),
            *("assessments", "selections", "follow_ups"),
        ],
        Role.FINANCE_APPROVER: ["orders", "batches", "refunds", "recoveries", "overdue_recoveries"],
        Role.COMMITTEE_MEMBER: ["rulings"],
        Role.FORUM_FOCAL_POINT: ["quiet_forums"],
        Role.MONITORING: ["follow_ups", "monitoring_visits", "seals"],
        Role.DATA_PROTECTION_OFFICER: ["break_glass", *KEEPING],
        Role.ADMINISTRATOR: KEEPING,
    }
    assert list(await tasks(house.staff(role))) == ought.get(role, [])


async def test_to_partners_there_are_no_tasks(house: House) -> None:
    for code in PARTNERS:
        assert refusal(await (await house.partner(code)).get("/v1/me/tasks")) == (404, "not-found", None)


async def test_what_another_officer_assessed_or_listed_waits_for_an_officer(house: House) -> None:
    await record_pilot(house)
    hala, omar = (house.staff(Role.GRANTS_OFFICER, name=name) for name in ("hala", "omar"))
    person = (await house.made(house.staff(Role.CASEWORKER), "/v1/people", **PERSON))["registration_number"]
    days = {"starts_on": "2019-05-01", "ends_on": "2019-12-31", "scoring": "ila-2020"}
    phased = {"project": PILOT, "number": 1, "title": "First"} | days
    phase = {"phase_id": (await house.made(house.staff(ADMINISTRATOR), "/v1/phases", **phased))["id"], "place": TELAFAR}
    answers = ANSWERS | {"assessed_on": "2019-05-02"}
    assessment = (await house.made(hala, "/v1/assessments", person=person, **phase, **answers))["id"]
    assert [(await tasks(who))["assessments"] for who in (hala, omar)] == [[], ["/v1/assessments?others=true"]]
    visit = VISIT | {"visited_on": "2019-05-03"}
    require_made(await omar.post(f"/v1/assessments/{assessment}/verify", visit))
    assert (await tasks(omar))["assessments"] == []
    listed = (await house.made(hala, "/v1/selections", **phase, places=1, rule="score_then_needs"))["id"]
    await house.made(hala, "/v1/candidates", selection_id=listed, person=person)
    assert (await tasks(omar))["selections"] == []
    require_made(await hala.post(f"/v1/selections/{listed}/close", {}))
    assert [(await tasks(who))["selections"] for who in (hala, omar)] == [[], ["/v1/selections?others=true"]]
