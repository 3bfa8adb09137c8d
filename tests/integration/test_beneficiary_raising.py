"""Pairs raised by whatever found them: any number in one write, two people once, whoever of them was merged."""

from itertools import pairwise
from typing import Any

import asyncpg
import pytest
from callers import Running, require_made
from registry import PERSON, Registry
from sqlalchemy.exc import IntegrityError
from test_beneficiary_duplicates import card, decided, pair, pairs, shows

from services.beneficiary.duplicates.raising import Pair, raise_pairs
from services.beneficiary.duplicates.views import Likeness
from shared.write import writing

MANY = 4_000


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def raised(registry: Registry, *found: Pair) -> list[int]:
    """What a write raises on its own, as a job does."""
    async with writing(registry.service.app.state.database, "staff:somebody", "a-request") as write:
        return await raise_pairs(write, found)


async def ids(registry: Registry, *numbers: str) -> list[int]:
    async with registry.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT id, registration_number FROM people WHERE registration_number = ANY ($1)", numbers
        )
    found = {row["registration_number"]: row["id"] for row in rows}
    return [found[number] for number in numbers]


async def people(registry: Registry, many: int) -> tuple[list[str], list[int]]:
    """So many people: their numbers, and the ids behind them."""
    numbers = [await registry.person() for _ in range(many)]
    return numbers, await ids(registry, *numbers)


def alike(one: int, other: int, score: float = 0.9) -> Pair:
    return Pair(one, other, Likeness.NAME, score)


async def test_a_pair_alike_in_name_is_on_the_list_with_how_much(registry: Registry) -> None:
    numbers, (one, other) = await people(registry, 2)
    [id] = await raised(registry, alike(other, one, 0.875))
    [row] = await pairs(registry.caseworker, *numbers)
    assert [row[name] for name in ("id", "first", "second")] == [id, *numbers]
    assert [row[name] for name in ("likeness", "score", "status")] == ["name", 0.875, "open"]
    answer = require_made(await registry.caseworker.get("/duplicates", likeness="name", limit="200"))
    assert {each["likeness"] for each in answer["items"]} == {"name"}
    assert id in [each["id"] for each in answer["items"]]
    answer = require_made(await registry.caseworker.get("/duplicates", likeness="document", limit="200"))
    assert id not in [each["id"] for each in answer["items"]]


async def test_what_is_the_same_has_no_score(registry: Registry) -> None:
    _, first, _ = await pair(registry)
    [row] = await pairs(registry.caseworker, first)
    assert (row["likeness"], row["score"]) == ("document", None)


@pytest.mark.parametrize("decision", [None, "different", "unsure"])
async def test_two_people_are_raised_once_whatever_was_decided_and_found_first(
    registry: Registry, decision: str | None
) -> None:
    numbers, (one, other) = await people(registry, 2)
    [id] = await raised(registry, alike(one, other))
    if decision is not None:
        await decided(registry, id, decision)
    assert await raised(registry, alike(one, other, 0.99), alike(other, one, 0.5)) == []
    number = card()
    await shows(registry.caseworker, numbers[0], number)
    await shows(registry.caseworker, numbers[1], number)
    assert [row["id"] for row in await pairs(registry.caseworker, *numbers)] == [id]


async def test_of_several_pairs_of_two_people_in_one_write_the_first_stands(registry: Registry) -> None:
    numbers, (one, other, again) = await people(registry, 3)
    await registry.merge_people(numbers[2], numbers[1])
    [id] = await raised(registry, alike(again, one, 0.7), Pair(one, other, Likeness.PHONE), alike(one, other, 0.8))
    [row] = await pairs(registry.caseworker, numbers[0])
    assert (row["id"], row["second"], row["score"]) == (id, numbers[1], 0.7)


async def test_different_people_stay_different_under_other_registrations_of_theirs(registry: Registry) -> None:
    numbers, (one, other, of_one, of_other) = await people(registry, 4)
    [id] = await raised(registry, alike(one, other))
    await decided(registry, id, "different")
    await registry.merge_people(numbers[0], numbers[2])
    await registry.merge_people(numbers[1], numbers[3])
    for found in ((one, other), (one, of_other), (of_one, other), (of_one, of_other)):
        assert await raised(registry, alike(*found)) == []


async def test_registrations_of_one_person_are_no_pair(registry: Registry) -> None:
    numbers, (one, other, third) = await people(registry, 3)
    await registry.merge_people(numbers[0], numbers[1])
    await registry.merge_people(numbers[1], numbers[2])
    assert await raised(registry, alike(one, other), alike(one, third), alike(one, one)) == []


async def test_nobody_is_raised_by_nothing(registry: Registry) -> None:
    assert await raised(registry) == []


@pytest.mark.parametrize(
    ("found", "constraint"),
    [
        (Pair(1, 2, Likeness.NAME), "ck_possible_duplicates_scored"),
        (Pair(1, 2, Likeness.DOCUMENT, 0.5), "ck_possible_duplicates_scored"),
        (Pair(1, 2, Likeness.NAME, 1.01), "ck_possible_duplicates_score"),
        (Pair(1, 2, Likeness.NAME, float("nan")), "ck_possible_duplicates_score"),
    ],
)
async def test_a_score_is_of_names_and_between_nothing_and_all(
    registry: Registry, found: Pair, constraint: str
) -> None:
    _, (one, other) = await people(registry, 2)
    with pytest.raises(IntegrityError, match=constraint):
        await raised(registry, Pair(one, other, found.likeness, found.score))


async def test_thousands_are_raised_in_one_write_each_with_its_event(beneficiary: Running) -> None:
    registry = Registry(beneficiary)
    async with beneficiary.connection() as connection:
        everybody = await _register(connection, MANY + 1)
    found = [alike(one, other) for one, other in pairwise(everybody)]
    made = await raised(registry, *found)
    assert len(made) == MANY
    assert await raised(registry, *found) == []
    async with beneficiary.connection() as connection:
        told = await connection.fetch("SELECT subject FROM outbox WHERE type = 'duplicate.raised' ORDER BY seq")
    assert [int(row["subject"]) for row in told] == made


async def _register(connection: "asyncpg.Connection[Any]", many: int) -> list[int]:
    """So many people, written down without the service."""
    rows = await connection.fetch(
        "INSERT INTO people (registration_number, recorded_by)"
        " SELECT to_char(number, 'FM0000-0000-0000'), 'staff:somebody' FROM generate_series(1, $1) AS number"
        " RETURNING id",
        many,
    )
    await connection.execute(
        "INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, signs, recorded_by)"
        " SELECT id, $2, 'female', 'unknown', $3, '{}', 'staff:somebody' FROM unnest($1::int[]) AS id",
        [row["id"] for row in rows],
        PERSON["given_native"],
        PERSON["place"],
    )
    return [row["id"] for row in rows]
