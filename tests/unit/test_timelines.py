"""Pages of a timeline, whatever their sizes and whoever is away: together they tell everything, once, in order."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from operator import gt, lt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.clients.timelines import Entries, Entry, Key
from gateway.timelines.going_on import GoingOn, gone_on
from gateway.timelines.merging import Ahead, merged
from shared.callers import DatasetName, Service
from shared.cursors import Cursors
from shared.errors import Invalid
from shared.timelines.reads import behind
from shared.timelines.views import KeyDraft

KINDS = ("attended", "certified", "enrolled")
Happened = tuple[date, str, int]
"""The day, the kind and the number of something that a service knows."""

DAYS = st.integers(0, 3).map(lambda days: date(2019, 11, 1) + timedelta(days))
HAPPENED = st.sets(st.tuples(DAYS, st.sampled_from(KINDS), st.integers(1, 4)), max_size=12)
KNOWN = st.fixed_dictionaries(dict.fromkeys(Service, HAPPENED))


def told_by_a_service(known: set[Happened], after: Key | None, limit: int, *, oldest_first: bool) -> Entries:
    """A page as a service makes it of its kinds: those behind a day and a number for each of them."""
    draft = after and KeyDraft.model_validate_json(after.model_dump_json())
    day, bounds = behind(KINDS, draft, oldest_first=oldest_first)
    rest = [
        (on, kind, id) for on, kind, id in known if (lt, gt)[oldest_first]((on, id), (day, bounds[KINDS.index(kind)]))
    ]
    rest.sort(reverse=not oldest_first)
    entries = [
        Entry(on=on, kind=kind, dataset=DatasetName.ENROLMENTS, key=id, id=id, fields={})
        for on, kind, id in rest[:limit]
    ]
    return Entries(entries=entries, more=len(rest) > limit)


def pages(
    known: Mapping[Service, set[Happened]], limits: Iterator[int], away: Iterator[set[Service]], *, oldest_first: bool
) -> Iterator[list[tuple[date, str, str, int]]]:
    """Page by page, each of another size, with some services away."""
    ahead = dict.fromkeys(known, Ahead())
    while not all(each.done for each in ahead.values()):
        limit, missing = next(limits), next(away)
        asked = {
            service: None
            if service in missing
            else told_by_a_service(known[service], each.after, limit, oldest_first=oldest_first)
            for service, each in ahead.items()
            if not each.done
        }
        shown, ahead = merged(asked, ahead, limit, oldest_first=oldest_first)
        assert len(shown) <= limit
        yield [(entry.on, service.value, entry.kind, entry.key) for service, entry in shown]


def whole(known: Mapping[Service, set[Happened]], *, oldest_first: bool) -> list[tuple[date, str, str, int]]:
    rows = [(on, service.value, kind, id) for service, each in known.items() for on, kind, id in each]
    return sorted(rows, reverse=not oldest_first)


@given(KNOWN, st.data(), st.booleans())
def test_pages_of_whatever_sizes_are_together_the_whole_in_its_order(
    known: dict[Service, set[Happened]], data: st.DataObject, oldest_first: bool
) -> None:
    sizes = iter(lambda: data.draw(st.integers(1, 6)), None)
    nobody: Iterator[set[Service]] = iter(set, None)
    told = [row for page in pages(known, sizes, nobody, oldest_first=oldest_first) for row in page]
    assert told == whole(known, oldest_first=oldest_first)


@given(KNOWN, st.data(), st.booleans())
def test_whoever_is_away_for_some_pages_is_told_of_on_later_ones_once_and_each_page_is_in_order(
    known: dict[Service, set[Happened]], data: st.DataObject, oldest_first: bool
) -> None:
    sizes = iter(lambda: data.draw(st.integers(1, 6)), None)
    some = st.sets(st.sampled_from(Service), max_size=2)
    away = iter([*data.draw(st.lists(some, max_size=8)), *[set()] * 100])
    told = list(pages(known, sizes, away, oldest_first=oldest_first))
    for page in told:
        assert page == sorted(page, reverse=not oldest_first)
    rows = [row for page in told for row in page]
    assert sorted(rows, reverse=not oldest_first) == whole(known, oldest_first=oldest_first)
    for service in Service:
        own = [row for row in rows if row[1] == service]
        assert own == sorted(own, reverse=not oldest_first)


def test_a_cursor_says_where_each_goes_on_and_fits_no_other_timeline_and_no_other_moment() -> None:
    as_of = datetime(2020, 4, 2, 8, tzinfo=UTC)
    ahead = {
        Service.BENEFICIARY: Ahead(Key(on=date(2019, 11, 5), kind="attended", id=2**31 - 1)),
        Service.GRANTS: Ahead(Key(on=date(2019, 11, 5), kind="award_made", id=7), done=True),
        Service.FORUMS: Ahead(),
    }
    cursors = Cursors(bytes(32))
    sealed = GoingOn(as_of, ahead).sealed(cursors, "one")
    assert sealed is not None
    found = gone_on(cursors, sealed, "one", as_of)
    assert (found.as_of, dict(found.ahead)) == (as_of, {**ahead, Service.GRANTS: Ahead(done=True)})
    forged = [
        (Cursors(bytes([1]) * 32), sealed, "one", None),
        (cursors, sealed, "another", None),
        (cursors, sealed, "one", as_of + timedelta(microseconds=1)),
        (cursors, sealed[:-2] + "AA", "one", None),
        (cursors, "A" * len(sealed), "one", None),
        (cursors, sealed[:41], "one", None),
        (cursors, cursors.at(17, "one"), "one", None),
    ]
    for of, cursor, about, moment in forged:
        with pytest.raises(Invalid, match=r"."):
            gone_on(of, cursor, about, moment)
    assert GoingOn(as_of, dict.fromkeys(ahead, Ahead(done=True))).sealed(cursors, "one") is None
