"""Attendance at sessions, one by one: each rule and each refusal."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from callers import Running, refusal, require_made
from registry import NAJAF, NINEWA, Registry

from services.beneficiary.people.numbers import number
from shared.callers import Role
from shared.days import today

NOBODY, NOTHING = number(0), 2_147_483_647


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def line(session: int, person: str, outcome: str = "present") -> dict[str, Any]:
    return {"session_id": session, "person": person, "outcome": outcome}


@pytest.mark.parametrize("outcome", ["present", "excused", "absent"])
async def test_an_attendance_is_told_with_its_activity_and_its_day(registry: Registry, outcome: str) -> None:
    activity = await registry.activity()
    stated = line(await registry.session(activity, "2019-06-12"), await registry.person(), outcome)
    made = require_made(await registry.lead.post("/attendances", stated))
    assert {name: made[name] for name in stated} == stated
    assert (made["activity_id"], made["attended_on"]) == (activity, "2019-06-12")
    assert require_made(await registry.monitor.get(f"/attendances/{made['id']}")) == made
    for name, value in (("session_id", stated["session_id"]), ("activity_id", activity)):
        assert require_made(await registry.monitor.get("/attendances", **{name: str(value)}))["items"] == [made]


@pytest.mark.parametrize("outcome", ["late", "", None, 1])
async def test_a_sheet_says_one_of_three_things(registry: Registry, outcome: Any) -> None:
    stated = line(await registry.session(await registry.activity()), await registry.person(), outcome)
    assert refusal(await registry.lead.post("/attendances", stated)) == (422, "invalid-request", "outcome")


async def test_a_person_is_on_a_sheet_once_until_that_is_voided(registry: Registry) -> None:
    activity, person = await registry.activity(), await registry.person()
    session = await registry.session(activity)
    made = require_made(await registry.lead.post("/attendances", line(session, person)))
    answer = await registry.lead.post("/attendances", line(session, person, "excused"))
    assert refusal(answer) == (409, "attended-already", "person")
    require_made(await registry.lead.post("/attendances", line(await registry.session(activity), person)))
    require_made(await registry.lead.void(f"/attendances/{made['id']}"))
    require_made(await registry.lead.post("/attendances", line(session, person, "excused")))


async def test_of_eight_attendances_at_once_one_is_recorded(registry: Registry) -> None:
    stated = line(await registry.session(await registry.activity()), await registry.person())
    answers = await asyncio.gather(*(registry.lead.post("/attendances", stated) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


@pytest.mark.parametrize(("ahead", "recorded"), [(0, True), (1, False), (30, False)])
async def test_nothing_is_recorded_of_a_session_whose_day_has_not_come(
    registry: Registry, ahead: int, recorded: bool
) -> None:
    day = (today() + timedelta(days=ahead)).isoformat()
    session = await registry.session(await registry.activity(starts_on=day, ends_on=day), day)
    for outcome in ("present", "excused", "absent"):
        answer = await registry.lead.post("/attendances", line(session, await registry.person(), outcome))
        assert answer.status_code == 201 if recorded else refusal(answer) == (422, "in-the-future", "session_id")


@pytest.mark.parametrize(
    ("born", "precision", "recorded"),
    [
        ("2019-06-10", "day", True),
        ("2019-06-11", "day", False),
        ("2019-06-30", "month", True),
        ("2019-07-01", "month", False),
        ("2019-07-01", "year", True),
        ("2020-07-01", "year", False),
    ],
)
async def test_nobody_attends_before_they_can_have_been_born(
    registry: Registry, born: str, precision: str, recorded: bool
) -> None:
    person = await registry.person(birth_date=born, birth_precision=precision)
    answer = await registry.lead.post("/attendances", line(await registry.session(await registry.activity()), person))
    assert answer.status_code == 201 if recorded else refusal(answer) == (422, "before-birth", "person")


async def test_where_people_enrol_nobody_attends_before_or_after_they_have_a_place(registry: Registry) -> None:
    activity, person = await registry.activity(by_enrolment=True), await registry.person()
    sessions = {day: await registry.session(activity, f"2019-06-{day:02d}") for day in (4, 5, 14, 15)}
    enrolled = await registry.enrolment(activity, person, "2019-06-05")
    body = {"withdrawn_on": "2019-06-15"}
    require_made(await registry.lead.post(f"/enrolments/{enrolled}/withdraw", body))
    for day, recorded in ((4, False), (5, True), (14, True), (15, False)):
        answer = await registry.lead.post("/attendances", line(sessions[day], person))
        assert answer.status_code == 201 if recorded else refusal(answer) == (422, "not-enrolled", "person")
    stranger = await registry.person()
    answer = await registry.lead.post("/attendances", line(sessions[5], stranger, "absent"))
    assert refusal(answer) == (422, "not-enrolled", "person")


async def test_a_voided_enrolment_is_no_place(registry: Registry) -> None:
    activity, person = await registry.activity(by_enrolment=True), await registry.person()
    require_made(await registry.lead.void(f"/enrolments/{await registry.enrolment(activity, person)}"))
    answer = await registry.lead.post("/attendances", line(await registry.session(activity), person))
    assert refusal(answer) == (422, "not-enrolled", "person")


async def test_a_place_is_not_given_back_before_a_session_that_says_something_of_the_person(
    registry: Registry,
) -> None:
    activity, person = await registry.activity(by_enrolment=True), await registry.person()
    enrolment = await registry.enrolment(activity, person)
    attendance = await registry.attendance(activity, person, "2019-06-10", "absent")
    for day in ("2019-06-09", "2019-06-10"):
        answer = await registry.lead.post(f"/enrolments/{enrolment}/withdraw", {"withdrawn_on": day})
        assert refusal(answer) == (409, "attended-since", "withdrawn_on")
    assert refusal(await registry.lead.void(f"/enrolments/{enrolment}")) == (409, "enrolment-attended", None)
    require_made(await registry.lead.void(f"/attendances/{attendance}"))
    require_made(await registry.lead.post(f"/enrolments/{enrolment}/withdraw", {"withdrawn_on": "2019-06-09"}))


async def test_an_enrolment_is_voided_where_only_cancelled_sessions_say_something(registry: Registry) -> None:
    activity, person = await registry.activity(by_enrolment=True), await registry.person()
    enrolment = await registry.enrolment(activity, person)
    await registry.attendance(activity, person)
    require_made(await registry.lead.void(f"/sessions/{registry.sessions[activity, '2019-06-10']}"))
    require_made(await registry.lead.void(f"/enrolments/{enrolment}"))


async def test_a_place_is_not_given_back_while_somebody_is_put_on_a_sheet(registry: Registry) -> None:
    for _ in range(6):
        activity, person = await registry.activity(by_enrolment=True), await registry.person()
        enrolment, session = await registry.enrolment(activity, person), await registry.session(activity)
        attended, withdrawn = await asyncio.gather(
            registry.lead.post("/attendances", line(session, person)),
            registry.lead.post(f"/enrolments/{enrolment}/withdraw", {"withdrawn_on": "2019-06-05"}),
        )
        assert attended.is_success is not withdrawn.is_success


async def test_an_attendance_needs_a_session_and_a_person_who_stand_and_are_in_reach(registry: Registry) -> None:
    person, stranger = await registry.person(), await registry.person(place=NAJAF)
    session = await registry.session(await registry.activity())
    cancelled, of_gone = await registry.session(await registry.activity()), await registry.activity()
    gone, far = await registry.session(of_gone), await registry.session(await registry.activity(place=NAJAF))
    require_made(await registry.lead.void(f"/sessions/{cancelled}"))
    require_made(await registry.lead.void(f"/activities/{of_gone}"))
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    for id, who, type, field in (
        (NOTHING, person, "unknown-session", "session_id"),
        (cancelled, person, "unknown-session", "session_id"),
        (gone, person, "unknown-session", "session_id"),
        (far, person, "unknown-session", "session_id"),
        (session, NOBODY, "unknown-person", "person"),
        (session, stranger, "unknown-person", "person"),
    ):
        assert refusal(await near.post("/attendances", line(id, who))) == (404, type, field)


async def test_the_attendances_of_a_cancelled_session_stay_recorded_and_do_not_count(registry: Registry) -> None:
    activity, person = await registry.activity(project="TRY-CANCEL"), await registry.person()
    attendance = await registry.attendance(activity, person)
    assert (await registry.reach("TRY-CANCEL"))["total"] == 1
    require_made(await registry.lead.void(f"/sessions/{registry.sessions[activity, '2019-06-10']}"))
    assert (await registry.reach("TRY-CANCEL"))["total"] == 0
    assert require_made(await registry.lead.get(f"/attendances/{attendance}"))["voided_at"] is None


async def test_only_who_was_present_was_reached(registry: Registry) -> None:
    activity = await registry.activity(project="TRY-PRESENT")
    for outcome in ("present", "excused", "absent"):
        await registry.attendance(activity, await registry.person(), outcome=outcome)
    assert (await registry.reach("TRY-PRESENT"))["total"] == 1
