"""Exact duplicates: raised where people state the same, told to whoever may see both, and judged by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import asyncpg
import pytest
from callers import Caller, Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, PERSON, TELAFAR, Registry
from sqlalchemy import event
from test_lists import walked

from services.beneficiary.duplicates import finding
from shared.callers import DatasetName, Role
from shared.classification import HIGH

_NUMBERS = count(1)


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def card() -> str:
    """A number that no other document has."""
    return f"K{next(_NUMBERS):07d}"


def line() -> str:
    """A phone that nobody else has."""
    return f"+964770{next(_NUMBERS):07d}"


async def shows(caller: Caller, person: str, number: str, type: str = "passport") -> dict[str, Any]:
    return require_made(await caller.post("/documents", {"person": person, "type": type, "number": number}))


async def calls(caller: Caller, person: str, number: str) -> dict[str, Any]:
    body = {"person": person, "number": number, "owner": "self", "safe_to_call": True}
    return require_made(await caller.post("/phones", body))


@asynccontextmanager
async def undone(connection: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[None]:
    """Whatever is written is taken back."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


def people_in(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["person"], each["likeness"]) for each in told["possible_duplicates"]]


async def pairs(caller: Caller, *people: str) -> list[dict[str, Any]]:
    """The pairs on the list in which one of these people is."""
    return [row for row in await walked(caller, "/duplicates") if {row["first"], row["second"]} & set(people)]


async def pair(registry: Registry, **changes: Any) -> tuple[int, str, str]:
    """Two people with one document: the number of the pair, and the two in the order of their registration."""
    first, second = await registry.person(**changes), await registry.person(**changes)
    number = card()
    await shows(registry.caseworker, first, number)
    [found] = (await shows(registry.caseworker, second, number))["possible_duplicates"]
    return found["id"], first, second


async def decided(registry: Registry, id: int, decision: str, **more: Any) -> dict[str, Any]:
    body = {"decision": decision, "ground": "asked"} | more
    return require_made(await registry.caseworker.post(f"/duplicates/{id}/decide", body))


# --- found ------------------------------------------------------------------------------------------------------------


async def test_who_holds_the_same_document_is_named_with_the_record_and_on_the_list(registry: Registry) -> None:
    first, second = await registry.person(), await registry.person(given_native="سعاد", birth_date="1950-07-01")
    number = card()
    assert people_in(await shows(registry.caseworker, first, number)) == []
    assert people_in(await shows(registry.caseworker, second, number.lower())) == [(first, "document")]
    [row] = await pairs(registry.caseworker, first)
    assert (row["first"], row["second"], row["likeness"], row["status"]) == (first, second, "document", "open")


async def test_who_states_the_same_is_sought_by_indexes_alone(registry: Registry) -> None:
    async with registry.service.connection() as connection, undone(connection):
        await connection.execute("""
            INSERT INTO people (id, registration_number, recorded_by)
                SELECT id, 'P' || id, 'x' FROM generate_series(1000001, 1003000) AS id;
            INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, signs, recorded_by)
                SELECT id, 'سعاد', 'female', 'unknown', 'IQG15Q08', '{}', 'x' FROM people WHERE id > 1000000;
            INSERT INTO phones (person_id, number, owner, safe_to_call, voice_only, recorded_by)
                SELECT id, '+' || id / 2, 'self', true, false, 'x' FROM people WHERE id > 1000000;
            INSERT INTO documents (person_id, type, number_index, last_three, recorded_by)
                SELECT id, 'passport', sha256((id / 2)::text::bytea), '123', 'x' FROM people WHERE id > 1000000;
            ANALYZE people, particulars, phones, documents;
        """)
        await connection.execute(f"SET LOCAL plan_cache_mode = force_generic_plan; PREPARE alike AS {finding.ALIKE}")
        steps = [step for (step,) in await connection.fetch("EXPLAIN EXECUTE alike (ARRAY[1000001, 1000002])")]
    read_through = [step for step in steps if "Seq Scan" in step]
    assert all("on identities" in step for step in read_through)  # there is nothing in it


async def test_the_same_number_on_another_kind_of_document_is_no_sign(registry: Registry) -> None:
    number = card()
    await shows(registry.caseworker, await registry.person(), number)
    assert people_in(await shows(registry.caseworker, await registry.person(), number, "residence_card")) == []


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, True),
        ({"given_native": "زَينب", "birth_date": "1990-02-03", "birth_precision": "day"}, True),
        ({"given_native": "زینب"}, True),
        ({"given_native": "سعاد"}, True),  # written alike in Latin
        ({"given_native": "سعاد", "given_latin": None}, False),
        ({"birth_date": "1991-07-01"}, False),
        ({"birth_date": None, "birth_precision": "unknown"}, False),
    ],
)
async def test_a_phone_is_a_sign_with_the_given_name_however_spelt_and_the_year_of_birth(
    registry: Registry, other: dict[str, Any], found: bool
) -> None:
    first, second = await registry.person(), await registry.person(**other)
    number = line()
    await calls(registry.caseworker, first, number)
    assert people_in(await calls(registry.caseworker, second, number)) == ([(first, "phone")] if found else [])


@pytest.mark.parametrize("stated", [{"given_native": "سعاد", "given_latin": None}, {"birth_date": "1950-07-01"}])
async def test_whoever_is_corrected_is_compared_as_they_are_stated_now(
    registry: Registry, stated: dict[str, Any]
) -> None:
    first, second = await registry.person(), await registry.person(**stated)
    number = line()
    for person in (first, second):
        assert people_in(await calls(registry.caseworker, person, number)) == []
    for _ in range(2):
        require_made(await registry.caseworker.put(f"/people/{second}", PERSON))
        [row] = await pairs(registry.caseworker, second)
        assert (row["first"], row["second"], row["likeness"]) == (first, second, "phone")


async def test_a_family_booklet_is_shared_by_its_members_and_a_sign_as_a_phone_is(registry: Registry) -> None:
    number = card()
    mother = await registry.person()
    child = await registry.person(given_native="علي", given_latin=None, birth_date="2015-07-01")
    again = await registry.person()
    await shows(registry.caseworker, mother, number, "civil_status_id")
    assert people_in(await shows(registry.caseworker, child, number, "civil_status_id")) == []
    assert people_in(await shows(registry.caseworker, again, number, "civil_status_id")) == [(mother, "document")]


async def test_whoever_is_voided_or_has_voided_it_is_not_found(registry: Registry) -> None:
    number = card()
    first, second, third = [await registry.person() for _ in range(3)]
    document = (await shows(registry.caseworker, first, number))["id"]
    require_made(await registry.caseworker.void(f"/documents/{document}"))
    await shows(registry.caseworker, second, number)
    require_made(await registry.caseworker.void(f"/people/{second}"))
    assert people_in(await shows(registry.caseworker, third, number)) == []


async def test_a_visit_names_who_may_be_registered_already(registry: Registry) -> None:
    known, number = await registry.person(), card()
    await shows(registry.caseworker, known, number)
    person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
    people = [person, person | {"documents": [{"type": "passport", "number": number}]}]
    told = require_made(await registry.caseworker.post("/registrations", {"people": people}, key="visit of two"))
    assert [people_in(each) for each in told["people"]] == [[], [(known, "document")]]
    again = await registry.caseworker.post("/registrations", {"people": people}, key="visit of two")
    assert again.json() == told


async def test_of_two_who_state_the_same_at_once_one_is_found(registry: Registry) -> None:
    for _ in range(4):
        people, number = [await registry.person() for _ in range(2)], card()
        await asyncio.gather(*(shows(registry.caseworker, person, number) for person in people))
        [row] = await pairs(registry.caseworker, *people)
        assert [row["first"], row["second"]] == people


async def test_a_pair_is_raised_once_whatever_else_they_agree_in(registry: Registry) -> None:
    id, first, second = await pair(registry)
    number = line()
    await calls(registry.caseworker, first, number)
    told = await calls(registry.caseworker, second, number)
    assert [each["id"] for each in told["possible_duplicates"]] == [id]
    assert len(await pairs(registry.caseworker, first)) == 1


async def test_raising_and_deciding_leave_events_that_refer(registry: Registry) -> None:
    id, first, second = await pair(registry)
    await decided(registry, id, "unsure", ground="too_little")
    async with registry.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT type, data::text FROM outbox WHERE type LIKE 'duplicate.%' AND subject = $1 ORDER BY seq", str(id)
        )
        ids = [
            await connection.fetchval("SELECT id FROM people WHERE registration_number = $1", person)
            for person in (first, second)
        ]
    assert [row["type"] for row in rows] == ["duplicate.raised", "duplicate.decided"]
    assert rows[0]["data"] == f'{{"other": {ids[1]}, "person": {ids[0]}}}'
    assert rows[1]["data"] == '{"decision": "unsure"}'


# --- who is told ------------------------------------------------------------------------------------------------------


async def test_a_caller_who_may_not_see_the_other_is_answered_as_if_there_were_none(registry: Registry) -> None:
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    known, mine, number = await registry.person(place=NAJAF), await registry.person(place=TELAFAR), card()
    await shows(registry.caseworker, known, number)
    told = await shows(ninewa, mine, number)
    free = await shows(ninewa, await registry.person(place=TELAFAR), card())
    same = {"person", "id", "last_three", "recorded_at"}
    assert {name: told[name] for name in told.keys() - same} == {name: free[name] for name in free.keys() - same}
    assert told.keys() == free.keys()
    assert await pairs(ninewa, mine) == []
    [task] = await pairs(registry.caseworker, mine)
    for path in ("", "/decide"):
        ask = ninewa.get if not path else ninewa.post
        absent, hidden = [await ask(f"/duplicates/{id}{path}") for id in (987654321, task["id"])]
        if not path:
            assert (hidden.status_code, hidden.json()) == (absent.status_code, absent.json())
            assert refusal(hidden) == (404, "not-found", None)
    answer = await ninewa.post(f"/duplicates/{task['id']}/decide", {"decision": "different", "ground": "asked"})
    assert refusal(answer) == (404, "not-found", None)


async def test_the_same_statements_are_run_whether_or_not_somebody_is_found(registry: Registry) -> None:
    engine = registry.service.app.state.database.engine.sync_engine
    run: list[str] = []

    def noted(_: Any, __: Any, statement: str, *more: Any) -> None:
        run.append(statement)

    known, number = await registry.person(place=NAJAF), card()
    await shows(registry.caseworker, known, number)
    people = [await registry.person() for _ in range(2)]
    seen = []
    event.listen(engine, "before_cursor_execute", noted)
    try:
        for person, stated in zip(people, (number, card()), strict=True):
            run.clear()
            await shows(registry.service.caller(Role.CASEWORKER, areas=(NINEWA,)), person, stated)
            seen.append(list(run))
    finally:
        event.remove(engine, "before_cursor_execute", noted)
    assert seen[0] == seen[1]
    assert any("possible_duplicates" in statement for statement in seen[0])


async def test_whom_no_duplicates_are_opened_to_is_not_told_of_any(registry: Registry) -> None:
    known, mine, number = await registry.person(), await registry.person(), card()
    await shows(registry.caseworker, known, number)
    scopes = {name: scope for name, scope in datasets(HIGH).items() if name is not DatasetName.DUPLICATES}
    narrow = registry.service.caller(Role.CASEWORKER, datasets=scopes)
    assert "possible_duplicates" not in await shows(narrow, mine, number)
    assert refusal(await narrow.get("/duplicates"))[1] == "not-in-mandate"


async def test_whoever_is_named_is_noted_as_told_about(registry: Registry) -> None:
    first, second, number = await registry.person(), await registry.person(), card()
    await shows(registry.caseworker, first, number)
    body = {"person": second, "type": "passport", "number": number}
    answer = await registry.caseworker.post("/documents", body)
    async with registry.service.connection() as connection:
        ids = [
            await connection.fetchval("SELECT id FROM people WHERE registration_number = $1", person)
            for person in (second, first)
        ]
    assert f'"people":[{ids[0]},{ids[1]}]' in answer.headers["x-nexus-disclosed"]
    assert "possible_duplicates" in answer.headers["x-nexus-disclosed"]


# --- decided ----------------------------------------------------------------------------------------------------------


async def test_a_pair_is_shown_side_by_side_with_what_differs_and_nothing_dropped(registry: Registry) -> None:
    first, second = await registry.person(), await registry.person(birth_date="1991-07-01")
    number = card()
    await shows(registry.caseworker, first, number)
    [found] = (await shows(registry.caseworker, second, number))["possible_duplicates"]
    told = require_made(await registry.caseworker.get(f"/duplicates/{found['id']}"))
    assert [side["registration_number"] for side in told["people"]] == [first, second]
    assert [side["birth_date"] for side in told["people"]] == ["1990-07-01", "1991-07-01"]
    assert told["differing"] == ["birth_date"]


async def test_the_same_person_is_merged_under_the_number_that_is_stated(registry: Registry) -> None:
    id, first, second = await pair(registry)
    told = await decided(registry, id, "same", survivor=first)
    assert (told["status"], told["ground"]) == ("same", "asked")
    person = require_made(await registry.caseworker.get(f"/people/{second}"))
    assert (person["registration_number"], person["merged_from"]) == (first, [second])
    [merge] = [row for row in await walked(registry.caseworker, "/merges") if row["survivor"] == first]
    assert merge["reason"] == "same_document"
    again = await registry.caseworker.post(f"/duplicates/{id}/decide", {"decision": "different", "ground": "asked"})
    assert refusal(again) == (409, "one-person-already", None)
    await registry.unmerge(merge["id"])
    assert require_made(await registry.caseworker.get(f"/duplicates/{id}"))["status"] == "open"
    assert (await decided(registry, id, "different"))["status"] == "different"


async def test_different_people_are_not_taken_for_one_again(registry: Registry) -> None:
    id, first, second = await pair(registry)
    assert (await decided(registry, id, "different", ground="shared"))["status"] == "different"
    number = card()
    assert people_in(await shows(registry.caseworker, first, number)) == []
    assert people_in(await shows(registry.caseworker, second, number)) == []
    third = await registry.person()
    await registry.merge_people(second, third)
    other = card()
    await shows(registry.caseworker, first, other)
    assert people_in(await shows(registry.caseworker, second, other)) == []
    assert len(await pairs(registry.caseworker, first)) == 1


async def test_who_is_unsure_may_decide_later(registry: Registry) -> None:
    id, first, _ = await pair(registry)
    assert (await decided(registry, id, "unsure", ground="too_little"))["status"] == "unsure"
    assert [row["id"] for row in await pairs(registry.caseworker, first)] == [id]
    assert (await decided(registry, id, "different"))["status"] == "different"
    listed = require_made(await registry.caseworker.get("/duplicates", status="different", limit="200"))["items"]
    assert id in [row["id"] for row in listed]
    assert {row["status"] for row in listed} == {"different"}


async def test_a_pair_that_somebody_is_unsure_of_waits_for_somebody_else(registry: Registry) -> None:
    id, _, _ = await pair(registry)

    async def waits() -> list[bool]:
        queues = [
            await walked(caller, "/duplicates", waiting="true") for caller in (registry.caseworker, registry.second)
        ]
        return [id in {row["id"] for row in queue} for queue in queues]

    assert await waits() == [True, True]
    await decided(registry, id, "unsure", ground="too_little")
    assert await waits() == [False, True]
    answer = await registry.second.post(f"/duplicates/{id}/decide", {"decision": "different", "ground": "compared"})
    assert require_made(answer)["status"] == "different"
    assert await waits() == [False, False]


async def test_of_the_same_person_it_is_said_which_of_the_two_goes_on_and_of_others_not(registry: Registry) -> None:
    id, first, _ = await pair(registry)
    third = await registry.person()
    for decision, survivor in (("same", None), ("same", third), ("unsure", first)):
        body = {"decision": decision, "survivor": survivor}
        answer = await registry.caseworker.post(f"/duplicates/{id}/decide", {"ground": "asked"} | body)
        assert refusal(answer) == (422, "survivor-unclear", "survivor")
    assert require_made(await registry.caseworker.get(f"/duplicates/{id}"))["status"] == "open"


async def test_whoever_was_merged_by_hand_is_the_same_and_no_duplicate_any_more(registry: Registry) -> None:
    id, first, second = await pair(registry)
    await registry.merge_people(first, second)
    assert require_made(await registry.caseworker.get(f"/duplicates/{id}"))["status"] == "same"
    assert people_in(await shows(registry.caseworker, first, card())) == []


async def test_a_pair_is_judged_by_those_who_register_people(registry: Registry) -> None:
    id, _, _ = await pair(registry)
    for role in set(Role) - {Role.CASEWORKER, Role.PROTECTION}:
        caller = registry.service.caller(role)
        assert refusal(await caller.get(f"/duplicates/{id}")) == (403, "not-your-role", None)
        answer = await caller.post(f"/duplicates/{id}/decide", {"decision": "unsure", "ground": "asked"})
        assert refusal(answer) == (403, "not-your-role", None)
