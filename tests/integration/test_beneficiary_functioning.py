"""Functioning: six questions as they were answered, and disability as it follows and in no other way."""

import json
from itertools import product
from typing import Any

import asyncpg
import pytest
from callers import Caller, Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, Registry

from services.beneficiary.functioning.views import Difficulty, Question
from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, Scope
from shared.days import today
from shared.disclosure import HEADER

NOBODY, NOTHING = number(0), 2_147_483_647
WORKS_WITH_PEOPLE = {Role.CASEWORKER, Role.PROTECTION}
RECORD_KEEPING = {"recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"}
SHOWN = {"id", "person", "asked_on", "answers", "disability"} | RECORD_KEEPING


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def answered(**answers: str) -> list[dict[str, str]]:
    """No difficulty in anything but what is said otherwise; a question that is said to be `None` was not asked."""
    usual = {question.value: "no_difficulty" for question in Question} | answers
    return [{"question": question, "answer": answer} for question, answer in usual.items() if answer != "None"]


async def recorded(registry: Registry, person: str, asked_on: str = "2020-03-01", **answers: str) -> dict[str, Any]:
    body = {"person": person, "asked_on": asked_on, "answers": answered(**answers)}
    return require_made(await registry.caseworker.post("/functioning", body))


def seeing(registry: Registry, ceiling: Any, *fields: str) -> Caller:
    scope = Scope(ceiling=ceiling, fields=fields or None)
    return registry.service.caller(Role.CASEWORKER, datasets=datasets(HIGH) | {DatasetName.FUNCTIONING: scope})


# --- what follows -----------------------------------------------------------------------------------------------------


async def test_answers_are_told_in_the_order_of_the_questions_and_one_not_asked_is_absent(registry: Registry) -> None:
    person = await registry.person()
    stated = list(reversed(answered(hearing="None", walking="refused")))
    body = {"person": person, "asked_on": "2020-03-01", "answers": stated}
    made = require_made(await registry.caseworker.post("/functioning", body))
    assert set(made) == SHOWN
    assert made["answers"] == answered(hearing="None", walking="refused")
    assert (made["person"], made["asked_on"]) == (person, "2020-03-01")
    assert require_made(await registry.caseworker.get(f"/functioning/{made['id']}")) == made


@pytest.mark.parametrize(
    ("answers", "follows"),
    [
        ({}, "no"),
        (dict.fromkeys(Question, "some_difficulty"), "no"),
        ({"seeing": "a_lot_of_difficulty"}, "yes"),
        ({"communicating": "cannot_do"}, "yes"),
        ({"seeing": "refused"}, "unknown"),
        ({"seeing": "dont_know"}, "unknown"),
        ({"self_care": "None"}, "unknown"),
        ({"self_care": "None", "walking": "cannot_do"}, "yes"),
        ({"hearing": "refused", "remembering": "a_lot_of_difficulty"}, "yes"),
        (dict.fromkeys(Question, "refused"), "unknown"),
    ],
)
async def test_disability_follows_from_the_answers(registry: Registry, answers: dict[str, str], follows: str) -> None:
    assert (await recorded(registry, await registry.person(), **answers))["disability"] == follows


async def test_disability_is_what_the_standard_says_for_any_answers_to_two_questions(registry: Registry) -> None:
    async with registry.service.connection() as connection:
        await registry.person()
        pairs = list(product([*Difficulty, None], repeat=2))
        await connection.executemany(
            "INSERT INTO functioning (person_id, asked_on, recorded_by, seeing, hearing, walking, remembering,"
            " self_care, communicating) SELECT max(id), '2020-01-01', 'pairs', $1, $2, 'no_difficulty',"
            " 'some_difficulty', 'no_difficulty', 'some_difficulty' FROM people",
            pairs,
        )
        ids = await connection.fetch("SELECT id FROM functioning WHERE recorded_by = 'pairs' ORDER BY id")
    for (id,), pair in zip(ids, pairs, strict=True):
        told = require_made(await registry.caseworker.get(f"/functioning/{id}"))
        known = {Difficulty.NONE, Difficulty.SOME}.issuperset(pair)
        severe = not {Difficulty.A_LOT, Difficulty.CANNOT}.isdisjoint(pair)
        assert told["disability"] == ("yes" if severe else "no" if known else "unknown"), pair


async def test_of_a_person_the_latest_answers_count_and_who_was_not_asked_is_not_without_disability(
    registry: Registry,
) -> None:
    person = await registry.person()
    path = f"/people/{person}/functioning"
    assert require_made(await registry.caseworker.get(path)) == {"functioning": [], "disability": "not_asked"}
    late = await recorded(registry, person, "2021-01-01", seeing="cannot_do")
    early = await recorded(registry, person, "2020-01-01")
    answer = await registry.caseworker.get(path)
    assert require_made(answer) == {"functioning": [late, early], "disability": "yes"}
    told = json.loads(answer.headers[HEADER])
    assert (told["dataset"], set(told["fields"])) == ("functioning", SHOWN | {"functioning"})
    require_made(await registry.caseworker.void(f"/functioning/{late['id']}"))
    assert require_made(await registry.caseworker.get(path)) == {"functioning": [early], "disability": "no"}


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"answers": []}, (422, "invalid-request", "answers")),
        ({"answers": answered() + answered()[:1]}, (422, "invalid-request", "answers")),
        ({"answers": answered()[:1] * 2}, (422, "invalid-request", "answers")),
        ({"answers": [{"question": "seeing"}]}, (422, "invalid-request", "answers.0.answer")),
        ({"answers": [{"question": "smelling", "answer": "refused"}]}, (422, "invalid-request", "answers.0.question")),
        ({"answers": [{"question": "seeing", "answer": "4"}]}, (422, "invalid-request", "answers.0.answer")),
        ({"answers": [{"question": "seeing", "answer": None}]}, (422, "invalid-request", "answers.0.answer")),
        ({"asked_on": "2099-01-01"}, (422, "in-the-future", "asked_on")),
        ({"asked_on": "2019-02-29"}, (422, "invalid-request", "asked_on")),
        ({"disability": "no"}, (422, "invalid-request", "disability")),
        ({"person": NOBODY}, (404, "unknown-person", "person")),
    ],
)
async def test_answers_that_cannot_be_are_refused(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    body = {"person": await registry.person(), "asked_on": "2020-03-01", "answers": answered()} | changes
    assert refusal(await registry.caseworker.post("/functioning", body)) == expected


async def test_nobody_is_asked_before_the_fifth_birthday(registry: Registry) -> None:
    child = await registry.person(birth_date="2015-03-02", birth_precision="day")
    body = {"person": child, "asked_on": "2020-03-01", "answers": answered()}
    refused = (422, "too-young-to-be-asked", "asked_on")
    assert refusal(await registry.caseworker.post("/functioning", body)) == refused
    await recorded(registry, child, "2020-03-02")
    await recorded(registry, await registry.person(birth_date=None, birth_precision="unknown"), str(today()))


async def test_the_database_itself_refuses_no_answer_and_holds_what_was_recorded(registry: Registry) -> None:
    id = (await recorded(registry, await registry.person()))["id"]
    async with registry.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="ck_functioning_answered"):
            await connection.execute(
                "INSERT INTO functioning (person_id, asked_on, recorded_by)"
                " SELECT person_id, asked_on, 'x' FROM functioning WHERE id = $1",
                id,
            )
        for change in ("UPDATE functioning SET seeing = 'refused'", "DELETE FROM functioning", "TRUNCATE functioning"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(change)


async def test_answers_leave_a_trail_that_says_nothing_of_them(registry: Registry) -> None:
    id = (await recorded(registry, await registry.person(), seeing="cannot_do"))["id"]
    await registry.caseworker.void(f"/functioning/{id}", "corrected")
    async with registry.service.connection() as connection:
        person_id = await connection.fetchval("SELECT person_id FROM functioning WHERE id = $1", id)
        rows = await connection.fetch(
            "SELECT type, data FROM outbox WHERE type LIKE 'functioning.%' AND subject = $1 ORDER BY seq", str(id)
        )
    assert [(type, json.loads(data)) for type, data in rows] == [
        ("functioning.recorded", {"person": person_id}),
        ("functioning.voided", {"reason": "corrected"}),
    ]


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_functioning_is_for_those_who_work_with_people(registry: Registry) -> None:
    forbidden = (403, "not-your-role", None)
    for role in Role:
        caller, person = registry.service.caller(role), await registry.person()
        path = f"/functioning/{(await recorded(registry, person))['id']}"
        reads = [await caller.get(path), await caller.get(f"/people/{person}/functioning")]
        form, void = await caller.post("/functioning", {}), await caller.void(path)
        if role in WORKS_WITH_PEOPLE:
            assert refusal(form)[:2] == (422, "invalid-request")
            assert all(answer.is_success for answer in (*reads, void))
        else:
            assert [refusal(answer) for answer in (*reads, form, void)] == [forbidden] * 4


async def test_answers_outside_the_areas_are_not_found(registry: Registry) -> None:
    person = await registry.person(place=NAJAF)
    path = f"/functioning/{(await recorded(registry, person))['id']}"
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    nothing = (404, "not-found", None)
    assert refusal(await near.get(f"/functioning/{NOTHING}")) == nothing
    assert refusal(await near.get(path)) == refusal(await near.void(path)) == nothing
    assert refusal(await near.get(f"/people/{person}/functioning")) == nothing


async def test_answers_and_what_follows_are_for_those_who_see_high(registry: Registry) -> None:
    person = await registry.person()
    path = f"/functioning/{(await recorded(registry, person))['id']}"
    for ceiling, shown in ((LOW, {"id"}), (MODERATE, {"id", "person"} | RECORD_KEEPING), (HIGH, SHOWN)):
        assert set(require_made(await seeing(registry, ceiling).get(path))) == shown
    of_person = f"/people/{person}/functioning"
    assert require_made(await seeing(registry, MODERATE).get(of_person)) == {}
    assert require_made(await seeing(registry, HIGH, "disability").get(of_person)) == {"disability": "no"}
    assert require_made(await seeing(registry, HIGH, "disability").get(path)) == {"disability": "no"}
