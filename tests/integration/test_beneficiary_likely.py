"""Likely duplicates: noticed when somebody is registered or corrected, told to who may see both, and never merged."""

from typing import Any

import pytest
from callers import Running, datasets, require_made
from registry import NAJAF, NINEWA, Registry
from test_lists import walked

from services.beneficiary.duplicates.likely import likely
from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, Scope

BORN = {"birth_date": "1984-03-09", "birth_precision": "day"}


@pytest.fixture
def registry(beneficiary: Running) -> Registry:
    return Registry(beneficiary)


def known(**more: Any) -> dict[str, Any]:
    """Somebody of whom much is known."""
    stated = {
        "given_native": "شيماء",
        "father_native": "عبد الرزاق",
        "grandfather_native": "غضبان",
        "mother_given_native": "رغد",
        "sex": "female",
        "place": "IQG15Q08N01",
    }
    return stated | BORN | more


async def registered(registry: Registry, **more: Any) -> dict[str, Any]:
    return require_made(await registry.caseworker.post("/people", known(**more)))


def others(told: dict[str, Any]) -> list[str]:
    return [each["person"] for each in told["possible_duplicates"]]


async def test_whoever_is_likely_the_same_is_told_with_the_new_record_and_how_they_go_together(
    registry: Registry,
) -> None:
    first = await registered(registry)
    assert others(first) == []
    second = await registered(registry, father_native=None, father_latin="Abdul Razzaq", grandfather_native="غضبانة")
    [other] = second["possible_duplicates"]
    assert (other["person"], other["likeness"]) == (first["registration_number"], "name")
    assert 0.95 <= other["score"] <= 1
    evidence = {each["field"]: each["evidence"] for each in other["evidence"]}
    assert {field: evidence[field] for field in ("given", "father", "mother_given", "birth_date", "nisba")} == {
        "given": "agrees",
        "father": "near",
        "mother_given": "agrees",
        "birth_date": "agrees",
        "nisba": "unknown",
    }
    [row] = await walked(registry.caseworker, "/duplicates")
    assert (row["first"], row["second"], row["status"]) == (
        first["registration_number"],
        second["registration_number"],
        "open",
    )
    for person in (first, second):  # nothing is merged
        number = person["registration_number"]
        shown = require_made(await registry.caseworker.get(f"/people/{number}"))
        assert (shown["registration_number"], shown["merged_from"]) == (number, [])


async def test_a_visit_names_them_too(registry: Registry) -> None:
    first = await registered(registry)
    visit = {"people": [known(), known(given_native="سجى", birth_date="1999-01-01")]}
    same, sister = require_made(await registry.caseworker.post("/registrations", visit))["people"]
    assert others(same) == [first["registration_number"]]
    assert others(sister) == []


async def test_whoever_lives_elsewhere_is_raised_and_not_named(registry: Registry) -> None:
    far = await registered(registry, place=NAJAF)
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    told = require_made(await ninewa.post("/people", known()))
    assert others(told) == []
    assert await walked(ninewa, "/duplicates") == []
    [row] = await walked(registry.caseworker, "/duplicates")
    assert {row["first"], row["second"]} == {far["registration_number"], told["registration_number"]}


async def test_whoever_is_not_told_of_duplicates_or_of_names_is_told_no_more_here(registry: Registry) -> None:
    await registered(registry)
    opened = datasets(HIGH)
    without = {name: scope for name, scope in opened.items() if name is not DatasetName.DUPLICATES}
    caller = registry.service.caller(Role.CASEWORKER, datasets=without)
    assert "possible_duplicates" not in require_made(await caller.post("/people", known()))
    shallow = opened | {DatasetName.PEOPLE: Scope(ceiling=LOW)}
    caller = registry.service.caller(Role.CASEWORKER, datasets=shallow)
    for other in require_made(await caller.post("/people", known()))["possible_duplicates"]:
        assert other["evidence"] == []


async def test_by_what_is_corrected_others_are_found_anew(registry: Registry) -> None:
    first = await registered(registry)
    second = await registered(registry, given_native="سجى")
    assert others(second) == []
    answer = await registry.caseworker.put(f"/people/{second['registration_number']}", known())
    assert others(require_made(answer)) == [first["registration_number"]]


async def test_two_of_whom_it_was_decided_are_not_raised_again(registry: Registry) -> None:
    await registered(registry)
    second = await registered(registry)
    [pair] = second["possible_duplicates"]
    body = {"decision": "different", "ground": "asked"}
    require_made(await registry.caseworker.post(f"/duplicates/{pair['id']}/decide", body))
    answer = await registry.caseworker.put(f"/people/{second['registration_number']}", known(nisba_native="الزيدي"))
    assert others(require_made(answer)) == []
    assert len(await walked(registry.caseworker, "/duplicates")) == 1


async def test_a_voided_registration_is_nobody(registry: Registry) -> None:
    first = await registered(registry)
    require_made(await registry.caseworker.void(f"/people/{first['registration_number']}", "duplicate"))
    assert others(await registered(registry)) == []


async def test_whoever_is_merged_is_found_by_each_registration_and_named_by_the_one_that_goes_on(
    registry: Registry,
) -> None:
    before = await registered(registry, given_native="سجى", birth_date="1999-01-01")
    now = await registered(registry)
    await registry.merge_people(now["registration_number"], before["registration_number"])
    assert others(await registered(registry)) == [before["registration_number"]]


class Noting:
    """Reads for somebody, and notes which statements were run."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self.run: list[str] = []

    async def fetch(self, statement: str, *values: Any) -> Any:
        self.run.append(statement)
        return await self.reader.fetch(statement, *values)

    async def fetchval(self, statement: str, *values: Any) -> Any:
        self.run.append(statement)
        return await self.reader.fetchval(statement, *values)


async def test_the_same_statements_are_run_whether_or_not_somebody_is_alike(registry: Registry) -> None:
    for stated in (known(), known(place=NAJAF), known(given_native="سجى", father_native="شلال")):
        require_made(await registry.caseworker.post("/people", stated))
    reading = registry.service.app.state.database.reading
    seen, found = [], []
    for given in ("شيماء", "سجى"):
        id = await reading.fetchval("SELECT max(person_id) FROM particulars WHERE given_native = $1", given)
        noting: Any = Noting(reading)
        found.append(await likely(noting, [id]))
        seen.append(noting.run)
    assert [len(pairs) for pairs in found] == [1, 0]
    assert seen[0] == seen[1]
