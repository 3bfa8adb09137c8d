"""Assessments: what people need and can do, scored by rules that are kept with it, and verified by somebody else."""

import asyncio

import pytest
from callers import Running, datasets, refusal, require_made
from committee import NAJAF, TELAFAR
from selecting import ANSWERS, VISIT, Lists, somebody
from test_lists import walked

from shared.callers import Role
from shared.classification import MODERATE


@pytest.fixture
async def lists(grants: Running) -> Lists:
    opened = Lists(grants)
    await opened.opened()
    return opened


async def test_who_records_an_assessment_is_told_its_score_with_each_part_explained(lists: Lists) -> None:
    told = require_made(await lists.assess(somebody(1, 4_711)))
    assert (told["needs"], told["skills"], told["score"], told["scoring"]) == ("37.00", "19.00", "56.00", "ila-2020")
    assert told["parts"][0] == {"part": "dependants", "points": "10.00", "most": 15, "stated": "4 / 6"}
    assert len(told["parts"]) == 12
    assert (told["found"], told["verified_by"]) == (None, None)
    [kept] = await lists.rows("SELECT person_id, household_id FROM assessments")
    assert kept == {"person_id": 1, "household_id": 4_711}
    events = await lists.rows("SELECT type, data::text AS data FROM outbox WHERE type LIKE 'assessment.%'")
    assert [event["type"] for event in events] == ["assessment.recorded"]
    assert "4711" not in f"{told} {events}"


async def test_what_makes_a_household_weak_is_told_to_officers_alone(lists: Lists) -> None:
    id = require_made(await lists.assess(somebody(1)))["id"]
    monitor = lists.service.caller(Role.MONITORING, datasets=datasets(MODERATE))
    told = require_made(await monitor.get(f"/assessments/{id}"))
    assert told["score"] == "56.00"
    assert {"disability", "parts"}.isdisjoint(told)


async def test_another_person_verifies_what_was_answered_once(lists: Lists) -> None:
    id = require_made(await lists.assess(somebody(1)))["id"]
    path, omar = f"/assessments/{id}/verify", lists.officer("Omar")
    waiting = [row["id"] for row in await walked(omar, "/assessments", others="true")]
    assert waiting == [id]
    assert await walked(lists.officer(), "/assessments", others="true") == []
    assert refusal(await lists.officer().post(path, VISIT)) == (403, "same-person", None)
    early = VISIT | {"visited_on": "2026-01-07"}
    assert refusal(await omar.post(path, early)) == (422, "before-the-answers", "visited_on")
    told = require_made(await omar.post(path, VISIT))
    assert (told["found"], told["visited"]) == ("as_stated", "home")
    assert refusal(await lists.officer("Sara").post(path, VISIT)) == (409, "verified-already", None)
    assert await walked(omar, "/assessments", others="true") == []


async def test_a_correction_voids_and_adds_and_is_verified_anew(lists: Lists) -> None:
    old = await lists.verified(somebody(1))
    told = require_made(await lists.officer().post(f"/assessments/{old}/correct", ANSWERS | {"earners": 0}))
    assert told["id"] != old
    assert (told["score"], told["found"]) == ("61.00", None)
    before = require_made(await lists.officer().get(f"/assessments/{old}"))
    assert (before["score"], before["void_reason"]) == ("56.00", "corrected")
    assert [row["id"] for row in await walked(lists.officer(), "/assessments")] == [told["id"]]
    again = await lists.officer().post(f"/assessments/{old}/correct", ANSWERS)
    assert refusal(again) == (409, "already-voided", None)


async def test_a_person_is_assessed_once_for_a_phase_that_selects_by_list(lists: Lists) -> None:
    require_made(await lists.assess(somebody(1)))
    already = (409, "assessed-already", "person")
    assert refusal(await lists.assess(somebody(1))) == already
    assert refusal(await lists.assess(somebody(2, None, 1))) == already
    other = await lists.assess(somebody(3), phase_id=await lists.phase(8))
    assert refusal(other) == (409, "selects-not-by-list", "phase_id")
    many = await lists.assess(somebody(3), dependants=4, earners=3)
    assert refusal(many) == (422, "more-than-the-household", "dependants")
    assert refusal(await lists.officer().post("/assessments", ANSWERS)) == (422, "invalid-request", "phase_id")


async def test_of_two_officers_at_once_one_assesses(lists: Lists) -> None:
    answers = await asyncio.gather(*(lists.assess(somebody(1), by) for by in ("Hala", "Omar")))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_an_assessment_is_told_where_it_lies(lists: Lists) -> None:
    id = require_made(await lists.assess(somebody(1)))["id"]
    for areas, sees in (((TELAFAR,), True), ((NAJAF,), False)):
        caller = lists.service.caller(Role.GRANTS_OFFICER, areas=areas)
        assert (await caller.get(f"/assessments/{id}")).is_success is sees
        assert bool(await walked(caller, "/assessments")) is sees
        if not sees:
            for act, body in (("verify", VISIT), ("correct", ANSWERS), ("void", {"reason": "duplicate"})):
                assert refusal(await caller.post(f"/assessments/{id}/{act}", body)) == (404, "not-found", None)
    assert refusal(await lists.service.caller(Role.COMMITTEE_MEMBER).get("/assessments")) == (
        403,
        "not-your-role",
        None,
    )
