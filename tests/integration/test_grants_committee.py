"""Sittings of the committee: who decides, who stands aside, and what an approval takes."""

import asyncio
import re
from typing import Any

import pytest
from callers import Caller, Running, refusal, require_made, waiting
from committee import MEMBERS, TELAFAR, Committee, call, owner

from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, Scope
from shared.days import today


@pytest.fixture
async def committee(grants: Running) -> Committee:
    return await Committee(grants).opened()


def ruling(application: int, **changes: Any) -> dict[str, Any]:
    return {"application_id": application, "decision": "approved", "amount": "12000.00"} | changes


# --- the whole way ----------------------------------------------------------------------------------------------------


async def test_an_application_goes_from_a_draft_to_an_award(committee: Committee) -> None:
    application = await committee.ready()
    award = await committee.approve(application)
    shown = require_made(await committee.monitor.get(f"/awards/{award}"))
    assert {name: shown[name] for name in ("application_id", "fund_id", "project", "place", "owner_sex", "amount")} == {
        "application_id": application,
        "fund_id": committee.fund,
        "project": "JPN-SDN-2025",
        "place": TELAFAR,
        "owner_sex": "female",
        "amount": "12000.00",
    }
    assert shown["approved_on"] == today().isoformat()
    steps = require_made(await committee.monitor.get(f"/applications/{application}/transitions"))["transitions"]
    assert [step["stage"] for step in steps] == [
        "draft",
        "eoi",
        "eoi_screened",
        "eoi_verification",
        "full_application",
        "business_plan",
        "investment_committee",
    ]
    fund = require_made(await committee.monitor.get(f"/funds/{committee.fund}"))
    assert (fund["ceiling"], fund["committed"]) == ("100000.00", "12000.00")


async def test_the_minutes_say_who_was_there_who_stood_aside_and_what_was_decided(committee: Committee) -> None:
    one, other = await committee.ready(), await committee.ready(await committee.enterprise(owner(72)))
    fourth = committee.service.caller(Role.COMMITTEE_MEMBER, caller="Yusuf")
    sitting = await committee.sitting(*committee.members, fourth)
    recusal = {"application_id": other, "ground": "relative"}
    require_made(await fourth.post(f"/sittings/{sitting}/recusals", recusal))
    for application, choices in ((one, ("for", "for", "abstained")), (other, ("against", "against", "for"))):
        await committee.vote(sitting, application, *choices)
    require_made(await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(one)))
    minutes = require_made(
        await committee.chair().post(f"/sittings/{sitting}/rulings", {"application_id": other, "decision": "rejected"})
    )
    assert minutes == require_made(await committee.monitor.get(f"/sittings/{sitting}/minutes"))
    assert minutes["members"] == sorted(f"staff:{name}" for name in (*MEMBERS, "Yusuf"))
    assert minutes["recusals"] == [{"application_id": other, "member": "staff:Yusuf", "ground": "relative"}]
    told = [
        (each["application_id"], each["decision"], each["amount"], each["votes_for"], each["votes_against"])
        for each in minutes["rulings"]
    ]
    assert told == [(one, "approved", "12000.00", 2, 0), (other, "rejected", None, 1, 2)]
    stage = require_made(await committee.monitor.get(f"/applications/{other}"))
    assert (stage["stage"], stage["reason"]) == ("rejected", "committee")
    page = await committee.monitor.get(f"/sittings/{sitting}/minutes/page")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    printed = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    for said in ("Yusuf Relative", f"{one} Approved 12000.00 USD 2 0 1", f"{other} Rejected 1 2 0", "Karim", "Sawsan"):
        assert said in printed


async def test_a_waitlisted_application_comes_back_before_the_committee(committee: Committee) -> None:
    application = await committee.ready()
    sitting = await committee.sitting()
    await committee.vote(sitting, application)
    later = {"application_id": application, "decision": "waitlisted"}
    require_made(await committee.chair().post(f"/sittings/{sitting}/rulings", later))
    readmitted = await committee.step(application, "readmit", reason="budget_freed")
    assert readmitted["stage"] == "business_plan"
    await committee.approve(application)


# --- who decides ------------------------------------------------------------------------------------------------------


async def voted(member: Caller, sitting: int, application: int) -> tuple[int, str, str | None]:
    answer = await member.post(f"/sittings/{sitting}/votes", {"application_id": application, "choice": "for"})
    return (answer.status_code, "", None) if answer.is_success else refusal(answer)


async def test_nobody_votes_who_is_not_at_the_sitting(committee: Committee) -> None:
    application, sitting = await committee.ready(), await committee.sitting(committee.members[0])
    assert await voted(committee.members[1], sitting, application) == (403, "not-at-the-sitting", None)


async def test_a_member_votes_once(committee: Committee) -> None:
    application, sitting = await committee.ready(), await committee.sitting()
    assert (await voted(committee.members[0], sitting, application))[0] == 200
    assert await voted(committee.members[0], sitting, application) == (409, "voted-already", "application_id")


async def test_whoever_stood_aside_votes_on_nothing_of_that_enterprise(committee: Committee) -> None:
    enterprise = await committee.enterprise()
    application, sitting = await committee.ready(enterprise), await committee.sitting()
    member = committee.members[0]
    recusal = {"application_id": application, "ground": "relative"}
    require_made(await member.post(f"/sittings/{sitting}/recusals", recusal))
    assert await voted(member, sitting, application) == (403, "recused", "application_id")
    assert refusal(await member.post(f"/sittings/{sitting}/rulings", ruling(application)))[1] == "recused"
    await committee.step(application, "withdraw", reason="asked_by_applicant")
    first, committee.call = committee.call, await another_call(committee)
    again, later = await committee.ready(enterprise), await committee.sitting()
    assert again != application
    assert committee.call != first
    assert await voted(member, later, again) == (403, "recused", "application_id")


async def another_call(committee: Committee) -> int:
    return int(require_made(await committee.officer().post("/calls", call(committee.fund)))["id"])


async def test_whoever_voted_cannot_stand_aside_any_more(committee: Committee) -> None:
    application, sitting = await committee.ready(), await committee.sitting()
    await voted(committee.members[0], sitting, application)
    recusal = {"application_id": application, "ground": "relative"}
    assert refusal(await committee.members[0].post(f"/sittings/{sitting}/recusals", recusal))[1] == "voted-already"


async def test_nobody_decides_on_what_they_verified(committee: Committee) -> None:
    verifier = committee.service.caller(Role.COMMITTEE_MEMBER, Role.GRANTS_OFFICER, caller="Omar")
    application, sitting = await committee.ready(), await committee.sitting(*committee.members, verifier)
    assert await voted(verifier, sitting, application) == (403, "verified-it", "application_id")
    await committee.vote(sitting, application)
    answer = await verifier.post(f"/sittings/{sitting}/rulings", ruling(application))
    assert refusal(answer) == (403, "verified-it", "application_id")


async def test_whoever_verified_an_enterprise_decides_on_nothing_that_it_applies_for(committee: Committee) -> None:
    verifier = committee.service.caller(Role.COMMITTEE_MEMBER, Role.GRANTS_OFFICER, caller="Rana")
    enterprise = await committee.enterprise()
    first = await committee.draft(enterprise)
    for act in ("submit", "screen"):
        await committee.step(first, act)
    await committee.visit(first)
    await committee.step(first, "verify", by="Rana")
    committee.call = await another_call(committee)
    application, sitting = await committee.ready(enterprise), await committee.sitting(*committee.members, verifier)
    assert await voted(verifier, sitting, application) == (403, "verified-it", "application_id")


async def test_whoever_lets_an_application_back_from_waiting_has_not_verified_it(committee: Committee) -> None:
    member = committee.service.caller(Role.COMMITTEE_MEMBER, Role.GRANTS_OFFICER, caller="Rana")
    application = await committee.draft()
    for act in ("submit", "screen"):
        await committee.step(application, act)
    await committee.visit(application)
    await committee.step(application, "verify", by="Omar")
    for act in ("waitlist", "readmit"):
        await committee.step(application, act, by="Rana", reason="budget_used")
    await committee.step(application, "complete")
    await committee.step(application, "approve-plan", by="Omar")
    sitting = await committee.sitting(*committee.members, member)
    assert (await voted(member, sitting, application))[0] == 200


async def test_it_takes_a_quorum_and_its_votes(committee: Committee) -> None:
    application, sitting = await committee.ready(), await committee.sitting()
    await committee.vote(sitting, application, "for", "for")
    answer = await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application))
    assert refusal(answer) == (409, "no-quorum", None)
    assert (await voted(committee.members[2], sitting, application))[0] == 200
    reject = {"application_id": application, "decision": "rejected"}
    against = await committee.chair().post(f"/sittings/{sitting}/rulings", reject)
    assert refusal(against) == (409, "against-the-votes", "decision")
    require_made(await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application)))


async def test_a_tie_approves_nothing(committee: Committee) -> None:
    application, sitting = await committee.ready(), await committee.sitting()
    await committee.vote(sitting, application, "for", "against", "abstained")
    answer = await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application))
    assert refusal(answer) == (409, "against-the-votes", "decision")


async def test_a_sitting_is_joined_on_its_day(committee: Committee) -> None:
    body = {"call_id": committee.call, "held_on": "2031-01-01", "quorum": 3}
    sitting = require_made(await committee.officer().post("/sittings", body))["id"]
    assert refusal(await committee.members[0].post(f"/sittings/{sitting}/join")) == (409, "other-day", None)


async def test_an_application_of_another_call_is_not_on_the_list(committee: Committee) -> None:
    application = await committee.ready()
    committee.call = await another_call(committee)
    sitting = await committee.sitting()
    assert await voted(committee.members[0], sitting, application) == (404, "unknown-application", "application_id")


async def test_a_sitting_to_which_somebody_came_is_not_voided(committee: Committee) -> None:
    sitting = await committee.sitting(committee.members[0])
    assert refusal(await committee.officer().void(f"/sittings/{sitting}")) == (409, "sitting-held", None)


# --- what an approval takes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": "12500.01"}, (409, "more-than-asked", "amount")),
        ({"amount": "12000.001"}, (422, "amount-too-fine", "amount")),
        ({"amount": None}, (422, "amount-with-approval", "amount")),
        ({"decision": "waitlisted"}, (422, "amount-with-approval", "amount")),
        ({"amount": "NaN"}, (422, "invalid-request", "amount")),
    ],
)
async def test_an_amount_that_cannot_be_approved_is_refused(
    committee: Committee, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    application, sitting = await committee.ready(), await committee.sitting()
    await committee.vote(sitting, application)
    answer = await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application, **changes))
    assert refusal(answer) == expected
    assert await committee.rows("SELECT FROM awards") == []
    assert await committee.rows("SELECT FROM rulings") == []


async def test_nothing_is_approved_that_is_not_cleared(committee: Committee) -> None:
    application, sitting = await committee.ready(cleared=False), await committee.sitting()
    await committee.vote(sitting, application)
    answer = await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application))
    assert refusal(answer) == (409, "not-cleared", "application_id")
    check = {"outcome": "cleared", "checked_on": today().isoformat()}
    for outcome in ("cleared", "not_cleared"):
        body = check | {"outcome": outcome}
        require_made(await committee.finance.post(f"/applications/{application}/clearances", body))
    again = await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application))
    assert refusal(again) == (409, "not-cleared", "application_id")


async def test_a_call_gives_no_more_than_it_has(committee: Committee) -> None:
    for number in range(3):
        application = await committee.ready(await committee.enterprise(owner(80 + number)), amount="20000.00")
        if number < 2:
            await committee.approve(application, owner(80 + number), amount="20000.00")
    sitting = await committee.sitting()
    await committee.vote(sitting, application)
    over = ruling(application, amount="10000.01")
    answer = await committee.chair(owner(82)).post(f"/sittings/{sitting}/rulings", over)
    assert refusal(answer) == (409, "over-the-budget", "amount")
    exactly = ruling(application, amount="10000.00")
    require_made(await committee.chair(owner(82)).post(f"/sittings/{sitting}/rulings", exactly))


async def test_a_ruling_takes_a_mandate_that_says_who_the_owners_are(committee: Committee) -> None:
    application, sitting = await committee.ready(), await committee.sitting()
    await committee.vote(sitting, application)
    answer = await committee.members[0].post(f"/sittings/{sitting}/rulings", ruling(application))
    assert refusal(answer) == (403, "not-a-subject", "application_id")


async def test_an_owner_has_one_award_of_a_fund_by_whatever_registration(committee: Committee) -> None:
    one, other = await committee.enterprise(owner(71)), await committee.enterprise(owner(72))
    await committee.approve(await committee.ready(one))
    hidden = await committee.ready(other)
    sitting = await committee.sitting()
    await committee.vote(sitting, hidden)
    # Since the first was approved, the owner of the second proved to be the same person.
    known = committee.chair(owner(72, 71))
    answer = await known.post(f"/sittings/{sitting}/rulings", ruling(hidden))
    assert refusal(answer) == (409, "owner-awarded-already", "application_id")
    stage = require_made(await committee.monitor.get(f"/applications/{hidden}"))["stage"]
    assert stage == "business_plan"


async def test_an_enterprise_has_one_award_of_a_fund(committee: Committee) -> None:
    enterprise = await committee.enterprise(owner(71))
    await committee.approve(await committee.ready(enterprise))
    committee.call = await another_call(committee)
    again, sitting = await committee.ready(enterprise), await committee.sitting()
    await committee.vote(sitting, again)
    answer = await committee.chair().post(f"/sittings/{sitting}/rulings", ruling(again))
    assert refusal(answer) == (409, "owner-awarded-already", "application_id")


async def test_two_rulings_at_once_make_one_award(committee: Committee) -> None:
    application = await committee.ready()
    sitting = await committee.sitting()
    await committee.vote(sitting, application)
    async with committee.service.connection() as holder, holder.transaction():
        await holder.fetch("SELECT FROM applications WHERE id = $1 FOR UPDATE", application)
        both = [
            asyncio.create_task(committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application)))
            for _ in range(2)
        ]
        await waiting(holder, 2)
    answers = sorted([await each for each in both], key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert refusal(answers[1])[1] == "other-stage"
    assert len(await committee.rows("SELECT FROM awards")) == 1


async def test_two_enterprises_of_one_owner_decided_at_once_make_one_award(committee: Committee) -> None:
    applications = [await committee.ready(await committee.enterprise(owner(71))) for _ in range(2)]
    sitting = await committee.sitting()
    for application in applications:
        await committee.vote(sitting, application)
    async with committee.service.connection() as holder, holder.transaction():
        await holder.fetch("SELECT FROM funds FOR UPDATE")
        both = [
            asyncio.create_task(committee.chair().post(f"/sittings/{sitting}/rulings", ruling(application)))
            for application in applications
        ]
        await waiting(holder, 2)
    answers = sorted([await each for each in both], key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert refusal(answers[1])[1] == "owner-awarded-already"


async def test_a_voided_award_puts_its_application_before_the_committee_again(committee: Committee) -> None:
    application = await committee.ready()
    award = await committee.approve(application)
    assert refusal(await committee.officer().post(f"/applications/{application}/reject", {"reason": "breach"})) == (
        409,
        "other-stage",
        None,
    )
    require_made(await committee.officer().void(f"/awards/{award}"))
    shown = require_made(await committee.monitor.get(f"/applications/{application}"))
    assert (shown["stage"], shown["reason"]) == ("business_plan", "award_voided")
    assert await committee.rows("SELECT FROM awardees WHERE voided_at IS NULL") == []
    assert await committee.approve(application) != award


async def test_nobody_but_who_voids_an_award_takes_an_application_back_from_the_committee(committee: Committee) -> None:
    application = await committee.ready()
    await committee.approve(application)
    answer = await committee.officer("Nour").post(f"/applications/{application}/approve-plan")
    assert refusal(answer) == (409, "other-stage", None)


async def test_one_business_recorded_twice_has_one_award_of_a_fund(committee: Committee) -> None:
    one, other = [await committee.enterprise(owner(who), phone="+9647701234567") for who in (71, 72)]
    [double] = require_made(await committee.officer().get("/doubles"))["items"]
    require_made(await committee.officer().post(f"/doubles/{double['id']}/settle", {"outcome": "one_enterprise"}))
    await committee.approve(await committee.ready(one), owner(71))
    twice, sitting = await committee.ready(other), await committee.sitting()
    await committee.vote(sitting, twice)
    answer = await committee.chair(owner(72)).post(f"/sittings/{sitting}/rulings", ruling(twice))
    assert refusal(answer) == (409, "already-awarded", "application_id")


async def test_minutes_tell_of_applications_in_reach_alone(committee: Committee) -> None:
    application = await committee.ready()
    await committee.approve(application)
    [sitting] = require_made(await committee.monitor.get("/sittings"))["items"]
    najaf = committee.service.caller(Role.MONITORING, areas=("IQG04",))
    for caller, many in ((committee.monitor, 1), (najaf, 0)):
        minutes = require_made(await caller.get(f"/sittings/{sitting['id']}/minutes"))
        assert len(minutes["rulings"]) == many
        page = await caller.get(f"/sittings/{sitting['id']}/minutes/page")
        assert ("12000.00" in page.text) is (many == 1)
    little = committee.service.caller(Role.MONITORING, datasets={DatasetName.SITTINGS: Scope(ceiling=LOW)})
    page = (await little.get(f"/sittings/{sitting['id']}/minutes/page")).text
    assert "Karim" not in page
    assert "12000.00" not in page


# --- the ranking ------------------------------------------------------------------------------------------------------


async def test_the_ranking_goes_by_score_and_says_how_far_the_budget_reaches(committee: Committee) -> None:
    weak = await committee.ready(await committee.enterprise(owner(81)), amount="30000.00", contribution="3000.00")
    strong = await committee.ready(await committee.enterprise(owner(82)), amount="30000.00", contribution="30000.00")
    same = await committee.ready(
        await committee.enterprise(owner(83)), amount="30000.00", contribution="3000.00", cleared=False
    )
    await committee.draft(await committee.enterprise(owner(84)))
    sitting = await committee.sitting()
    ranking = require_made(await committee.members[0].get(f"/sittings/{sitting}/ranking"))
    assert (ranking["budget"], ranking["granted"], ranking["currency"]) == ("50000.00", "0.00", "USD")
    told = [
        (each["rank"], each["application_id"], each["together"], each["within_budget"], each["cleared"])
        for each in ranking["items"]
    ]
    assert told == [
        (1, strong, "30000.00", True, True),
        (2, weak, "60000.00", False, True),
        (3, same, "90000.00", False, False),
    ]
    assert float(ranking["items"][0]["score"]) > float(ranking["items"][1]["score"])


# --- after the contract -----------------------------------------------------------------------------------------------


async def test_a_grant_under_contract_is_suspended_goes_on_where_it_was_and_is_terminated_and_recovered(
    committee: Committee,
) -> None:
    application = await committee.ready()
    await committee.approve(application)
    for act in ("suspend", "terminate", "resume", "recover"):
        answer = await committee.officer().post(f"/applications/{application}/{act}", {"reason": "breach"})
        assert refusal(answer) == (409, "other-stage", None), act
    async with committee.service.connection() as connection:
        await connection.execute(
            "INSERT INTO transitions (application_id, number, after, came_from, stage, milestone, recorded_by)"
            " VALUES ($1, 7, 6, 'investment_committee', 'contract', NULL, 'staff:x'),"
            " ($1, 8, 7, 'contract', 'milestone', 1, 'staff:x')",
            application,
        )
    shown = [
        await committee.step(application, act, reason=reason)
        for act, reason in (
            ("suspend", "insecurity"),
            ("resume", "settled"),
            ("suspend", "breach"),
            ("terminate", "breach"),
            ("recover", "breach"),
        )
    ]
    assert [(each["stage"], each["milestone"]) for each in shown] == [
        ("suspended", 1),
        ("milestone", 1),
        ("suspended", 1),
        ("terminated", 1),
        ("recovery", 1),
    ]


# --- owners who prove to be one person afterwards ---------------------------------------------------------------------


async def test_two_awards_whose_owners_prove_to_be_one_person_are_a_finding_and_never_an_error(
    committee: Committee,
) -> None:
    one, other = await committee.enterprise(owner(71)), await committee.enterprise(owner(72))
    first = await committee.approve(await committee.ready(one), owner(71))
    second = await committee.approve(await committee.ready(other), owner(72))
    gateway = committee.service.caller(for_gateway=True, areas=(), datasets={})

    async def told(*people: list[int]) -> tuple[int, int]:
        found = require_made(await gateway.post("/identities", {"people": people}))
        return found["raised"], found["closed"]

    assert [await told([71, 72]), await told([72, 71])] == [(1, 0), (0, 0)]
    [finding] = require_made(await committee.officer().get("/findings"))["items"]
    assert {name: finding[name] for name in ("kind", "project", "first_award_id", "second_award_id", "first_id")} == {
        "kind": "awarded_twice",
        "project": "JPN-SDN-2025",
        "first_award_id": first,
        "second_award_id": second,
        "first_id": None,
    }
    najaf = committee.officer(areas=("IQG04",))
    assert require_made(await najaf.get("/findings"))["items"] == []
    # Somebody else turns out to be one person with the owner of the first: the finding stands.
    assert await told([71, 72, 99]) == (0, 0)
    assert await told([71], [72]) == (0, 1)
    assert require_made(await committee.officer().get("/findings"))["items"] == []
    await told([71, 72])
    require_made(await committee.officer().void(f"/awards/{second}"))
    assert require_made(await committee.officer().get("/findings"))["items"] == []


async def test_who_owns_an_enterprise_after_its_award_has_the_award_as_well(committee: Committee) -> None:
    one, other, third = [await committee.enterprise(owner(person)) for person in (71, 72, 73)]
    first = await committee.approve(await committee.ready(one), owner(71))
    second = await committee.approve(await committee.ready(other), owner(72))
    waits = await committee.ready(third)
    gateway = committee.service.caller(for_gateway=True, areas=(), datasets={})

    async def told(*people: int) -> tuple[int, int]:
        """What came and went when these people and whom it takes are told of, each with the one id of theirs."""
        concerned = require_made(await gateway.post("/identities/concerned", {"people": people}))["people"]
        found = require_made(await gateway.post("/identities", {"people": [[person] for person in concerned]}))
        return found["raised"], found["closed"]

    added = {}
    for person, enterprise in ((72, one), (73, one), (74, one), (74, other)):
        officer = committee.officer("Hala", owner(person))
        body = {"enterprise_id": enterprise, "person": owner(person).reference, "sex": "female"}
        added[person, enterprise] = require_made(await officer.post("/owners", body))["id"]
    assert [await told(72), await told(72)] == [(1, 0), (0, 0)]
    [finding] = require_made(await committee.officer().get("/findings"))["items"]
    assert (finding["first_award_id"], finding["second_award_id"]) == (first, second)
    # Whoever owns an enterprise with an award has one, and is not awarded another.
    sitting = await committee.sitting()
    await committee.vote(sitting, waits)
    answer = await committee.chair(owner(73)).post(f"/sittings/{sitting}/rulings", ruling(waits))
    assert refusal(answer) == (409, "owner-awarded-already", "application_id")
    # It stands as long as anybody has both, whoever of them is told of.
    for person, outcome in ((72, (0, 0)), (74, (0, 1))):
        require_made(await committee.officer().void(f"/owners/{added[person, one]}"))
        assert await told(person) == outcome


async def test_the_ranking_tells_what_the_mandate_opens_and_no_more(committee: Committee) -> None:
    application = await committee.ready()
    sitting = await committee.sitting()
    little = committee.service.caller(Role.MONITORING, datasets={DatasetName.SITTINGS: Scope(ceiling=LOW)})
    ranking = require_made(await little.get(f"/sittings/{sitting}/ranking"))
    assert ranking.keys() == {"call_id", "scoring", "currency", "budget", "items"}
    assert ranking["items"] == [{"application_id": application, "enterprise_id": 1}]
    named = Scope(ceiling=HIGH, fields=("id", "call_id"))
    nothing = committee.service.caller(Role.MONITORING, datasets={DatasetName.SITTINGS: named})
    assert require_made(await nothing.get(f"/sittings/{sitting}/ranking")).keys() == {"call_id"}
