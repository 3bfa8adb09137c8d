"""A register of any size: its first chapter is the pilot, nothing stands for two things, and its figures add up."""

import gc
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from demo import ahead, geography
from demo.attendance import NEW_YEAR
from demo.chapters import ALONE_UP_TO, Chapter, added, chapters, count, first, parts
from demo.errors import Unfinished
from demo.figures import figures
from demo.moving import REFERENCES
from demo.registering import Registration
from demo.rows import TABLES
from demo.sizes import REGISTERED, Extent
from demo.world import build
from shared.places import exists

EXTENT = Extent(people=30_000, seed=11)
"""Three chapters: the pilot, and two of one other programme."""


@pytest.fixture(scope="module")
def told() -> list[Chapter]:
    return list(chapters(EXTENT))


def rows(told: list[Chapter], table: str) -> Iterator[Any]:
    """The rows of a table in all chapters, with names for their columns."""
    return (TABLES[table]._make(row) for chapter in told for row in chapter.rows[table])


def real(told: list[Chapter]) -> dict[int, int]:
    return dict(pair for chapter in told for pair in chapter.truth)


# Size


@pytest.mark.parametrize("people", [100, 5_000, REGISTERED, ALONE_UP_TO, ALONE_UP_TO + 1, 25_000, 100_000, 1_000_000])
def test_a_register_has_about_as_many_people_as_it_should(people: int) -> None:
    programme = next(parts(None)).sizes
    expected = sum(REGISTERED * part.sizes.pilot_reached / programme.pilot_reached for part in parts(people))
    assert expected == pytest.approx(people, rel=0.02)


def test_a_chapter_is_never_much_larger_than_the_programme() -> None:
    for people in (None, *range(100, 200_000, 700)):
        assert all(part.sizes.pilot_reached <= 1.55 * 8_512 for part in parts(people))


def test_the_people_are_about_as_many_as_were_asked_for(told: list[Chapter]) -> None:
    assert len(told) == count(EXTENT.people) == 3
    assert sum(len(chapter.rows["people"]) for chapter in told) == pytest.approx(30_000, rel=0.01)


def test_a_chapter_is_forgotten_before_the_next_one_is_built() -> None:
    gc.collect()
    gc.disable()  # nobody tidies up: what is forgotten is gone at once
    try:
        telling = chapters(EXTENT)
        for _ in range(2):
            next(telling)
    finally:
        gc.enable()
    remembered = sum(isinstance(each, Registration) for each in gc.get_objects())
    assert remembered < 200


# The first chapter


def test_the_first_chapter_is_the_pilot_as_it_is_alone(told: list[Chapter]) -> None:
    alone = build(EXTENT.seed)
    for table in TABLES:
        assert list(told[0].rows[table]) == [tuple(row) for row in getattr(alone, table)]
    assert told[0].truth == alone.truth
    assert first(EXTENT).people == alone.people


def test_a_small_register_is_one_chapter_of_its_size() -> None:
    (alone,) = chapters(Extent(people=1_000, seed=3))
    assert 950 < len(alone.rows["people"]) < 1_050


# Nothing stands for two things


@pytest.mark.parametrize("table", TABLES)
def test_ids_go_on_from_chapter_to_chapter(told: list[Chapter], table: str) -> None:
    assert [row.id for row in rows(told, table)] == list(range(1, sum(len(each.rows[table]) for each in told) + 1))


def test_what_a_row_refers_to_stands_in_its_own_chapter(told: list[Chapter]) -> None:
    for chapter in told:
        ids = {table: {row[0] for row in its} for table, its in chapter.rows.items()}
        for table, its in chapter.rows.items():
            for column, owner in REFERENCES.items():
                if column in TABLES[table]._fields:
                    place = TABLES[table]._fields.index(column)
                    assert {row[place] for row in its} - {None} <= ids[owner], (table, column)


def test_notices_and_projects_are_stated_once(told: list[Chapter]) -> None:
    assert [len(chapter.rows["notices"]) for chapter in told] == [2, 0, 0]
    assert {row.notice_id for row in rows(told, "consents")} == {1, 2, None}
    assert [row.code for row in rows(told, "projects")] == [
        "JPN-SDN-2019",
        "JPN-SDN-2020",
        "JPN-SDN-2019-02",
        "JPN-SDN-2020-02",
    ]


@pytest.mark.parametrize(
    ("table", "column"),
    [("people", "registration_number"), ("payments", "reference"), ("forums", "name")],
)
def test_no_number_or_name_is_given_twice(told: list[Chapter], table: str, column: str) -> None:
    given = Counter(getattr(row, column) for row in rows(told, table))
    assert max(given.values()) == 1


def test_no_enterprise_is_called_as_one_of_an_earlier_chapter(told: list[Chapter]) -> None:
    names = [{row[1] for row in chapter.rows["enterprises"]} for chapter in told]
    assert all(one.isdisjoint(other) for one, other in combinations(names, 2))


def test_vouchers_are_counted_on_within_each_year(told: list[Chapter]) -> None:
    for year in ("2019", "2020"):
        of_year = [row.reference for row in rows(told, "payments") if row.reference.startswith(f"PV-{year}-")]
        assert of_year == [f"PV-{year}-{number:05}" for number in range(1, len(of_year) + 1)]


def test_a_document_is_met_again_only_with_whom_it_belongs_to(told: list[Chapter]) -> None:
    people = real(told)
    holders = [
        {(row.type, row.number): people[row.person_id] for row in rows([chapter], "documents")} for chapter in told
    ]
    met = [(one[card], other[card]) for one, other in combinations(holders, 2) for card in one.keys() & other.keys()]
    assert len(met) > 10
    assert all(holder == again for holder, again in met)


# Elsewhere


def test_other_chapters_are_in_other_places_that_exist(told: list[Chapter]) -> None:
    reach = [{row.place[:8] for row in rows([chapter], "households")} for chapter in told]
    assert reach[0].isdisjoint(reach[1] | reach[2])
    assert reach[1] != reach[2]
    for table in ("households", "activities", "enterprises", "awards", "assistances", "forums", "particulars"):
        assert all(exists(place) for place in {row.place for row in rows(told, table)})


def test_every_programme_up_to_the_largest_register_can_be_told() -> None:
    programmes = {part.programme for part in parts(10_000_000)}
    assert len({programme.pilot.code for programme in programmes}) == 79
    for programme in programmes:
        assert all(len(plan.title) <= 200 and len(plan.code) <= 40 for plan in programme.plans)
        assert all(exists(founding.place) for founding in programme.foundings)
        assert all(exists(place) for call in programme.calls for place in call.districts)
        for pcode, _ in programme.region.emphasis:
            assert exists(geography.sub_district(Random(1), pcode))
        random = Random(1)
        lived_in = {geography.home(random, programme.region) for _ in range(200)}
        assert len({place[:5] for place in lived_in}) == 2


def test_groups_are_as_large_as_ever(told: list[Chapter]) -> None:
    activity = {row.id: row.activity_id for row in rows(told, "sessions")}
    present: dict[int, set[int]] = defaultdict(set)
    for row in rows(told, "attendances"):
        if row.voided_at is None and row.outcome == "present":
            present[activity[row.session_id]].add(row.person_id)
    assert all(len(people) <= 40 for people in present.values())


# Registered again


def test_three_in_a_hundred_ids_are_somebody_registered_again(told: list[Chapter]) -> None:
    people = real(told)
    assert 0.025 < 1 - len(set(people.values())) / len(people) < 0.035


def test_somebody_is_registered_again_in_another_chapter_and_later(told: list[Chapter]) -> None:
    recorded: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    people = real(told)
    for number, chapter in enumerate(told):
        for row in rows([chapter], "people"):
            recorded[people[row.id]].append((row.recorded_at, number))
    travelled = [sorted(ids) for ids in recorded.values() if len({number for _, number in ids}) > 1]
    assert len(travelled) == sum(round(part.sizes.followup_again / 3) for part in [*parts(EXTENT.people)][1:]) > 40
    assert all([number for _, number in ids] == sorted(number for _, number in ids) for ids in travelled)


# Figures


def test_the_figures_of_the_chapters_add_up_to_those_of_all_rows_together(told: list[Chapter]) -> None:
    whole: Any = SimpleNamespace(
        **{table: list(rows(told, table)) for table in TABLES},
        truth=[pair for chapter in told for pair in chapter.truth],
    )
    for at in (None, NEW_YEAR):
        sums: dict[str, Any] = {}
        for chapter in told:
            added(sums, chapter.today if at is None else chapter.new_year)
        assert len(sums) == 4
        for project, summed in sums.items():
            assert summed == figures(whole, project, at)


def test_a_project_of_two_chapters_gives_twice_what_the_pilot_gave(told: list[Chapter]) -> None:
    sums: dict[str, Any] = {}
    for chapter in told:
        added(sums, chapter.today)
    assert sums["JPN-SDN-2019"].enterprises == 28
    assert sums["JPN-SDN-2019-02"].enterprises == 56
    assert sums["JPN-SDN-2019-02"].assisted == 268
    assert sum(sums["JPN-SDN-2019-02"].forums_by_governorate.values()) == 10


# One seed, one register


async def test_another_process_tells_the_same(told: list[Chapter]) -> None:
    number = 0
    async for chapter in ahead.told(EXTENT):
        assert chapter == told[number]
        number += 1
    assert number == 3


async def test_whoever_hears_no_more_ends_the_telling() -> None:
    telling = ahead.told(EXTENT)
    await anext(telling)
    await telling.aclose()


async def test_a_telling_that_breaks_off_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(Unfinished, match="start again"):
        await anext(ahead.told(EXTENT))
