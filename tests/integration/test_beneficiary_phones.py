"""Phones: one number however it is written, shared by many people, told to those who work with them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import premises
import pytest
from callers import Caller, Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, ZUMMAR, Registry

from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, Scope
from shared.disclosure import HEADER

NOBODY, NOTHING = number(0), 2_147_483_647
WORKS_WITH_PEOPLE = {Role.CASEWORKER, Role.PROTECTION}
RECORD_KEEPING = {"recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"}
STATED = {"person", "number", "owner", "safe_to_call", "voice_only", "call_from", "call_until"}
SHOWN = {"id"} | STATED | RECORD_KEEPING


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def phone(person: str, **changes: Any) -> dict[str, Any]:
    return {"person": person, "number": "0770 123 4567", "owner": "self", "safe_to_call": True} | changes


async def recorded(registry: Registry, person: str, **changes: Any) -> int:
    return int(require_made(await registry.caseworker.post("/phones", phone(person, **changes)))["id"])


def seeing(registry: Registry, ceiling: Any, *fields: str) -> Caller:
    """A caseworker who sees so deep into phones."""
    scope = Scope(ceiling=ceiling, fields=fields or None)
    return registry.service.caller(Role.CASEWORKER, datasets=datasets(HIGH) | {DatasetName.PHONES: scope})


async def test_a_phone_is_told_as_it_was_stated_with_its_number_in_one_form(registry: Registry) -> None:
    person = await registry.person()
    stated = {"owner": "spouse", "safe_to_call": False, "voice_only": True, "call_from": 9, "call_until": 13}
    made = require_made(await registry.caseworker.post("/phones", phone(person, number="٠٧٧٠-١٢٣-٤٥٦٧", **stated)))
    made.pop("possible_duplicates")
    assert set(made) == SHOWN
    assert {name: made[name] for name in STATED} == stated | {"person": person, "number": "+9647701234567"}
    assert require_made(await registry.caseworker.get(f"/phones/{made['id']}")) == made


async def test_nothing_is_said_of_messages_and_hours_that_was_not_asked(registry: Registry) -> None:
    made = require_made(await registry.caseworker.post("/phones", phone(await registry.person())))
    assert (made["voice_only"], made["call_from"], made["call_until"]) == (False, None, None)


async def test_many_people_share_a_phone_and_one_person_states_it_once(registry: Registry) -> None:
    people = [await registry.person() for _ in range(3)]
    for person in people:
        await recorded(registry, person, owner="neighbour")
    for written in ("+9647701234567", "00964 (0)770 1234567", "۰۷۷۰۱۲۳۴۵۶۷"):
        answer = await registry.caseworker.post("/phones", phone(people[0], number=written))
        assert refusal(answer) == (409, "reached-already", "number")
    await recorded(registry, people[0], number="060 123456")


async def test_a_voided_phone_may_be_recorded_again_and_is_voided_once(registry: Registry) -> None:
    person = await registry.person()
    path = f"/phones/{await recorded(registry, person)}"
    voided = require_made(await registry.caseworker.void(path, "corrected"))
    assert (voided["void_reason"], voided["voided_by"]) == ("corrected", "staff:somebody")
    assert refusal(await registry.caseworker.void(path)) == (409, "already-voided", None)
    await recorded(registry, person)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": "0770 123"}, (422, "invalid-request", "number")),
        ({"number": "none"}, (422, "invalid-request", "number")),
        ({"number": 7701234567}, (422, "invalid-request", "number")),
        ({"owner": "sheikh"}, (422, "invalid-request", "owner")),
        ({"safe_to_call": None}, (422, "invalid-request", "safe_to_call")),
        ({"safe_to_call": "yes"}, (422, "invalid-request", "safe_to_call")),
        ({"voice_only": 1}, (422, "invalid-request", "voice_only")),
        ({"call_from": 25, "call_until": 26}, (422, "invalid-request", "call_from")),
        ({"call_from": 9}, (422, "hours-unclear", "call_until")),
        ({"call_until": 9}, (422, "hours-unclear", "call_until")),
        ({"call_from": 13, "call_until": 9}, (422, "hours-unclear", "call_until")),
        ({"call_from": 9, "call_until": 9}, (422, "hours-unclear", "call_until")),
        ({"carrier": "Asiacell"}, (422, "invalid-request", "carrier")),
        ({"person": NOBODY}, (404, "unknown-person", "person")),
    ],
)
async def test_a_phone_that_cannot_be_is_refused(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    answer = await registry.caseworker.post("/phones", phone(await registry.person()) | changes)
    assert refusal(answer) == expected
    assert "770" not in answer.text.replace("+964 770 123 4567", "")


async def test_whether_it_is_safe_to_call_has_to_be_said(registry: Registry) -> None:
    body = phone(await registry.person())
    del body["safe_to_call"]
    assert refusal(await registry.caseworker.post("/phones", body)) == (422, "invalid-request", "safe_to_call")


async def test_the_database_itself_refuses_what_is_no_phone_and_holds_what_was_recorded(registry: Registry) -> None:
    id = await recorded(registry, await registry.person())
    async with registry.service.connection() as connection:
        for column, value, constraint in (
            ("number", "'07701234567'", "ck_phones_number"),
            ("number", "'+9647701234567'", "uq_phones_standing"),
            ("call_from", "9", "ck_phones_hours"),
            ("call_from, call_until", "13, 9", "ck_phones_hours"),
            ("call_from, call_until", "9, 25", "ck_phones_hours"),
        ):
            columns = f"{column}, number" if column != "number" else column
            values = f"{value}, '+9647801234567'" if column != "number" else value
            with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=constraint):
                await connection.execute(
                    f"INSERT INTO phones (person_id, owner, safe_to_call, voice_only, recorded_by, {columns})"
                    f" SELECT person_id, 'self', true, false, 'x', {values} FROM phones WHERE id = $1",
                    id,
                )
        for change in ("UPDATE phones SET safe_to_call = true", "DELETE FROM phones", "TRUNCATE phones"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(change)


async def test_a_phone_leaves_a_trail_without_its_number(registry: Registry) -> None:
    id = await recorded(registry, await registry.person())
    await registry.caseworker.void(f"/phones/{id}", "duplicate")
    async with registry.service.connection() as connection:
        person_id = await connection.fetchval("SELECT person_id FROM phones WHERE id = $1", id)
        rows = await connection.fetch(
            "SELECT type, data FROM outbox WHERE type LIKE 'phone.%' AND subject = $1 ORDER BY seq", str(id)
        )
    assert [(type, json.loads(data)) for type, data in rows] == [
        ("phone.recorded", {"person": person_id}),
        ("phone.voided", {"reason": "duplicate"}),
    ]


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_phones_are_for_those_who_work_with_people(registry: Registry) -> None:
    forbidden = (403, "not-your-role", None)
    for role in Role:
        caller, person = registry.service.caller(role), await registry.person()
        path = f"/phones/{await recorded(registry, person)}"
        reads = [await caller.get(path), await caller.get(f"/people/{person}/phones")]
        form, void = await caller.post("/phones", {}), await caller.void(path)
        if role in WORKS_WITH_PEOPLE:
            assert refusal(form)[:2] == (422, "invalid-request")
            assert all(answer.is_success for answer in (*reads, void))
        else:
            assert [refusal(answer) for answer in (*reads, form, void)] == [forbidden] * 4


async def test_a_phone_outside_the_areas_is_not_found_and_moves_with_its_person(registry: Registry) -> None:
    person = await registry.person(place=NAJAF)
    path = f"/phones/{await recorded(registry, person)}"
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    nothing = (404, "not-found", None)
    assert refusal(await near.get(f"/phones/{NOTHING}")) == nothing
    assert refusal(await near.get(path)) == refusal(await near.void(path)) == nothing
    assert refusal(await near.get(f"/people/{person}/phones")) == nothing
    assert refusal(await near.post("/phones", phone(person))) == (404, "unknown-person", "person")
    moved = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": ZUMMAR}
    require_made(await registry.caseworker.put(f"/people/{person}", moved))
    assert (await near.get(path)).is_success


async def test_what_a_phone_is_is_for_those_who_see_high(registry: Registry) -> None:
    person = await registry.person()
    path = f"/phones/{await recorded(registry, person)}"
    for ceiling, shown in ((LOW, {"id"}), (MODERATE, {"id", "person"} | RECORD_KEEPING), (HIGH, SHOWN)):
        assert set(require_made(await seeing(registry, ceiling).get(path))) == shown
    assert set(require_made(await seeing(registry, HIGH, "safe_to_call").get(path))) == {"safe_to_call"}
    assert require_made(await seeing(registry, MODERATE).get(f"/people/{person}/phones")) == {}


async def test_the_phones_of_a_person_are_those_that_stand_the_one_stated_last_first(registry: Registry) -> None:
    person, other = await registry.person(), await registry.person()
    first, gone, last = [
        await recorded(registry, person, number=f"0770 123 000{place}", owner="other") for place in range(3)
    ]
    await registry.caseworker.void(f"/phones/{gone}")
    await recorded(registry, other, number="0770 123 0001")
    answer = await registry.caseworker.get(f"/people/{person}/phones")
    assert require_made(answer) == {
        "phones": [require_made(await registry.caseworker.get(f"/phones/{id}")) for id in (last, first)]
    }
    told = json.loads(answer.headers[HEADER])
    assert (told["dataset"], set(told["fields"])) == ("phones", SHOWN | {"phones"})
    assert require_made(await registry.caseworker.get(f"/people/{await registry.person()}/phones")) == {"phones": []}


async def test_there_is_no_list_of_phones_to_look_for_a_number_in(registry: Registry) -> None:
    for path in ("/phones", "/phones?number=%2B9647701234567"):
        assert refusal(await registry.caseworker.get(path)) == (405, "method-not-allowed", None)
    person = await registry.person()
    answer = await registry.caseworker.get(f"/people/{person}/phones", number="07701234567")
    assert refusal(answer) == (422, "invalid-request", "number")


async def test_phones_pass_the_door(clone: Callable[[str], Awaitable[str]]) -> None:
    async with premises.house(clone) as house:
        caseworker = house.staff(Role.CASEWORKER)
        born = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": ZUMMAR}
        person = require_made(await caseworker.post("/v1/people", born))["registration_number"]
        made = require_made(await caseworker.post("/v1/phones", phone(person)))
        assert made.pop("possible_duplicates") == []
        answer = await caseworker.get(f"/v1/people/{person}/phones")
        assert require_made(answer) == {"phones": [made]}
        assert HEADER not in answer.headers
        monitor = house.staff(Role.MONITORING)
        assert refusal(await monitor.get(f"/v1/people/{person}/phones")) == (403, "not-your-role", None)
