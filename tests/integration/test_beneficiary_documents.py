"""Identity documents: recognised and never readable; and to be without one looks like not being told."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import asyncpg
import premises
import pytest
from callers import KEY, Caller, Running, datasets, refusal, require_made, waiting
from registry import NAJAF, NINEWA, ZUMMAR, Registry

from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Scope
from shared.disclosure import HEADER

NOBODY, NOTHING = number(0), 2_147_483_647
WORKS_WITH_PEOPLE = {Role.CASEWORKER, Role.PROTECTION}
RECORD_KEEPING = {"recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"}
SHOWN = {"id", "person", "type", "last_three", "authority", "valid_from", "valid_until"} | RECORD_KEEPING


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def card(person: str, **changes: Any) -> dict[str, Any]:
    return {"person": person, "type": "national_card", "number": "199012345678"} | changes


async def recorded(registry: Registry, person: str, **changes: Any) -> int:
    return int(require_made(await registry.caseworker.post("/documents", card(person, **changes)))["id"])


def seeing(registry: Registry, ceiling: Any, *fields: str) -> Caller:
    """A protection officer who sees so deep into documents."""
    scope = Scope(ceiling=ceiling, fields=fields or None)
    return registry.service.caller(Role.PROTECTION, datasets=datasets(HIGH) | {DatasetName.DOCUMENTS: scope})


async def kept(registry: Registry, id: int) -> asyncpg.Record:
    async with registry.service.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM documents WHERE id = $1", id)
    assert row is not None
    return row


# --- recording --------------------------------------------------------------------------------------------------------


async def test_a_document_is_shown_with_the_end_of_its_number_alone(registry: Registry) -> None:
    person = await registry.person()
    when = {"authority": "مديرية الجنسية، تلعفر", "valid_from": "2021-05-01", "valid_until": "2031-05-01"}
    body = card(person, **when)
    made = require_made(await registry.caseworker.post("/documents", body))
    made.pop("possible_duplicates")
    assert set(made) == SHOWN
    stated = {"person": person, "type": "national_card", "last_three": "678"} | when
    assert {name: made[name] for name in stated} == stated
    assert require_made(await registry.caseworker.get(f"/documents/{made['id']}")) == made


async def test_of_a_number_the_index_under_the_services_key_is_kept_and_the_number_nowhere(
    beneficiary: Running,
) -> None:
    registry = Registry(beneficiary)
    body = card(await registry.person(), number="١٩٩٠-٧٧٣١-٥٦٧٨")
    made = require_made(await registry.caseworker.post("/documents", body, key="once"))
    row = await kept(registry, made["id"])
    assert row["number_index"] == hmac.new(KEY, b"national_card\x00199077315678", sha256).digest()
    async with beneficiary.connection() as connection:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        whole = [await connection.fetch(f'SELECT * FROM "{name}"') for (name,) in tables]
    assert row in [each for rows in whole for each in rows]
    for form in ("199077315678", "1990-7731-5678", "١٩٩٠", "77315678"):
        assert form not in str(whole)


async def test_a_document_is_one_and_the_same_however_its_number_is_typed(registry: Registry) -> None:
    person = await registry.person()
    await recorded(registry, person)
    for typed in ("199012345678", "1990 1234 5678", "١٩٩٠/١٢٣٤/٥٦٧٨", "\u200f۱۹۹۰۱۲۳۴۵۶۷۸"):
        answer = await registry.caseworker.post("/documents", card(person, number=typed))
        assert refusal(answer) == (409, "documented-already", "number")


async def test_two_people_may_state_the_same_document_and_one_person_one_number_on_two(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    ids = [await recorded(registry, person) for person in (one, other)]
    assert len({(await kept(registry, id))["number_index"] for id in ids}) == 1
    passport = await recorded(registry, one, type="passport")
    assert (await kept(registry, passport))["number_index"] != (await kept(registry, ids[0]))["number_index"]


async def test_a_voided_document_may_be_recorded_again(registry: Registry) -> None:
    person = await registry.person()
    require_made(await registry.caseworker.void(f"/documents/{await recorded(registry, person)}", "corrected"))
    await recorded(registry, person)


async def test_of_ten_recordings_of_one_document_at_once_one_is_kept(registry: Registry) -> None:
    body = card(await registry.person())
    answers = await asyncio.gather(*(registry.caseworker.post("/documents", body) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9


async def test_a_document_waits_for_the_same_one_that_is_being_recorded_elsewhere(registry: Registry) -> None:
    person = await registry.person()
    index = hmac.new(KEY, b"national_card\x00199012345678", sha256).digest()
    async with registry.service.connection() as one, registry.service.connection() as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute(
            "INSERT INTO documents (person_id, type, number_index, last_three, recorded_by)"
            " SELECT id, 'national_card', $1, '678', 'x' FROM people WHERE registration_number = $2",
            index,
            person,
        )
        second = asyncio.create_task(registry.caseworker.post("/documents", card(person)))
        await waiting(other, 1)
        await transaction.commit()
    assert refusal(await second) == (409, "documented-already", "number")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": "19901234567"}, (422, "document-number", "number")),
        ({"number": "A90123456789"}, (422, "document-number", "number")),
        ({"number": "-/-"}, (422, "document-number", "number")),
        ({"type": "passport", "number": "A" * 41}, (422, "document-number", "number")),
        ({"number": ""}, (422, "invalid-request", "number")),
        ({"number": 199012345678}, (422, "invalid-request", "number")),
        ({"type": "none"}, (422, "invalid-request", "type")),
        ({"valid_until": "soon"}, (422, "invalid-request", "valid_until")),
        ({"valid_from": "2031-05-02", "valid_until": "2031-05-01"}, (422, "valid-in-no-time", "valid_until")),
        ({"authority": "a" * 121}, (422, "invalid-request", "authority")),
        ({"authority": ""}, (422, "invalid-request", "authority")),
        ({"last_three": "678"}, (422, "invalid-request", "last_three")),
        ({"number_index": "00"}, (422, "invalid-request", "number_index")),
        ({"person": NOBODY}, (404, "unknown-person", "person")),
    ],
)
async def test_a_document_that_cannot_be_is_refused(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    answer = await registry.caseworker.post("/documents", card(await registry.person()) | changes)
    assert refusal(answer) == expected
    assert "9012345" not in answer.text


async def test_a_document_needs_a_person_who_stands_and_is_in_reach(registry: Registry) -> None:
    gone, stranger = await registry.person(), await registry.person(place=NAJAF)
    await registry.caseworker.void(f"/people/{gone}")
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for person in (gone, stranger):
        assert refusal(await near.post("/documents", card(person))) == (404, "unknown-person", "person")


async def test_the_database_itself_refuses_an_index_that_is_none_and_holds_what_was_recorded(
    registry: Registry,
) -> None:
    id = await recorded(registry, await registry.person())
    async with registry.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="ck_documents_number_index"):
            await connection.execute(
                "INSERT INTO documents (person_id, type, number_index, last_three, recorded_by)"
                " SELECT person_id, 'passport', 'A12345678', '678', 'x' FROM documents WHERE id = $1",
                id,
            )
        for change in ("UPDATE documents SET last_three = '000'", "DELETE FROM documents", "TRUNCATE documents"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(change)


async def test_a_document_is_valid_for_a_day_at_least(registry: Registry) -> None:
    person = await registry.person()
    id = await recorded(registry, person, valid_from="2021-05-01", valid_until="2021-05-01")
    await recorded(registry, person, type="passport", valid_from="2021-05-01")
    async with registry.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="ck_documents_valid_in_order"):
            await connection.execute(
                "INSERT INTO documents"
                " (person_id, type, number_index, last_three, valid_from, valid_until, recorded_by)"
                " SELECT person_id, 'passport', number_index, '', '2021-05-01', '2021-04-30', 'x'"
                " FROM documents WHERE id = $1",
                id,
            )


async def test_a_person_may_hold_several_documents_of_any_form(registry: Registry) -> None:
    person = await registry.person()
    for type, number_ in (
        ("civil_status_id", "سجل ٧٣ صحيفة ١٤"),
        ("pds_card", "12/بغداد/9"),
        ("unhcr", "735-18C01234"),
    ):
        await recorded(registry, person, type=type, number=number_)
    answer = require_made(await registry.caseworker.get(f"/people/{person}/documents"))
    assert [one["type"] for one in answer["documents"]] == ["unhcr", "pds_card", "civil_status_id"]


async def test_a_document_leaves_a_trail_of_references(registry: Registry) -> None:
    id = await recorded(registry, await registry.person())
    await registry.caseworker.void(f"/documents/{id}", "duplicate")
    async with registry.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT type, data FROM outbox WHERE type LIKE 'document.%' AND subject = $1 ORDER BY seq", str(id)
        )
    person_id = (await kept(registry, id))["person_id"]
    assert [(type, json.loads(data)) for type, data in rows] == [
        ("document.recorded", {"person": person_id}),
        ("document.voided", {"reason": "duplicate"}),
    ]


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_documents_are_for_those_who_work_with_people(registry: Registry) -> None:
    forbidden = (403, "not-your-role", None)
    for role in Role:
        caller, person = registry.service.caller(role), await registry.person()
        path = f"/documents/{await recorded(registry, person)}"
        reads = [await caller.get(path), await caller.get(f"/people/{person}/documents")]
        form, void = await caller.post("/documents", {}), await caller.void(path)
        if role in WORKS_WITH_PEOPLE:
            assert refusal(form)[:2] == (422, "invalid-request")
            assert all(answer.is_success for answer in (*reads, void))
        else:
            assert [refusal(answer) for answer in (*reads, form, void)] == [forbidden] * 4


async def test_a_document_outside_the_areas_is_not_found(registry: Registry) -> None:
    path = f"/documents/{await recorded(registry, await registry.person(place=NAJAF))}"
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    nothing = (404, "not-found", None)
    assert refusal(await near.get(f"/documents/{NOTHING}")) == nothing
    assert refusal(await near.get(path)) == refusal(await near.void(path)) == nothing


async def test_a_document_moves_with_its_person(registry: Registry) -> None:
    person = await registry.person(place=NAJAF)
    path = f"/documents/{await recorded(registry, person)}"
    moved = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": ZUMMAR}
    require_made(await registry.caseworker.put(f"/people/{person}", moved))
    assert (await registry.service.caller(Role.CASEWORKER, areas=(NINEWA,)).get(path)).status_code == 200


async def test_a_document_is_voided_once_with_a_reason(registry: Registry) -> None:
    path = f"/documents/{await recorded(registry, await registry.person())}"
    voided = require_made(await registry.caseworker.void(path, "duplicate"))
    assert (voided["void_reason"], voided["voided_by"]) == ("duplicate", "staff:somebody")
    assert refusal(await registry.caseworker.void(path)) == (409, "already-voided", None)
    assert require_made(await registry.caseworker.get(path)) == voided


async def test_what_a_document_is_is_for_those_who_see_high(registry: Registry) -> None:
    path = f"/documents/{await recorded(registry, await registry.person())}"
    for ceiling, shown in (
        (LOW, {"id"}),
        (MODERATE, {"id", "person"} | RECORD_KEEPING),
        (HIGH, SHOWN),
        (SEVERE, SHOWN),
    ):
        assert set(require_made(await seeing(registry, ceiling).get(path))) == shown
    assert set(require_made(await seeing(registry, SEVERE, "type").get(path))) == {"type"}


# --- those of one person ----------------------------------------------------------------------------------------------


async def test_the_documents_of_a_person_are_those_that_stand_the_newest_first(registry: Registry) -> None:
    person, other = await registry.person(), await registry.person()
    first, gone, last = [
        await recorded(registry, person, type=type) for type in ("national_card", "passport", "voter_card")
    ]
    await registry.caseworker.void(f"/documents/{gone}")
    await recorded(registry, other)
    answer = require_made(await registry.caseworker.get(f"/people/{person}/documents"))
    assert set(answer) == {"documents"}
    assert answer["documents"] == [
        require_made(await registry.caseworker.get(f"/documents/{id}")) for id in (last, first)
    ]


async def test_to_have_no_document_looks_like_not_being_told_to_everybody_below_severe(registry: Registry) -> None:
    holder, voided, without = await registry.person(), await registry.person(), await registry.person()
    await recorded(registry, holder)
    await registry.caseworker.void(f"/documents/{await recorded(registry, voided)}")
    withheld = await seeing(registry, MODERATE).get(f"/people/{holder}/documents")
    assert require_made(withheld) == {}
    for person in (without, voided):
        for caller in (
            seeing(registry, LOW),
            seeing(registry, MODERATE),
            seeing(registry, HIGH),
            seeing(registry, SEVERE, "documents", "type"),
        ):
            answer = await caller.get(f"/people/{person}/documents")
            assert answer.content == withheld.content
            assert answer.headers.keys() == withheld.headers.keys()
            told, as_if = json.loads(answer.headers[HEADER]), json.loads(withheld.headers[HEADER])
            assert told | {"people": 0} == as_if | {"people": 0}
    assert set(require_made(await seeing(registry, HIGH).get(f"/people/{holder}/documents"))) == {"documents"}


async def test_who_sees_severe_data_is_told_that_nothing_is_missing(registry: Registry) -> None:
    person = await registry.person()
    deep = seeing(registry, SEVERE)
    assert require_made(await deep.get(f"/people/{person}/documents")) == {"documents": [], "complete": True}
    id = await recorded(registry, person)
    answer = require_made(await deep.get(f"/people/{person}/documents"))
    assert ([document["id"] for document in answer["documents"]], answer["complete"]) == ([id], True)
    assert require_made(await seeing(registry, SEVERE, "complete").get(f"/people/{person}/documents")) == {
        "complete": True
    }


async def test_a_list_that_is_cut_says_that_it_is_not_complete(registry: Registry) -> None:
    person = await registry.person()
    async with registry.service.connection() as connection:
        await connection.execute(
            "INSERT INTO documents (person_id, type, number_index, last_three, recorded_by)"
            " SELECT id, 'voter_card', sha256(convert_to(n::text, 'UTF8')), '', 'x'"
            " FROM people, generate_series(1, 200) AS n WHERE registration_number = $1",
            person,
        )
    path = f"/people/{person}/documents"
    whole = require_made(await seeing(registry, SEVERE).get(path))
    assert (len(whole["documents"]), whole["complete"]) == (200, True)
    last = await recorded(registry, person)
    cut = require_made(await seeing(registry, SEVERE).get(path))
    assert (len(cut["documents"]), cut["documents"][0]["id"], cut["complete"]) == (200, last, False)


async def test_the_documents_of_somebody_unknown_or_out_of_reach_are_not_found(registry: Registry) -> None:
    stranger = await registry.person(place=NAJAF)
    await recorded(registry, stranger)
    for ceiling in (HIGH, SEVERE):
        opened = datasets(ceiling)
        near = registry.service.caller(Role.PROTECTION, areas=(NINEWA,), datasets=opened)
        for person in (stranger, NOBODY):
            assert refusal(await near.get(f"/people/{person}/documents")) == (404, "not-found", None)
    assert refusal(await registry.caseworker.get("/people/x/documents"))[2] == "registration_number"
    closed = registry.service.caller(Role.PROTECTION, datasets={DatasetName.PEOPLE: Scope(ceiling=HIGH)})
    assert refusal(await closed.get(f"/people/{stranger}/documents")) == (403, "not-in-mandate", None)


async def test_an_answer_about_documents_says_whom_it_tells_about_and_what(registry: Registry) -> None:
    person = await registry.person()
    empty = await seeing(registry, SEVERE).get(f"/people/{person}/documents")
    id = await recorded(registry, person)
    person_id = (await kept(registry, id))["person_id"]
    one = await registry.caseworker.get(f"/documents/{id}")
    some = await registry.caseworker.get(f"/people/{person}/documents")
    severe = await seeing(registry, SEVERE).get(f"/people/{person}/documents")
    for answer, fields in (
        (one, SHOWN),
        (some, SHOWN | {"documents"}),
        (empty, SHOWN | {"documents", "complete"}),
        (severe, SHOWN | {"documents", "complete"}),
    ):
        told = json.loads(answer.headers[HEADER])
        assert told | {"fields": set(told["fields"])} == {
            "dataset": "documents",
            "fields": fields,
            "people": [person_id],
        }


async def test_what_stands_below_a_person_passes_the_door(clone: Callable[[str], Awaitable[str]]) -> None:
    async with premises.house(clone) as house:
        caseworker = house.staff(Role.CASEWORKER)
        born = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": ZUMMAR}
        person = require_made(await caseworker.post("/v1/people", born))["registration_number"]
        made = require_made(await caseworker.post("/v1/documents", card(person)))
        assert made.pop("possible_duplicates") == []
        assert set(made) == SHOWN
        answer = await caseworker.get(f"/v1/people/{person}/documents")
        assert require_made(answer) == {"documents": [made]}
        assert HEADER not in answer.headers
        assert require_made(await caseworker.get(f"/v1/people/{person}/consents")) == {"consents": []}
        officer = house.staff(Role.DATA_PROTECTION_OFFICER)
        assert require_made(await officer.get(f"/v1/people/{person}/consents")) == {"consents": []}
        assert refusal(await officer.get(f"/v1/people/{person}")) == (403, "not-your-role", None)
