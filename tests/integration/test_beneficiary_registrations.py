"""A visit: a household and its people with all that was written down, in one request, whole or not at all."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import premises
import pytest
from callers import Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, TELAFAR, ZUMMAR, Registry

from services.beneficiary.people import numbers
from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, Scope
from shared.disclosure import HEADER

NOBODY, NOTHING = number(0), 2_147_483_647
WORKS_WITH_PEOPLE = {Role.CASEWORKER, Role.PROTECTION}
TABLES = (
    *("people", "particulars", "households", "memberships", "displacements", "documents", "phones", "functioning"),
    *("consents", "outbox", "idempotency_keys"),
)
MOTHER = {
    "given_native": "زينب",
    "father_native": "حسين",
    "sex": "female",
    "birth_date": "1990-03-09",
    "birth_precision": "day",
    "place": TELAFAR,
}
CHILD = MOTHER | {"given_native": "علي", "sex": "male", "birth_date": "2012-05-09"}
BORN_LATELY = MOTHER | {"given_native": "سما", "birth_date": "2018-05-09"}
HEAD = {"relation": "head", "joined_on": "2019-01-01"}
MEMBER = {"relation": "child", "joined_on": "2019-01-01"}
CARD = {"type": "national_card", "number": "١٩٩٠-١٢٣٤-٥٦٧٨"}
PHONE = {"number": "0770 123 4567", "owner": "self", "safe_to_call": True}
ANSWERS = {"asked_on": "2020-01-05", "answers": [{"question": "seeing", "answer": "cannot_do"}]}


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def notice(registry: Registry) -> int:
    """The notice that is read out for livelihood support by an authority."""
    text = {"text_en": "We tell.", "text_ar": "نخبر.", "text_ckb": "دەڵێین."}
    body = {"purpose": "livelihood-support", "recipient_class": "authority"} | text
    officer = registry.service.caller(Role.DATA_PROTECTION_OFFICER)
    return int(require_made(await officer.post("/notices", body))["id"])


def consent(notice_id: int, **changes: Any) -> dict[str, Any]:
    return {
        "purpose": "livelihood-support",
        "recipient_class": "authority",
        "decision": "given",
        "decided_on": "2020-01-05",
        "language": "ar",
        "witnessed": "thumbprint",
        "given_by": "self",
        "notice_id": notice_id,
    } | changes


async def family(registry: Registry) -> dict[str, Any]:
    """A visit with something of every kind in it."""
    read_out = await notice(registry)
    return {
        "household": {"place": TELAFAR, "displacement": {"status": "returnee", "since": "2018-03-12"}},
        "people": [
            MOTHER | HEAD | {"documents": [CARD, CARD | {"type": "voter_card"}], "consents": [consent(read_out)]},
            CHILD
            | MEMBER
            | {
                "phones": [PHONE | {"owner": "parent"}, PHONE | {"number": "060 123456", "owner": "neighbour"}],
                "functioning": ANSWERS,
                "consents": [consent(read_out, given_by="mother", proxy_at=0)],
            },
        ],
    }


async def counted(registry: Registry) -> dict[str, int]:
    return {table: await registry.count(table) for table in TABLES}


async def fetched(registry: Registry, statement: str, *values: Any) -> list[Any]:
    async with registry.service.connection() as connection:
        return [tuple(row) for row in await connection.fetch(statement, *values)]


# --- what is recorded -------------------------------------------------------------------------------------------------


async def test_a_whole_visit_is_recorded_as_one_by_one_it_would_be(registry: Registry) -> None:
    before = await counted(registry)
    body = await family(registry)
    answer = await registry.caseworker.post("/registrations", body, key="a whole visit")
    made = require_made(answer)
    assert answer.status_code == 201
    assert set(made) == {"household_id", "people"}
    mother, child = (each["registration_number"] for each in made["people"])
    ask = registry.caseworker

    household = require_made(await ask.get(f"/households/{made['household_id']}"))
    assert household["place"] == TELAFAR
    told = require_made(await ask.get("/memberships", household_id=str(made["household_id"])))["items"]
    assert {(each["person"], each["relation"], each["joined_on"]) for each in told} == {
        (mother, "head", "2019-01-01"),
        (child, "child", "2019-01-01"),
    }
    told = require_made(await ask.get("/displacements", household_id=str(made["household_id"])))["items"]
    assert [(each["status"], each["since"]) for each in told] == [("returnee", "2018-03-12")]

    person = require_made(await ask.get(f"/people/{mother}"))
    assert {name: person[name] for name in MOTHER} == MOTHER
    cards = require_made(await ask.get(f"/people/{mother}/documents"))["documents"]
    assert [(each["type"], each["last_three"]) for each in cards] == [("voter_card", "678"), ("national_card", "678")]
    told = require_made(await ask.get(f"/people/{child}/phones"))["phones"]
    assert [(each["number"], each["owner"]) for each in told] == [
        ("+96460123456", "neighbour"),
        ("+9647701234567", "parent"),
    ]
    assert require_made(await ask.get(f"/people/{child}/functioning"))["disability"] == "yes"
    [own] = require_made(await ask.get(f"/people/{mother}/consents"))["consents"]
    [for_child] = require_made(await ask.get(f"/people/{child}/consents"))["consents"]
    assert (own["given_by"], own["proxy"]) == ("self", None)
    assert (for_child["given_by"], for_child["proxy"]) == ("mother", mother)

    grown = {table: count - before[table] for table, count in (await counted(registry)).items()}
    assert grown == {
        "people": 2,
        "particulars": 2,
        "households": 1,
        "memberships": 2,
        "displacements": 1,
        "documents": 2,
        "phones": 2,
        "functioning": 1,
        "consents": 2,
        "outbox": 1 + 13,  # the notice, too
        "idempotency_keys": 1,
    }


async def test_every_fact_of_a_visit_leaves_its_own_trail_under_one_request(registry: Registry) -> None:
    made = require_made(await registry.caseworker.post("/registrations", await family(registry)))
    rows = await fetched(
        registry,
        "SELECT type, subject, data FROM outbox WHERE request_id = (SELECT request_id FROM outbox"
        " WHERE type = 'household.formed' AND subject = $1) AND type <> 'duplicate.raised' ORDER BY seq",
        str(made["household_id"]),
    )
    assert [type for type, _, _ in rows] == [
        "household.formed",
        "displacement.stated",
        *["person.registered"] * 2,
        *["membership.recorded"] * 2,
        *["document.recorded"] * 2,
        *["phone.recorded"] * 2,
        "functioning.recorded",
        *["consent.recorded"] * 2,
    ]
    people = [int(subject) for type, subject, _ in rows if type == "person.registered"]
    told = [json.loads(data)["person"] for type, _, data in rows if type == "membership.recorded"]
    assert told == people


async def test_people_are_registered_without_a_household_or_anything_else(registry: Registry) -> None:
    least = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
    made = require_made(await registry.caseworker.post("/registrations", {"people": [least, least]}))
    assert made["household_id"] is None
    assert len({each["registration_number"] for each in made["people"]}) == 2


async def test_people_join_a_household_that_there_is(registry: Registry) -> None:
    home, head = await registry.household(), await registry.person()
    await registry.membership(home, head)
    made = require_made(
        await registry.caseworker.post("/registrations", {"household_id": home, "people": [CHILD | MEMBER]})
    )
    told = require_made(await registry.caseworker.get("/memberships", household_id=str(home)))["items"]
    assert [each["person"] for each in told] == [made["people"][0]["registration_number"], head]


async def test_thirty_people_are_registered_at_once_and_their_numbers_told_in_order(registry: Registry) -> None:
    people = [MOTHER | {"given_latin": "abcdefghijklmnopqrstuvwxyzABCD"[place]} for place in range(30)]
    made = require_made(await registry.caseworker.post("/registrations", {"people": people}))
    for place, each in enumerate(made["people"]):
        told = require_made(await registry.caseworker.get(f"/people/{each['registration_number']}"))
        assert told["given_latin"] == people[place]["given_latin"]


async def test_a_number_that_is_taken_is_drawn_again(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free, other = await registry.person(), number(7_531_902_468), number(7_531_902_469)
    drawn = iter([taken, free, free, other])
    monkeypatch.setattr(numbers, "draw", lambda: next(drawn))
    made = require_made(await registry.caseworker.post("/registrations", {"people": [MOTHER, CHILD]}))
    assert {each["registration_number"] for each in made["people"]} == {free, other}


async def test_a_household_shares_a_phone_and_a_document_shown_before_is_no_reason_to_refuse(
    registry: Registry,
) -> None:
    shown = {"documents": [CARD], "phones": [PHONE]}
    for _ in range(2):
        body = {"people": [MOTHER | shown, CHILD | shown]}
        require_made(await registry.caseworker.post("/registrations", body))


async def test_a_visit_under_one_key_is_recorded_once_and_answered_again(registry: Registry) -> None:
    body = await family(registry)
    first = await registry.caseworker.post("/registrations", body, key="visit-31")
    before = await counted(registry)
    again = await registry.caseworker.post("/registrations", body, key="visit-31")
    assert (again.status_code, again.content, again.headers[HEADER]) == (
        first.status_code,
        first.content,
        first.headers[HEADER],
    )
    other = await registry.caseworker.post("/registrations", body | {"people": [MOTHER | HEAD]}, key="visit-31")
    assert refusal(other) == (422, "idempotency-key-reused", "Idempotency-Key")
    assert await counted(registry) == before


async def test_of_six_sendings_of_one_visit_at_once_one_is_recorded(registry: Registry) -> None:
    body, before = {"household": {"place": TELAFAR}, "people": [MOTHER | HEAD]}, await counted(registry)
    answers = await asyncio.gather(
        *(registry.caseworker.post("/registrations", body, key="a nervous tablet") for _ in range(6))
    )
    assert len({answer.content for answer in answers}) == 1
    grown = {table: count - before[table] for table, count in (await counted(registry)).items()}
    assert (grown["people"], grown["households"], grown["memberships"]) == (1, 1, 1)


# --- what is refused --------------------------------------------------------------------------------------------------

ONCE_MORE = object()
"""Stands for the first entry of a list, at its end."""


def changed(body: dict[str, Any], path: str, to: Any) -> dict[str, Any]:
    """The request with something else at a place in it."""
    anew: dict[str, Any] = json.loads(json.dumps(body))
    inside: Any = anew
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in steps:
        inside = inside[step]
    if to is ONCE_MORE:
        inside[last].append(inside[last][0])
    else:
        inside[last] = to
    return anew


@pytest.mark.parametrize(
    ("path", "to", "status", "type", "field"),
    [
        ("people", [], 422, "invalid-request", None),
        ("people", [MOTHER] * 31, 422, "invalid-request", None),
        ("people.1.given_native", "علي٢", 422, "invalid-request", None),
        ("people.1.sex", "boy", 422, "invalid-request", None),
        ("people.1.nickname", "x", 422, "invalid-request", None),
        ("people.1.birth_date", None, 422, "birth-unclear", "people.1.birth_precision"),
        ("people.1.birth_date", "2099-01-01", 422, "born-in-the-future", None),
        ("people.1.place", NAJAF, 403, "outside-area", None),
        ("household.place", NAJAF, 403, "outside-area", None),
        ("household.place", "IQG99", 422, "invalid-request", None),
        ("household.displacement.status", "lost", 422, "invalid-request", None),
        ("household", None, 422, "without-household", "people.0.relation"),
        ("household_id", 1, 422, "two-households", "household"),
        ("people.1.relation", None, 422, "membership-unclear", None),
        ("people.1.joined_on", None, 422, "membership-unclear", None),
        ("people.1.joined_on", "2099-01-01", 422, "in-the-future", None),
        ("people.1.joined_on", "2012-05-08", 422, "before-birth", None),
        ("people.1.relation", "head", 409, "already-headed", None),
        ("people.0.documents.1.number", "-", 422, "document-number", None),
        ("people.0.documents.0.number", "12", 422, "document-number", None),
        ("people.0.documents.0.type", "none", 422, "invalid-request", None),
        ("people.0.documents", ONCE_MORE, 409, "documented-already", "people.0.documents.2.number"),
        ("people.1.phones.0.number", "0770", 422, "invalid-request", None),
        ("people.1.phones.1.call_from", 9, 422, "hours-unclear", "people.1.phones.1.call_until"),
        ("people.1.phones", ONCE_MORE, 409, "reached-already", "people.1.phones.2.number"),
        ("people.0.phones", [PHONE] * 21, 422, "invalid-request", None),
        ("people.1.functioning.answers", [], 422, "invalid-request", None),
        ("people.1.functioning.asked_on", "2017-05-08", 422, "too-young-to-be-asked", None),
        ("people.0.consents.0.notice_id", NOTHING, 404, "unknown-notice", None),
        ("people.0.consents.0.notice_id", None, 422, "notice-missing", None),
        (
            "people.0.consents.0.recipient_class",
            "aid",
            422,
            "notice-of-something-else",
            "people.0.consents.0.notice_id",
        ),
        ("people.0.consents.0.given_by", "father", 422, "cannot-be-represented", None),
        ("people.0.consents.0.decided_on", "1980-01-01", 422, "decided-before-birth", None),
        ("people.1.consents.0.given_by", "self", 422, "child-needs-proxy", None),
        ("people.1.consents.0.proxy_at", 1, 422, "proxy-is-the-person", None),
        ("people.1.consents.0.proxy_at", 2, 422, "nobody-at-this-place", None),
        ("people.1.consents.0.proxy_at", 30, 422, "invalid-request", None),
        ("people.1.consents.0.proxy", NOBODY, 422, "two-proxies", "people.1.consents.0.proxy_at"),
        ("people.0.consents.0.proxy", NOBODY, 422, "proxy-for-nobody", None),
        ("people.0.consents.0.proxy_at", 1, 422, "proxy-for-nobody", None),
    ],
)
async def test_what_is_refused_is_named_by_its_place_and_nothing_of_the_visit_is_recorded(
    registry: Registry, path: str, to: Any, status: int, type: str, field: str | None
) -> None:
    body = changed(await family(registry), path, to)
    before = await counted(registry)
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    assert refusal(await near.post("/registrations", body, key="refused")) == (status, type, field or path)
    assert await counted(registry) == before


async def test_a_key_of_a_visit_that_was_refused_may_be_used_for_the_corrected_one(registry: Registry) -> None:
    wrong = {"people": [MOTHER | {"documents": [CARD | {"number": "1"}]}]}
    assert refusal(await registry.caseworker.post("/registrations", wrong, key="corrected"))[0] == 422
    require_made(await registry.caseworker.post("/registrations", {"people": [MOTHER]}, key="corrected"))


async def test_a_household_has_one_head_whether_the_other_is_recorded_or_in_the_same_visit(registry: Registry) -> None:
    home = await registry.household()
    await registry.membership(home, await registry.person(), relation="head")
    body = {"household_id": home, "people": [CHILD | MEMBER, MOTHER | HEAD]}
    before = await counted(registry)
    answer = await registry.caseworker.post("/registrations", body)
    assert refusal(answer) == (409, "already-headed", "people.1.relation")
    assert await counted(registry) == before


async def test_a_household_that_is_out_of_reach_voided_or_part_of_another_is_not_joined(registry: Registry) -> None:
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    gone, away = await registry.household(), await registry.household(NAJAF)
    require_made(await registry.caseworker.void(f"/households/{gone}"))
    for household in (gone, away, NOTHING):
        answer = await near.post("/registrations", {"household_id": household, "people": [CHILD | MEMBER]})
        assert refusal(answer) == (404, "unknown-household", "household_id")


async def test_a_proxy_who_was_registered_before_is_named_by_their_number(registry: Registry) -> None:
    mother, read_out = await registry.person(), await notice(registry)
    given = consent(read_out, given_by="mother", proxy=mother)
    made = require_made(await registry.caseworker.post("/registrations", {"people": [CHILD | {"consents": [given]}]}))
    child = made["people"][0]["registration_number"]
    [told] = require_made(await registry.caseworker.get(f"/people/{child}/consents"))["consents"]
    assert told["proxy"] == mother
    unknown = consent(read_out, given_by="mother", proxy=NOBODY)
    answer = await registry.caseworker.post("/registrations", {"people": [MOTHER, CHILD | {"consents": [unknown]}]})
    assert refusal(answer) == (404, "unknown-person", "people.1.consents.0.proxy")


async def test_children_under_five_are_registered_without_questions(registry: Registry) -> None:
    asked = BORN_LATELY | {"functioning": ANSWERS}
    answer = await registry.caseworker.post("/registrations", {"people": [MOTHER, asked]})
    assert refusal(answer) == (422, "too-young-to-be-asked", "people.1.functioning.asked_on")
    require_made(await registry.caseworker.post("/registrations", {"people": [MOTHER, BORN_LATELY]}))


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_visits_are_recorded_by_those_who_work_with_people(registry: Registry) -> None:
    for role in Role:
        answer = await registry.service.caller(role).post("/registrations", {"people": [MOTHER]})
        if role in WORKS_WITH_PEOPLE:
            require_made(answer)
        else:
            assert refusal(answer) == (403, "not-your-role", None)


@pytest.mark.parametrize(
    "dataset", ["people", "households", "displacements", "documents", "phones", "functioning", "consents"]
)
async def test_nothing_is_recorded_of_a_dataset_that_the_mandate_does_not_open(
    registry: Registry, dataset: str
) -> None:
    opened = {name: scope for name, scope in datasets(HIGH).items() if name != dataset}
    body, before = await family(registry), await counted(registry)
    answer = await registry.service.caller(Role.CASEWORKER, datasets=opened).post("/registrations", body)
    assert refusal(answer) == (403, "not-in-mandate", None)
    assert await counted(registry) == before


async def test_an_answer_tells_what_the_mandate_opens_and_says_of_whom(registry: Registry) -> None:
    answer = await registry.caseworker.post(
        "/registrations", {"people": [each | {"father_native": "غضبان"} for each in (MOTHER, CHILD)]}
    )
    told = json.loads(answer.headers[HEADER])
    assert (told["dataset"], told["fields"], len(told["people"])) == (
        "people",
        ["registration_number", "possible_duplicates"],
        2,
    )
    shallow = datasets(HIGH) | {DatasetName.PEOPLE: Scope(ceiling=LOW), DatasetName.HOUSEHOLDS: Scope(ceiling=LOW)}
    caller = registry.service.caller(Role.CASEWORKER, datasets=shallow)
    body = {"household": {"place": TELAFAR}, "people": [MOTHER | HEAD]}
    assert require_made(await caller.post("/registrations", body)) == {}


async def test_a_visit_passes_the_door(clone: Callable[[str], Awaitable[str]]) -> None:
    async with premises.house(clone) as house:
        caseworker = house.staff(Role.CASEWORKER)
        body = {"household": {"place": ZUMMAR}, "people": [MOTHER | HEAD | {"place": ZUMMAR, "phones": [PHONE]}]}
        answer = await caseworker.post("/v1/registrations", body)
        made = require_made(answer)
        assert HEADER not in answer.headers
        person = made["people"][0]["registration_number"]
        assert require_made(await caseworker.get(f"/v1/people/{person}/phones"))["phones"][0]["owner"] == "self"
        monitor = house.staff(Role.MONITORING)
        assert refusal(await monitor.post("/v1/registrations", body)) == (403, "not-your-role", None)
