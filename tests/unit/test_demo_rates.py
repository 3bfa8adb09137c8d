"""The invented clerks err as often as they are said to: each rate counted, and near to what its docstring states."""

from collections import Counter, defaultdict
from itertools import islice
from math import sqrt
from random import Random
from typing import Any, NamedTuple

import pytest

from demo import names
from demo.again import write_again
from demo.chapters import Chapter, chapters
from demo.families import Family, RealPerson, age_on, families
from demo.geography import TELAFAR_AND_NAJAF
from demo.rows import TABLES
from demo.sizes import Extent
from demo.writing import Part, Writing, write


class Written(NamedTuple):
    person: RealPerson
    family: Family
    first: Writing
    again: Writing


@pytest.fixture(scope="module")
def written() -> list[Written]:
    """Some fifteen thousand people before one clerk and before another."""
    random = Random("clerks")
    records = []
    for family in islice(families(random, TELAFAR_AND_NAJAF), 2_500):
        for person in family.people:
            first = write(random, person, family.place)
            records.append(Written(person, family, first, write_again(random, person, first, family.place)))
    return records


@pytest.fixture(scope="module")
def told() -> list[Chapter]:
    return list(chapters(Extent(people=20_000, seed=23)))


def require(rate: float, happened: list[bool], least: int = 300) -> None:
    """Whether it happened about as often as it should, as far as chance can tell."""
    assert len(happened) >= least
    measured = sum(happened) / len(happened)
    assert abs(measured - rate) < 4 * sqrt(rate * (1 - rate) / len(happened)), f"{measured:.4f} and not {rate}"


# What a clerk writes


def test_latin_stands_beside_the_native_form_for_35_in_a_hundred(written: list[Written]) -> None:
    require(0.35, [one.first.given.latin is not None for one in written])


def test_a_name_with_several_spellings_is_respelt_six_times_in_a_hundred(written: list[Written]) -> None:
    several = [one for one in written if names.respelt(Random(0), one.person.given) != one.person.given.native]
    require(0.06, [one.first.given.native != one.person.given.native for one in several])


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ("grandfather", 0.08),
        ("great_grandfather", 0.75),
        ("mother_given", 0.08),
        ("mother_father", 0.25),
        ("mother_grandfather", 0.55),
    ],
)
def test_parts_of_names_are_missing(written: list[Written], part: str, missing: float) -> None:
    require(missing, [getattr(one.first, part) == Part() for one in written])


def test_twelve_wives_in_a_hundred_are_entered_with_their_husbands_nisba(written: list[Written]) -> None:
    def spelt(name: names.Name) -> set[str]:
        return {name.native, *(names.respelt(Random(chance), name) for chance in range(20))}

    entered = []
    for person, _, first, _ in written:
        own, husbands = person.lineage.nisba, person.husband_nisba
        if husbands is not None and (own is None or spelt(own).isdisjoint(spelt(husbands))):
            entered.append(first.nisba.native in spelt(husbands))
    require(0.12, entered)


def test_eight_parents_in_a_hundred_are_entered_with_their_kunya(written: list[Written]) -> None:
    require(0.08, [one.first.known_as != Part() for one in written if one.person.eldest is not None])


def test_four_in_a_thousand_have_no_sex_stated(written: list[Written]) -> None:
    require(0.004, [one.first.sex == "not_stated" for one in written])


@pytest.mark.parametrize(
    ("precision", "rate", "ages"),
    [
        ("unknown", 0.01, range(6, 120)),
        ("estimated", 0.25, range(31, 120)),
        ("estimated", 0.08, range(6, 31)),
        ("year", 0.04, range(6, 120)),
        ("month", 0.03, range(6, 120)),
    ],
)
def test_births_are_known_so_far(written: list[Written], precision: str, rate: float, ages: range) -> None:
    require(rate, [one.first.birth.precision == precision for one in written if age_on(one.person.birth) in ages])


def test_three_births_in_two_hundred_have_day_and_month_swapped(written: list[Written]) -> None:
    could = [
        one
        for one in written
        if age_on(one.person.birth) >= 6
        and one.person.birth.day <= 12
        and one.person.birth.day != one.person.birth.month
    ]
    require(0.015, [one.first.birth.precision == "day" and one.first.birth.date != one.person.birth for one in could])


def test_an_estimated_birth_is_on_the_first_of_july_and_up_to_three_years_off(written: list[Written]) -> None:
    off = Counter()
    for person, _, first, _ in written:
        if first.birth.precision == "estimated":
            assert first.birth.date is not None
            assert (first.birth.date.month, first.birth.date.day) == (7, 1)
            off[first.birth.date.year - person.birth.year] += 1
    assert set(off) == {-3, -2, -1, 0, 1, 2, 3}


# Somebody registered again


def a_way(share: float) -> float:
    """How often one of the ways in which records differ is among the one or, in 35 of a hundred, two of a record."""
    return share + 0.35 * (1 - share) * share


def test_records_of_those_registered_again_differ(written: list[Written]) -> None:
    assert all(one.first != one.again for one in written)


def test_a_fifth_of_those_registered_again_stand_in_latin_letters_alone(written: list[Written]) -> None:
    require(a_way(0.20), [one.again.father.native is None for one in written])


def test_parts_are_missing_of_18_in_a_hundred_registered_again(written: list[Written]) -> None:
    # Beside those of whom every clerk leaves out as many.
    anyhow = 0.08 * 0.75 * 0.25 * 0.55
    missing = a_way(0.18)
    require(
        missing + (1 - missing) * anyhow,
        [
            {one.again.grandfather, one.again.great_grandfather, one.again.mother_father, one.again.mother_grandfather}
            == {Part()}
            for one in written
        ],
    )


# In a whole register


def rows(told: list[Chapter], table: str) -> list[Any]:
    return [TABLES[table]._make(row) for chapter in told for row in chapter.rows[table]]


def test_mistakes_and_corrections_are_as_many_in_each_chapter(told: list[Chapter]) -> None:
    first, other = told
    voided = {"attendances": 24, "particulars": 40, "payments": 3}
    for table, expected in voided.items():
        assert sum(row.voided_at is not None for row in rows([first], table)) == expected
    sizes = len(other.rows["people"]) / len(first.rows["people"])
    for table in ("attendances", "particulars"):
        found = sum(row.voided_at is not None for row in rows([other], table))
        assert found == pytest.approx(voided[table] * sizes, abs=2)


def test_of_those_who_show_any_document_three_quarters_show_a_civil_status_id(told: list[Chapter]) -> None:
    ids: dict[int, list[int]] = defaultdict(list)
    for chapter in told:
        for id, person in chapter.truth:
            ids[person].append(id)
    held: dict[int, set[str]] = defaultdict(set)
    for row in rows(told, "documents"):
        held[row.person_id].add(row.type)
    firsts = [min(each) for each in ids.values()]
    require(0.62 * 0.75, ["civil_status_id" in held[person] for person in firsts if "unhcr" not in held[person]])


def test_one_decision_in_sixteen_is_taken_back(told: list[Chapter]) -> None:
    taken: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in rows(told, "consents"):
        if row.decided_on.year == 2019 or row.decision == "withdrawn":
            taken[row.person_id, row.purpose].add(row.decision)
    decided_early = [decisions for decisions in taken.values() if "given" in decisions]
    measured = sum("withdrawn" in decisions for decisions in decided_early) / len(decided_early)
    assert 0.045 < measured < 1 / 15
