"""In what merged registrations contradict each other: shown, not dropped; and that undoing gives back all there was."""

from itertools import product
from typing import Any

import pytest
from callers import Running, datasets, require_made
from registry import NAJAF, NINEWA, TELAFAR, Registry
from test_beneficiary_duplicates import calls, card, line, shows

from shared.callers import DatasetName, Role
from shared.classification import HIGH, MODERATE, Scope

ANSWERS = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def of_merge(registry: Registry, merge: int, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    """The statements by what they contradict each other in."""
    told = require_made(await registry.service.caller(Role.CASEWORKER, **changes).get(f"/merges/{merge}"))
    return {each["conflict"]: each["statements"] for each in told["conflicts"]}


async def of_record(registry: Registry, number: str, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    told = require_made(await registry.service.caller(Role.CASEWORKER, **changes).get(f"/people/{number}/record"))
    return {each["conflict"]: each["statements"] for each in told.get("conflicts", ())}


def stated(statements: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(each["person"], each["value"]) for each in statements}


async def answered(registry: Registry, person: str, answer: str) -> int:
    answers = [{"question": question, "answer": answer} for question in ANSWERS]
    body = {"person": person, "asked_on": "2020-01-01", "answers": answers}
    return int(require_made(await registry.caseworker.post("/functioning", body))["id"])


async def contradicting(registry: Registry) -> tuple[str, str]:
    """Two registrations that contradict each other in everything they can."""
    one = await registry.person(birth_date="1990-07-03", birth_precision="day")
    other = await registry.person(sex="male", birth_date="1970-01-20", birth_precision="day")
    for person, status, answer in ((one, "returnee", "no_difficulty"), (other, "idp_camp", "cannot_do")):
        await registry.membership(await registry.household(), person, relation="head")
        await registry.displacement(person=person, status=status)
        await answered(registry, person, answer)
    return one, other


async def test_whatever_two_registrations_contradict_each_other_in_is_shown_with_the_merge_and_in_the_record(
    registry: Registry,
) -> None:
    one, other = await contradicting(registry)
    assert await of_record(registry, one) == await of_record(registry, other) == {}
    merge = await registry.merge_people(one, other)
    found = await of_merge(registry, merge)
    assert stated(found["birth_date"]) == {(one, "1990-07-03"), (other, "1970-01-20")}
    assert stated(found["sex"]) == {(one, "female"), (other, "male")}
    assert stated(found["displacement"]) == {(one, "returnee"), (other, "idp_camp")}
    assert stated(found["disability"]) == {(one, "no"), (other, "yes")}
    assert [each["person"] for each in found["household"]] == [one, other]
    assert found["head"] == found["household"]
    assert await of_record(registry, one) == found
    await registry.unmerge(merge)
    assert await of_merge(registry, merge) == {}
    assert await of_record(registry, one) == await of_record(registry, other) == {}


async def test_what_agrees_or_is_not_known_is_no_contradiction(registry: Registry) -> None:
    one = await registry.person(birth_date="1990-07-03", birth_precision="day")
    other = await registry.person(sex="not_stated", birth_date="1990-07-01", birth_precision="year")
    home, elsewhere = await registry.household(), await registry.household()
    membership = await registry.membership(home, one)
    require_made(await registry.caseworker.post(f"/memberships/{membership}/end", {"left_on": "2019-06-01"}))
    await registry.membership(elsewhere, other, joined_on="2019-06-01", relation="head")
    for person in (one, other):
        await registry.displacement(person=person)
        await answered(registry, person, "some_difficulty")
    assert await of_merge(registry, await registry.merge_people(one, other)) == {}


async def test_a_contradiction_ends_when_one_statement_is_corrected(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person(sex="male")
    merge = await registry.merge_people(one, other)
    assert set(await of_merge(registry, merge)) == {"sex"}
    record = require_made(await registry.caseworker.get(f"/people/{other}"))
    names = ("given_native", "given_latin", "father_native", "birth_date", "birth_precision", "place")
    draft = {name: record[name] for name in names} | {"sex": "female"}
    require_made(await registry.caseworker.put(f"/people/{other}", draft))
    assert await of_merge(registry, merge) == await of_record(registry, one) == {}


async def test_a_contradiction_is_told_to_those_alone_who_see_what_it_is_in_and_who_states_it(
    registry: Registry,
) -> None:
    there, here = await registry.person(place=NAJAF, sex="male"), await registry.person(place=TELAFAR)
    for person in (there, here):
        await registry.membership(await registry.household(), person)
    merge = await registry.merge_people(there, here)
    assert set(await of_merge(registry, merge)) == {"sex", "household"}
    near = await of_record(registry, here, areas=(NINEWA,))
    assert set(near) == {"household"}
    assert {each["person"] for each in near["household"]} == {None, here}
    for withheld, left in (
        ({DatasetName.HOUSEHOLDS}, {"sex"}),
        ({DatasetName.HOUSEHOLDS, DatasetName.PEOPLE}, set()),
    ):
        opened = {name: scope for name, scope in datasets(HIGH).items() if name not in withheld}
        if DatasetName.PEOPLE in opened:
            assert set(await of_record(registry, here, datasets=opened)) == left
        assert set(await of_merge(registry, merge, datasets=opened)) == left
    shallow = datasets(HIGH) | {DatasetName.PEOPLE: Scope(ceiling=MODERATE)}
    one, other = await contradicting(registry)
    told = set(await of_merge(registry, await registry.merge_people(one, other), datasets=shallow))
    assert "birth_date" not in told
    assert "sex" in told


# --- to undo gives back everything ------------------------------------------------------------------------------------


async def everything(registry: Registry, *people: str) -> list[bytes]:
    """What is told of people in every way, byte for byte."""
    told = []
    for person, part in product(people, ("", "/record", "/history", "/memberships", "/documents", "/phones")):
        answer = await registry.caseworker.get(f"/people/{person}{part}")
        assert answer.is_success, answer.text
        told.append(answer.content)
    for person in people:
        found = await registry.caseworker.post("/people/search", {"registration_number": person})
        assert found.is_success, found.text
        told.append(found.content)
        told.append((await registry.caseworker.get(f"/people/{person}/displacement", on="2020-06-01")).content)
        told.append((await registry.caseworker.get(f"/people/{person}/functioning")).content)
        told.append((await registry.caseworker.get(f"/people/{person}/consents")).content)
    for view in ("mine", "area", "incomplete"):
        rows = require_made(await registry.caseworker.get("/caseload", view=view, limit="200"))["items"]
        told.append(str([row for row in rows if row["registration_number"] in people]).encode())
    return told


async def test_after_a_merge_and_its_undoing_everything_is_told_as_before_byte_for_byte(registry: Registry) -> None:
    one, other = await contradicting(registry)
    for person in (one, other):
        await shows(registry.caseworker, person, card())
        await calls(registry.caseworker, person, line())
        await registry.attendance(await registry.activity(), person)
    before = await everything(registry, one, other)
    merge = await registry.merge_people(one, other)
    assert await everything(registry, one, other) != before
    await registry.unmerge(merge)
    assert await everything(registry, one, other) == before


async def test_the_same_holds_of_one_that_absorbed_others(registry: Registry) -> None:
    people = [await registry.person() for _ in range(4)]
    inner = await registry.merge_people(people[0], people[1])
    before = await everything(registry, *people)
    merges = [await registry.merge_people(people[1], people[2]), await registry.merge_people(people[2], people[3])]
    for merge in merges:
        await registry.unmerge(merge)
    assert await everything(registry, *people) == before
    assert inner
