"""Enrolment: a place in an activity, once at a time and while there are places; each rule and each refusal."""

import asyncio
from typing import Any

import pytest
from callers import Running, refusal, require_made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry import NAJAF, NINEWA, Registry

from services.beneficiary.enrolments import reads
from services.beneficiary.people.numbers import number
from shared.callers import Role

NOBODY, NOTHING = number(0), 2_147_483_647


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def place(activity: int, person: str, day: str = "2019-06-01") -> dict[str, Any]:
    return {"activity_id": activity, "person": person, "enrolled_on": day}


async def training(registry: Registry, **changes: Any) -> int:
    return await registry.activity(type="training_voc", by_enrolment=True, **changes)


async def withdraw(registry: Registry, enrolment: int, day: str) -> int:
    answer = await registry.lead.post(f"/enrolments/{enrolment}/withdraw", {"withdrawn_on": day})
    return int(require_made(answer)["id"])


async def test_an_enrolment_is_told_as_it_was_recorded(registry: Registry) -> None:
    stated = place(await training(registry), await registry.person())
    made = require_made(await registry.lead.post("/enrolments", stated))
    assert {name: made[name] for name in stated} == stated
    assert made["withdrawn_on"] is None
    assert require_made(await registry.monitor.get(f"/enrolments/{made['id']}")) == made
    listed = require_made(await registry.monitor.get("/enrolments", activity_id=str(stated["activity_id"])))
    assert listed["items"] == [made]


async def test_nobody_enrols_where_whoever_comes_takes_part(registry: Registry) -> None:
    answer = await registry.lead.post("/enrolments", place(await registry.activity(), await registry.person()))
    assert refusal(answer) == (422, "open-to-all", "activity_id")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"enrolled_on": "2019-07-01"}, (422, "after-activity", "enrolled_on")),
        ({"enrolled_on": "2019-13-01"}, (422, "invalid-request", "enrolled_on")),
        ({"person": NOBODY}, (404, "unknown-person", "person")),
        ({"activity_id": NOTHING}, (404, "unknown-activity", "activity_id")),
    ],
)
async def test_an_enrolment_that_cannot_be_is_refused(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    stated = place(await training(registry), await registry.person()) | changes
    assert refusal(await registry.lead.post("/enrolments", stated)) == expected


@pytest.mark.parametrize(
    ("born", "precision", "day", "enrolled"),
    [
        ("2019-06-02", "day", "2019-06-01", False),
        ("2019-06-02", "day", "2019-06-02", True),
        ("2019-06-20", "month", "2019-06-01", True),
        ("2019-06-20", "month", "2019-05-31", False),
        ("2019-07-01", "year", "2019-01-01", True),
        ("2019-07-01", "year", "2018-12-31", False),
    ],
)
async def test_nobody_enrols_before_they_can_have_been_born(
    registry: Registry, born: str, precision: str, day: str, enrolled: bool
) -> None:
    person = await registry.person(birth_date=born, birth_precision=precision)
    answer = await registry.lead.post("/enrolments", place(await training(registry), person, day))
    assert answer.status_code == 201 if enrolled else refusal(answer) == (422, "before-birth", "enrolled_on")


async def test_an_enrolment_needs_an_activity_and_a_person_who_stand_and_are_in_reach(registry: Registry) -> None:
    gone, far = await training(registry), await training(registry, place=NAJAF)
    require_made(await registry.lead.void(f"/activities/{gone}"))
    person, stranger = await registry.person(), await registry.person(place=NAJAF)
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    for activity, who, type, field in (
        (gone, person, "unknown-activity", "activity_id"),
        (far, person, "unknown-activity", "activity_id"),
        (await training(registry), stranger, "unknown-person", "person"),
    ):
        assert refusal(await near.post("/enrolments", place(activity, who))) == (404, type, field)


# --- once at a time ---------------------------------------------------------------------------------------------------


async def test_a_person_has_one_place_in_an_activity_at_a_time(registry: Registry) -> None:
    activity, person = await training(registry), await registry.person()
    first = await registry.enrolment(activity, person)
    answer = await registry.lead.post("/enrolments", place(activity, person, "2019-06-20"))
    assert refusal(answer) == (409, "enrolled-already", "person")
    await registry.enrolment(await training(registry), person)
    ended = await withdraw(registry, first, "2019-06-10")
    assert refusal(await registry.lead.post("/enrolments", place(activity, person, "2019-06-09")))[0] == 409
    again = await registry.enrolment(activity, person, "2019-06-10")
    require_made(await registry.lead.void(f"/enrolments/{again}"))
    require_made(await registry.lead.void(f"/enrolments/{ended}"))
    await registry.enrolment(activity, person, "2019-06-05")


async def test_of_ten_enrolments_of_a_person_at_once_one_is_recorded(registry: Registry) -> None:
    stated = place(await training(registry), await registry.person())
    answers = await asyncio.gather(*(registry.lead.post("/enrolments", stated) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


# --- withdrawing ------------------------------------------------------------------------------------------------------


async def test_a_place_is_given_back_without_forgetting_that_it_was_held(registry: Registry) -> None:
    activity, person = await training(registry), await registry.person()
    first = await registry.enrolment(activity, person)
    answer = await registry.lead.post(f"/enrolments/{first}/withdraw", {"withdrawn_on": "2019-06-20"})
    ended = require_made(answer)
    assert (ended["person"], ended["enrolled_on"], ended["withdrawn_on"]) == (person, "2019-06-01", "2019-06-20")
    before = require_made(await registry.lead.get(f"/enrolments/{first}"))
    assert (before["void_reason"], before["voided_at"]) == ("corrected", ended["recorded_at"])
    listed = require_made(await registry.lead.get("/enrolments", activity_id=str(activity)))
    assert listed["items"] == [ended]


@pytest.mark.parametrize("day", ["2019-06-01", "2019-05-31"])
async def test_nobody_gives_a_place_back_before_taking_it(registry: Registry, day: str) -> None:
    enrolment = await registry.enrolment(await training(registry), await registry.person())
    answer = await registry.lead.post(f"/enrolments/{enrolment}/withdraw", {"withdrawn_on": day})
    assert refusal(answer) == (422, "withdrawn-before-enrolling", "withdrawn_on")


async def test_a_place_is_given_back_once(registry: Registry) -> None:
    first = await registry.enrolment(await training(registry), await registry.person())
    answers = await asyncio.gather(
        *(registry.lead.post(f"/enrolments/{first}/withdraw", {"withdrawn_on": "2019-06-09"}) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 4
    ended = next(answer.json()["id"] for answer in answers if answer.is_success)
    for id, type in ((first, "already-voided"), (ended, "withdrawn-already")):
        answer = await registry.lead.post(f"/enrolments/{id}/withdraw", {"withdrawn_on": "2019-06-11"})
        assert refusal(answer) == (409, type, None)


async def test_a_withdrawal_asked_twice_with_one_key_happens_once(registry: Registry) -> None:
    first = await registry.enrolment(await training(registry), await registry.person())
    asked = [
        await registry.lead.post(f"/enrolments/{first}/withdraw", {"withdrawn_on": "2019-06-09"}, key=f"w{first}")
        for _ in range(2)
    ]
    assert require_made(asked[0]) == require_made(asked[1])


async def test_an_enrolment_out_of_reach_is_not_given_back(registry: Registry) -> None:
    enrolment = await registry.enrolment(await training(registry, place=NAJAF), await registry.person())
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    for id in (enrolment, NOTHING):
        answer = await near.post(f"/enrolments/{id}/withdraw", {"withdrawn_on": "2019-06-09"})
        assert refusal(answer) == (404, "not-found", None)


# --- places -----------------------------------------------------------------------------------------------------------


async def test_no_more_people_enrol_at_once_than_there_are_places(registry: Registry) -> None:
    activity = await training(registry, capacity=3)
    people = [await registry.person() for _ in range(8)]
    answers = await asyncio.gather(*(registry.lead.post("/enrolments", place(activity, one)) for one in people))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    full = next(answer for answer in answers if not answer.is_success)
    assert refusal(full) == (409, "activity-full", "activity_id")
    assert full.json()["detail"] == "All 3 places are taken."
    assert len(require_made(await registry.lead.get("/enrolments", activity_id=str(activity)))["items"]) == 3


async def test_a_place_that_is_given_back_is_free_from_that_day_on(registry: Registry) -> None:
    activity = await training(registry, capacity=1)
    first = await registry.enrolment(activity, await registry.person())
    await withdraw(registry, first, "2019-06-10")
    late, other = await registry.person(), await registry.person()
    assert refusal(await registry.lead.post("/enrolments", place(activity, late, "2019-06-09")))[1] == "activity-full"
    await registry.enrolment(activity, late, "2019-06-10")
    assert refusal(await registry.lead.post("/enrolments", place(activity, other, "2019-06-01")))[1] == "activity-full"


days = st.integers(1, 20)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    held=st.lists(st.tuples(days, st.one_of(st.none(), st.integers(1, 10))), max_size=8),
    since=st.integers(0, 25),
)
async def test_the_places_that_are_taken_are_those_of_the_fullest_day(
    common: Running, held: list[tuple[int, int | None]], since: int
) -> None:
    async with common.connection() as connection, connection.transaction():
        activity = await connection.fetchval(
            "INSERT INTO activities (project, type, place, starts_on, ends_on, by_enrolment, recorded_by)"
            " VALUES ('X', 'mediation', 'IQG15Q08', '2019-01-01', '2019-12-31', true, 'x') RETURNING id"
        )
        people = await connection.fetch(
            "INSERT INTO people (registration_number, recorded_by)"
            " SELECT left(md5(random()::text), 14), 'x' FROM generate_series(1, $1) RETURNING id",
            len(held),
        )
        for (person,), (first, lasts) in zip(people, held, strict=True):
            await connection.execute(
                "INSERT INTO enrolments (activity_id, person_id, enrolled_on, withdrawn_on, recorded_by)"
                " VALUES ($1, $2, '2019-03-01'::date + $3::int, '2019-03-01'::date + $4::int, 'x')",
                activity,
                person,
                first,
                None if lasts is None else first + lasts,
            )
        begun = await connection.fetchval("SELECT '2019-03-01'::date + $1::int", since)
        found = await reads.taken(connection, activity, begun)
        await connection.execute("SELECT 1")
    each_day = [
        sum(first <= day and (lasts is None or day < first + lasts) for first, lasts in held)
        for day in range(since, 60)
    ]
    assert found == max(each_day)
