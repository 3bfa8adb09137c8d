"""The sheet of a session, stated whole: all or nothing, each wrong line named, and only what differs written."""

import asyncio
import json
from typing import Any

import pytest
from callers import Running, refusal, require_made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry import NAJAF, NINEWA, TELAFAR, Registry

from services.beneficiary.people.numbers import number
from services.beneficiary.sheets.rules import MOST_NAMED
from services.beneficiary.sheets.views import MOST_LINES
from shared.callers import Role

NOBODY, NOTHING = number(0), 2_147_483_647


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def sheet(*people: str, outcome: str = "present", **others: str) -> dict[str, Any]:
    """A sheet with these people, and others with outcomes of their own."""
    lines = [{"person": person, "outcome": outcome} for person in people]
    return {"lines": lines + [{"person": person, "outcome": said} for person, said in others.items()]}


async def standing(registry: Registry, session: int) -> dict[str, tuple[int, str]]:
    """The lines that stand, by person: the attendance and its outcome."""
    async with registry.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT person.registration_number, attendance.id, attendance.outcome FROM attendances AS attendance"
            " JOIN people AS person ON person.id = attendance.person_id"
            " WHERE session_id = $1 AND attendance.voided_at IS NULL",
            session,
        )
    return {person: (id, outcome) for person, id, outcome in rows}


async def events(registry: Registry, after: int) -> list[tuple[str, dict[str, Any]]]:
    async with registry.service.connection() as connection:
        rows = await connection.fetch("SELECT type, data FROM outbox WHERE seq > $1 ORDER BY seq", after)
    return [(row["type"], json.loads(row["data"])) for row in rows]


async def last_event(registry: Registry) -> int:
    async with registry.service.connection() as connection:
        return int(await connection.fetchval("SELECT coalesce(max(seq), 0) FROM outbox"))


async def crowd(registry: Registry, size: int, place: str = TELAFAR) -> list[str]:
    """So many people, registered at once."""
    async with registry.service.connection() as connection:
        begin = await connection.fetchval("SELECT coalesce(max(id), 0) + 8000000000 FROM people")
        numbers = [number(begin + at) for at in range(size)]
        await connection.execute(
            "WITH made AS (INSERT INTO people (registration_number, recorded_by)"
            " SELECT drawn, 'x' FROM unnest($1::text[]) AS drawn RETURNING id)"
            " INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, recorded_by)"
            " SELECT id, 'س', 'female', 'unknown', $2, 'x' FROM made",
            numbers,
            place,
        )
    return numbers


async def test_a_sheet_of_a_thousand_people_is_stated_in_one_request(registry: Registry) -> None:
    people = await crowd(registry, MOST_LINES)
    activity = await registry.activity(project="TRY-THOUSAND")
    session, before = await registry.session(activity), await last_event(registry)
    answer = await registry.lead.post(f"/sessions/{session}/sheet", sheet(*people))
    assert require_made(answer) == {"session_id": session, "present": MOST_LINES, "excused": 0, "absent": 0}
    assert {outcome for _, outcome in (await standing(registry, session)).values()} == {"present"}
    assert (await registry.reach("TRY-THOUSAND"))["total"] == MOST_LINES
    written = [data for type, data in await events(registry, before) if type == "attendance.recorded"]
    assert len({data["person"] for data in written}) == len(written) == MOST_LINES
    assert {(data["session"], data["activity"]) for data in written} == {(session, activity)}
    answer = await registry.lead.post(f"/sessions/{session}/sheet", sheet(*people, people[0]))
    assert refusal(answer) == (422, "invalid-request", "lines")


async def test_a_corrected_sheet_writes_what_differs_and_nothing_else(registry: Registry) -> None:
    stayed, changed, gone, came = await crowd(registry, 4)
    session = await registry.session(await registry.activity())
    require_made(await registry.lead.post(f"/sessions/{session}/sheet", sheet(stayed, changed, gone)))
    before, seq = await standing(registry, session), await last_event(registry)
    corrected = sheet(came, stayed, **{changed: "excused"})
    answer = await registry.lead.post(f"/sessions/{session}/sheet", corrected)
    assert require_made(answer) == {"session_id": session, "present": 2, "excused": 1, "absent": 0}
    after = await standing(registry, session)
    assert set(after) == {stayed, changed, came}
    assert after[stayed] == before[stayed]
    assert after[changed][1] == "excused"
    assert after[changed][0] != before[changed][0]
    assert [type for type, _ in await events(registry, seq)] == ["attendance.voided"] * 2 + ["attendance.recorded"] * 2
    for person in (changed, gone):
        voided = require_made(await registry.lead.get(f"/attendances/{before[person][0]}"))
        assert voided["void_reason"] == "corrected"
    again = await last_event(registry)
    require_made(await registry.lead.post(f"/sessions/{session}/sheet", corrected))
    assert await events(registry, again) == []


async def test_an_empty_sheet_takes_everybody_off(registry: Registry) -> None:
    session = await registry.session(await registry.activity())
    require_made(await registry.lead.post(f"/sessions/{session}/sheet", sheet(*await crowd(registry, 3))))
    answer = await registry.lead.post(f"/sessions/{session}/sheet", sheet())
    assert require_made(answer) == {"session_id": session, "present": 0, "excused": 0, "absent": 0}
    assert await standing(registry, session) == {}


async def test_a_sheet_asked_twice_with_one_key_is_stated_once(registry: Registry) -> None:
    session, people = await registry.session(await registry.activity()), await crowd(registry, 3)
    first = await registry.lead.post(f"/sessions/{session}/sheet", sheet(*people), key=f"sheet{session}")
    seq, before = await last_event(registry), await standing(registry, session)
    again = await registry.lead.post(f"/sessions/{session}/sheet", sheet(*people), key=f"sheet{session}")
    assert require_made(first) == require_made(again)
    assert (await last_event(registry), await standing(registry, session)) == (seq, before)
    other = await registry.lead.post(f"/sessions/{session}/sheet", sheet(*people[1:]), key=f"sheet{session}")
    assert refusal(other) == (422, "idempotency-key-reused", "Idempotency-Key")


# --- wrong lines ------------------------------------------------------------------------------------------------------


async def test_each_wrong_line_is_named_by_its_place_and_nothing_is_recorded(registry: Registry) -> None:
    activity = await registry.activity(by_enrolment=True)
    session = await registry.session(activity)
    enrolled, stranger, another = await crowd(registry, 3)
    unborn, far = await registry.person(birth_date="2019-08-01", birth_precision="day"), await crowd(registry, 1, NAJAF)
    for person in (enrolled, another):
        await registry.enrolment(activity, person)
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    stated = sheet(enrolled, NOBODY, stranger, unborn, another, enrolled, *far)
    seq = await last_event(registry)
    answer = await near.post(f"/sessions/{session}/sheet", stated)
    assert refusal(answer)[:2] == (422, "lines-refused")
    problem = answer.json()
    assert problem["detail"] == "5 lines of this sheet are refused."
    assert [(entry["field"], entry["message"]) for entry in problem["errors"]] == [
        ("lines.1.person", "Nobody is registered under this number."),
        ("lines.2.person", "The person has no place in the activity on this day."),
        ("lines.3.person", "The person was not born on this day."),
        ("lines.5.person", "The person stands on this sheet before."),
        ("lines.6.person", "Nobody is registered under this number."),
    ]
    assert NOBODY not in answer.text
    assert (await standing(registry, session), await last_event(registry)) == ({}, seq)


async def test_of_many_wrong_lines_the_first_are_named(registry: Registry) -> None:
    session = await registry.session(await registry.activity())
    strangers = [number(9_000_000_000 + at) for at in range(300)]
    problem = (await registry.lead.post(f"/sessions/{session}/sheet", sheet(*strangers))).json()
    assert problem["detail"] == "300 lines of this sheet are refused."
    assert [entry["field"] for entry in problem["errors"]] == [f"lines.{at}.person" for at in range(MOST_NAMED)]


async def test_a_mistyped_number_is_named_by_its_place(registry: Registry) -> None:
    session, [person] = await registry.session(await registry.activity()), await crowd(registry, 1)
    answer = await registry.lead.post(f"/sessions/{session}/sheet", sheet(person, "1234-5678-9012"))
    assert refusal(answer) == (422, "invalid-request", "lines.1.person")
    answer = await registry.lead.post(f"/sessions/{session}/sheet", sheet(person, outcome="late"))
    assert refusal(answer) == (422, "invalid-request", "lines.0.outcome")
    for body in ({}, {"lines": None}, {"lines": {}}, {"lines": [person]}, {"lines": [], "note": "x"}):
        assert refusal(await registry.lead.post(f"/sessions/{session}/sheet", body))[:2] == (422, "invalid-request")


async def test_a_sheet_needs_a_session_that_stands_in_reach_and_whose_day_has_come(registry: Registry) -> None:
    [person] = await crowd(registry, 1)
    cancelled, far = await registry.session(await registry.activity()), await registry.activity(place=NAJAF)
    require_made(await registry.lead.void(f"/sessions/{cancelled}"))
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    for session in (NOTHING, cancelled, await registry.session(far)):
        answer = await near.post(f"/sessions/{session}/sheet", sheet(person))
        assert refusal(answer) == (404, "unknown-session", "id")
    ahead = await registry.activity(starts_on="2090-01-01", ends_on="2090-01-02")
    session = await registry.session(ahead, "2090-01-01")
    assert refusal(await near.post(f"/sessions/{session}/sheet", sheet(person))) == (422, "in-the-future", "id")
    other = registry.service.caller(Role.ACTIVITY_LEAD, projects=("JPN-SDN-2020",))
    session = await registry.session(await registry.activity())
    answer = await other.post(f"/sessions/{session}/sheet", sheet(person))
    assert refusal(answer) == (403, "outside-projects", "id")


async def test_who_stands_on_a_sheet_already_may_stand_on_it_wherever_they_live(registry: Registry) -> None:
    [near_one], [far_one] = await crowd(registry, 1), await crowd(registry, 1, NAJAF)
    session = await registry.session(await registry.activity())
    require_made(await registry.lead.post(f"/sessions/{session}/sheet", sheet(far_one)))
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    require_made(await near.post(f"/sessions/{session}/sheet", sheet(far_one, near_one)))
    assert set(await standing(registry, session)) == {far_one, near_one}


async def test_who_enrols_nobody_writes_no_sheet(registry: Registry) -> None:
    session = await registry.session(await registry.activity())
    for role in set(Role) - {Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION}:
        answer = await registry.service.caller(role).post(f"/sessions/{session}/sheet", sheet())
        assert refusal(answer) == (403, "not-your-role", None)


async def test_two_sheets_of_one_session_at_once_leave_one_of_them(registry: Registry) -> None:
    people = await crowd(registry, 6)
    session = await registry.session(await registry.activity())
    asked = [sheet(*people[:4]), sheet(*people[2:], outcome="absent"), sheet(*people[1:5], outcome="excused")]
    answers = await asyncio.gather(*(registry.lead.post(f"/sessions/{session}/sheet", one) for one in asked))
    assert [answer.status_code for answer in answers] == [200] * 3
    left = {person: outcome for person, (_, outcome) in (await standing(registry, session)).items()}
    assert left in [{line["person"]: line["outcome"] for line in one["lines"]} for one in asked]


async def test_who_is_taken_off_a_sheet_while_it_is_stated_anew_is_taken_off_once(registry: Registry) -> None:
    [person] = await crowd(registry, 1)
    session = await registry.session(await registry.activity())
    path = f"/sessions/{session}/sheet"
    for _ in range(4):
        require_made(await registry.lead.post(path, sheet(person)))
        [(line, _)] = (await standing(registry, session)).values()
        stated, voided = await asyncio.gather(
            registry.lead.post(path, sheet(person, outcome="absent")), registry.lead.void(f"/attendances/{line}")
        )
        require_made(stated)
        assert voided.is_success or refusal(voided) == (409, "already-voided", None)
        assert [outcome for _, outcome in (await standing(registry, session)).values()] == ["absent"]


outcomes = st.sampled_from(("present", "excused", "absent"))
some_sheets = st.lists(st.dictionaries(st.integers(0, 7), outcomes, max_size=8), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stated=some_sheets)
async def test_whatever_was_stated_before_a_sheet_says_what_was_stated_last(
    common: Running, stated: list[dict[int, str]]
) -> None:
    registry = Registry(common)
    people = await crowd(registry, 8)
    session = await registry.session(await registry.activity())
    before: dict[str, tuple[int, str]] = {}
    for one in stated:
        wanted = {people[at]: outcome for at, outcome in one.items()}
        require_made(await registry.lead.post(f"/sessions/{session}/sheet", sheet(**wanted)))
        after = await standing(registry, session)
        assert {person: outcome for person, (_, outcome) in after.items()} == wanted
        kept = {person for person in wanted if before.get(person, (0, ""))[1] == wanted[person]}
        assert all(after[person] == before[person] for person in kept)
        before = after
