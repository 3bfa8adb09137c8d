"""Whether a consent holds of somebody who was registered twice: the stricter wins, until the person decides anew."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

import pytest
from callers import Caller, Running, refusal, require_made
from pyroaring import BitMap
from registry import Registry
from test_beneficiary_consents import decided, held, issued, person_id, withdrawn

from shared.callers import Role


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


@pytest.fixture(scope="module")
async def notice(common: Running) -> int:
    officer: Caller = common.caller(Role.DATA_PROTECTION_OFFICER)
    return await issued(officer)


async def pair(registry: Registry) -> tuple[str, str]:
    """Two registrations; the first will be merged into the second."""
    return await registry.person(), await registry.person()


async def test_a_consent_given_under_one_number_holds_of_both(registry: Registry, notice: int) -> None:
    for giver in (0, 1):
        people = await pair(registry)
        await decided(registry, people[giver], notice)
        assert await held(registry, people[1]) is (giver == 1)
        merge = await registry.merge_people(*people)
        assert await held(registry, people[1]) is True
        await registry.unmerge(merge)
        assert [await held(registry, person) for person in people] == [giver == 0, giver == 1]


@pytest.mark.parametrize("refuser", [0, 1])
@pytest.mark.parametrize("day", ["2023-01-01", "2024-06-01"])
async def test_a_withdrawal_under_either_number_beats_what_was_given_under_the_other_on_whichever_day(
    registry: Registry, notice: int, refuser: int, day: str
) -> None:
    people = await pair(registry)
    await decided(registry, people[1 - refuser], notice)
    await withdrawn(registry, people[refuser], day)
    merge = await registry.merge_people(*people)
    assert await held(registry, people[1]) is False
    await registry.unmerge(merge)
    assert [await held(registry, person) for person in people] == [refuser == 1, refuser == 0]


async def test_what_a_merged_person_decides_anew_counts_for_all_their_numbers(registry: Registry, notice: int) -> None:
    one, other = await pair(registry)
    await withdrawn(registry, one)
    merge = await registry.merge_people(one, other)
    await decided(registry, one, notice, decided_on="2024-07-01")
    assert await held(registry, other) is True
    await withdrawn(registry, other, "2024-08-01")
    assert await held(registry, other) is False
    await registry.unmerge(merge)
    assert [await held(registry, person) for person in (one, other)] == [False, False]


async def test_what_was_decided_before_a_withdrawal_and_recorded_later_does_not_undo_it(
    registry: Registry, notice: int
) -> None:
    one, other = await pair(registry)
    await withdrawn(registry, one, "2024-06-01")
    await registry.merge_people(one, other)
    await decided(registry, other, notice, decided_on="2024-05-01")
    assert await held(registry, other) is False


async def test_what_was_decided_together_holds_on_when_the_survivor_is_merged_and_that_is_undone(
    registry: Registry, notice: int
) -> None:
    one, other = await pair(registry)
    third = await registry.person()
    await withdrawn(registry, one)
    await registry.merge_people(one, other)
    await decided(registry, other, notice, decided_on="2024-07-01")
    chained = await registry.merge_people(other, third)
    assert await held(registry, third) is True
    await registry.unmerge(chained)
    assert [await held(registry, person) for person in (other, third)] == [True, False]


async def test_of_three_one_withdrawal_is_enough(registry: Registry, notice: int) -> None:
    people = [await registry.person() for _ in range(3)]
    for person in people[:2]:
        await decided(registry, person, notice)
    consent = await withdrawn(registry, people[2])
    for person in people[:2]:
        await registry.merge_people(person, people[2])
    assert await held(registry, people[2]) is False
    assert (await registry.caseworker.void(f"/consents/{consent}")).is_success
    assert await held(registry, people[2]) is True


async def test_what_was_given_for_a_child_is_no_refusal_once_it_is_of_age(registry: Registry, notice: int) -> None:
    one, other = await registry.person(birth_date="2015-07-01"), await registry.person()
    await decided(registry, one, notice, given_by="mother")
    await registry.merge_people(one, other)
    assert await held(registry, other) is False
    await decided(registry, other, notice)
    assert await held(registry, other) is True


# --- whom a cohort finds by consent, as of each moment ----------------------------------------------------------------


async def found(registry: Registry, people: tuple[str, str], as_of: datetime, **asked: Any) -> set[str]:
    """Who of these people is found by their consent, as of a moment."""
    criterion = {"criterion": "beneficiary.consents_to_aid", "values": ["case-referral"]}
    caller = registry.service.caller(Role.CASEWORKER, as_of=as_of)
    stated = {"expression": criterion, "on": "2024-12-31", "merged": require_made(await caller.get("/cohorts/merged"))}
    answer = require_made(await caller.post("/cohorts/sets", stated | asked))
    ids = BitMap.deserialize(b64decode(answer["ids"]))
    return {person for person in people if await person_id(registry, person) in ids}


async def test_by_consent_a_cohort_finds_of_then_whom_a_decision_is_of_that_stands_now(
    registry: Registry, notice: int
) -> None:
    for giver in (0, 1):
        people = await pair(registry)
        await decided(registry, people[giver], notice)
        moments = [await registry.service.moment()]
        merge = await registry.merge_people(*people)
        moments.append(await registry.service.moment())
        assert [await found(registry, people, as_of) for as_of in moments] == [set(people), {people[1]}]
        await registry.unmerge(merge)
        theirs = {people[giver]}
        assert [await found(registry, people, as_of) for as_of in moments] == [theirs, theirs - {people[0]}]
        assert await found(registry, people, await registry.service.moment()) == theirs


async def test_by_consent_a_cohort_finds_the_same_of_a_few_whom_it_is_asked_about(
    registry: Registry, notice: int
) -> None:
    people = await pair(registry)
    await decided(registry, people[1], notice)
    then = await registry.service.moment()
    await registry.merge_people(*people)
    for person in people:
        few = b64encode(BitMap([await person_id(registry, person)]).serialize()).decode()
        assert person in await found(registry, people, then, within=few)


async def test_by_consent_a_cohort_finds_nobody_whose_registration_is_voided_now(
    registry: Registry, notice: int
) -> None:
    people = await pair(registry)
    await decided(registry, people[0], notice)
    then = await registry.service.moment()
    assert await found(registry, people, then) == {people[0]}
    require_made(await registry.caseworker.void(f"/people/{people[0]}"))
    assert await found(registry, people, then) == set()


async def test_of_each_who_was_merged_it_is_said_who_goes_on(registry: Registry) -> None:
    merged = {"absorbed": "OjAAAAEAAAAAAAEAEAAAAAQAEQA=", "survivors": [3], "parted": "OjAAAAEAAAAAAAEAEAAAAAQAEQA="}
    body = {"expression": {"all": []}, "on": "2024-12-31", "merged": merged}
    refused = (422, "survivor-for-each", "merged.survivors")
    assert refusal(await registry.caseworker.post("/cohorts/sets", body)) == refused
