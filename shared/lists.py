"""Lists of facts, read page by page within a mandate: what every noun does alike.

A page has the facts that stand, newest first, and says where the next one goes on: behind the last row shown, however
many are recorded meanwhile. Whether a row is listed, and what of it, follows from the `Source` as it does for `find`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from time import monotonic
from typing import Any

from shared.cursors import Cursors
from shared.database import Reader
from shared.drafts import LARGEST_ID
from shared.errors import Forbidden
from shared.facts import AREAS, Found, Source, concealed, conceals, disclosed, find_each, people_of
from shared.mandate import COUNTRY, Mandate
from shared.pages import Asked, AskedForOthers, Page, SomeView

MOST_COUNTED = 10_000
"""Up to so many rows are counted; of more it is said that they are more."""
NEAR = 10_000
"""Among so many of the newest rows those that a caller may see are looked for one by one, before all are sought that
lie in the caller's reach. A planner cannot choose: it takes every reach for spread evenly over time."""
LOOKED_AGAIN = 60.0
"""Seconds for which it is enough to know the highest number in a table: rows that are newer are looked at besides."""

_KEY = "key_of_the_row"
_PERSON = "person_it_is_about"


@dataclass(frozen=True)
class Sought:
    """What rows have to be like beside what a list is filtered by: SQL with `{}` where a value stands, and the values.

    What is sought is looked for among the `near` newest rows first, one by one; and where few can be like that, which 0
    says, at once among all. No index serves what is `looked` at last, a condition without values.
    """

    conditions: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    near: int | None = None
    looked: str = ""


ANYTHING = Sought()


@dataclass(frozen=True)
class Lister:
    """What lists are read on, and what says where they go on.

    What `reader` reads is planned anew each time, for the best plan depends on what is asked for. What `known` reads is
    planned once, for the best plan is known where few rows are sought, or looked at one by one, or have been found.

    `highest` has the highest number in each table and when it was looked at: from about there on its newest rows are.
    """

    reader: Reader
    known: Reader
    cursors: Cursors
    highest: dict[str, tuple[int, float]] = field(default_factory=dict)


async def listed(
    lister: Lister, source: Source[SomeView], asked: Asked, mandate: Mandate, sought: Sought = ANYTHING
) -> Found[Page[SomeView]]:
    """A page of the facts that stand, as far as the mandate reaches, with the fields that it opens.

    Refused: a filter by a field that the mandate does not open, and a cursor of another list.
    """
    fields = source.dataset.readable(mandate.scope(source.dataset.name), tuple(source.view.model_fields))
    filters = asked.filters
    _require_shown(filters, fields)
    about = f"{source.noun}\n{mandate.caller_class}\n{sorted(filters.items())}"
    if sought is not ANYTHING:
        about += f"\n{sought.conditions}\n{sought.values}\n{sought.looked}"
    newest = _newest(lister.cursors, asked.after, about)
    conditions, values = _reached(source, mandate, filters, sought)
    looked = () if source.told_apart else fields
    covered = [mandate.area_patterns] if source.by_areas(looked) and not conditions.by_areas else []
    rows = await _rows(lister, source, looked, conditions, values, covered, newest, sought.near, asked.limit + 1)
    shown = rows[: asked.limit]
    page: dict[str, Any] = {"next": None}
    if len(rows) > asked.limit:
        page["next"] = lister.cursors.at(shown[-1][_KEY] - 1, about)
    if source.told_apart and shown:
        shown = await find_each(lister.known, source, fields, [row[_KEY] for row in shown], mandate)
    page["items"] = [dict(row) for row in shown]
    if asked.count:
        page["count"] = await _counted(lister.reader, source, conditions, values)
    people = tuple(dict.fromkeys(id for row in shown for id in people_of(row[_PERSON]))) if source.person else ()
    told = disclosed(source, fields, people) if shown else None
    return Found(_pages(source.view).model_validate(page), told)


async def listed_for_others(
    lister: Lister, source: Source[SomeView], asked: AskedForOthers, caller: str, mandate: Mandate, waits: str
) -> Found[Page[SomeView]]:
    """A page as `listed` gives it; where `others` is asked only of rows that wait for `caller`, as `waits` says: SQL
    with `{}` wherever the caller stands. Refused then to whom the mandate does not open who recorded a row."""
    if not asked.others:
        return await listed(lister, source, asked, mandate)
    if not source.dataset.readable(mandate.scope(source.dataset.name), ("recorded_by",)):
        raise _not_shown("others")
    sought = Sought((waits,), (caller,) * waits.count("{}"))
    return await listed(lister, source, asked, mandate, sought)


async def counted(lister: Lister, source: Source[Any], mandate: Mandate, sought: Sought) -> dict[str, Any]:
    """How many facts stand that are sought, as far as the mandate reaches."""
    conditions, values = _reached(source, mandate, {}, sought)
    return await _counted(lister.reader, source, conditions, values)


def _reached(
    source: Source[Any], mandate: Mandate, filters: Mapping[str, Any], sought: Sought
) -> tuple["_Conditions", list[Any]]:
    """What rows have to be that a mandate reaches, and the values of that."""
    areas = [] if source.place is None or COUNTRY in mandate.areas else mandate.area_patterns
    projects = [] if source.project is None or mandate.projects is None else [mandate.projects]
    hidden = (concealed(source),) if conceals(source, mandate) else ()
    conditions = _conditions(
        source, len(areas), bool(projects), tuple(filters), (*hidden, *sought.conditions), sought.looked
    )
    filtered = (f"{value}%" if name == "place" else value for name, value in filters.items())
    values: list[Any] = [*areas, *projects, *filtered, *sought.values]
    if conditions.by_areas:
        values.append(mandate.area_patterns)
    return conditions, values


async def _counted(reader: Reader, source: Source[Any], conditions: "_Conditions", values: list[Any]) -> dict[str, Any]:
    total = await reader.fetchval(_count(source, conditions), *values, MOST_COUNTED + 1)
    return {"total": min(total, MOST_COUNTED), "capped": total > MOST_COUNTED}


def _newest(cursors: Cursors, after: str | None, about: str) -> int | None:
    """The number of the newest row that a page may have; none on the first."""
    return None if after is None else cursors.position(after, about)


async def _rows(
    lister: Lister,
    source: Source[Any],
    fields: tuple[str, ...],
    conditions: "_Conditions",
    values: list[Any],
    covered: list[Any],
    newest: int | None,
    near: int | None,
    most: int,
) -> list[Any]:
    """The newest rows that fit the conditions, up to the one numbered `newest`, or of all."""
    page, in_reach = (_page(source, fields, conditions, in_reach=in_reach) for in_reach in (False, True))
    first, table = newest is None, str(source.table.__tablename__)
    newest = LARGEST_ID if newest is None else newest
    if not conditions.parameters:
        return await lister.reader.fetch(page, newest, 0, most, *covered)
    if near == 0:
        return await lister.known.fetch(in_reach, *values, newest, 0, most, *covered)
    near, one_by_one = (NEAR, lister.reader) if near is None else (near, lister.known)
    above = (await _highest(lister, table) if first else newest) - near
    rows = await one_by_one.fetch(page, *values, newest, above, most, *covered)
    if len(rows) < most and above > 0:
        rows = await lister.reader.fetch(in_reach, *values, newest, 0, most, *covered)
    return rows


async def _highest(lister: Lister, table: str) -> int:
    """The highest number in a table, or what it was within the last minute."""
    highest, looked_at = lister.highest.get(table, (0, -LOOKED_AGAIN))
    if monotonic() - looked_at >= LOOKED_AGAIN:
        highest = await lister.known.fetchval(f"SELECT max(id) FROM {table}") or 0  # noqa: S608 - a name from code
        lister.highest[table] = highest, monotonic()
    return highest


def _require_shown(filters: Iterable[str], fields: tuple[str, ...]) -> None:
    """Refuse to filter by what is withheld: which rows are listed would tell it."""
    for name in filters:
        if name not in fields:
            raise _not_shown(name)


def _not_shown(field: str) -> Forbidden:
    return Forbidden("not-in-mandate", "This caller does not see what this filters by.", field=field)


@lru_cache(maxsize=256)
def _pages(view: type[SomeView]) -> type[Page[SomeView]]:
    pages: Any = Page.__class_getitem__(view)
    return pages  # type: ignore[no-any-return]


@dataclass(frozen=True)
class _Conditions:
    """Which rows are listed, in SQL, and how many parameters that takes.

    `apart` are conditions that each find some of these rows, and together all of them once, but for what all have to be
    `looked` at for. `by_areas` says that the last parameter is the areas that the mandate covers.
    """

    sql: str
    apart: tuple[str, ...]
    parameters: int
    by_areas: bool
    looked: str = ""


@lru_cache(maxsize=1024)
def _conditions(
    source: Source[Any],
    areas: int,
    by_project: bool,
    filters: tuple[str, ...],
    sought: tuple[str, ...] = (),
    looked: str = "",
) -> _Conditions:
    others = ["fact.voided_at IS NULL"]
    numbers = count(areas + 1)
    if by_project:
        others.append(f"{source.project} = ANY (${next(numbers)})")
    for name in filters:
        column = source.columns.get(name, f"fact.{name}")
        others.append(f"{column} {'LIKE' if name == 'place' else '='} ${next(numbers)}")
    others.extend(each.format(*(f"${next(numbers)}" for _ in range(each.count("{}")))) for each in sought)
    others += [each for each in (source.listed, source.only) if each is not None]
    by_areas = source.by_areas(())
    covered = f"${next(numbers)}" if by_areas else ""

    def within(place: str | None) -> str:
        # one by one, because no index serves LIKE ANY
        any_area = " OR ".join(f"{place} LIKE ${number}" for number in range(1, areas + 1))
        return " AND ".join([f"({any_area})", *others] if areas else others).replace(AREAS, covered)

    apart = tuple(within(place) for place in source.apart) if areas and source.apart else (within(source.place),)
    return _Conditions(within(source.place), apart, next(numbers) - 1, by_areas, looked)


def _from(source: Source[Any]) -> str:
    return f"{source.table.__tablename__} AS fact {source.joins}"


@lru_cache(maxsize=1024)
def _page(source: Source[Any], fields: tuple[str, ...], conditions: _Conditions, in_reach: bool = False) -> str:
    """Rows by the number of the newest, the number that all are above, how many, and the areas that the mandate covers
    where the fields and not the conditions depend on them; `in_reach` finds all first."""
    selected = [f"{source.columns.get(name, f'fact.{name}')} AS {name}" for name in fields]
    selected.append(f"fact.id AS {_KEY}")
    if source.person is not None:
        selected.append(f"{source.person} AS {_PERSON}")
    newest, above, most, covered = (f"${conditions.parameters + number}" for number in (1, 2, 3, 4))
    covered = f"${conditions.parameters}" if conditions.by_areas else covered
    columns = ", ".join(selected).replace(AREAS, covered)
    shown = f"SELECT {columns} FROM {_from(source)}"  # noqa: S608 - names from code
    numbers = f"fact.id <= {newest} AND fact.id > {above}"
    if not in_reach:
        return f"{shown} WHERE {conditions.sql}{_looked(conditions)} AND {numbers} ORDER BY fact.id DESC LIMIT {most}"
    reached = f"WITH reached AS MATERIALIZED ({_apart(source, conditions, f' AND {numbers}')})"
    sought = f"SELECT id FROM reached ORDER BY id DESC LIMIT {most}"  # noqa: S608 - no value in it
    if conditions.looked:
        sought = (
            "SELECT fact.id FROM (SELECT id FROM reached ORDER BY id DESC OFFSET 0) AS newest"  # noqa: S608 - names from code
            f" JOIN {source.table.__tablename__} AS fact ON fact.id = newest.id {source.joins}"
            f" WHERE {conditions.looked} ORDER BY newest.id DESC LIMIT {most}"
        )
    return f"{reached} {shown} WHERE fact.id IN ({sought}) ORDER BY fact.id DESC"


def _looked(conditions: _Conditions) -> str:
    return f" AND {conditions.looked}" if conditions.looked else ""


def _apart(source: Source[Any], conditions: _Conditions, more: str) -> str:
    found = (f"SELECT fact.id FROM {_from(source)} WHERE {each}{more}" for each in conditions.apart)  # noqa: S608 - names from code
    return " UNION ALL ".join(found)


@lru_cache(maxsize=1024)
def _count(source: Source[Any], conditions: _Conditions) -> str:
    most = f"${conditions.parameters + 1}"
    return f"SELECT count(*) FROM ({_apart(source, conditions, _looked(conditions))} LIMIT {most}) AS row"  # noqa: S608 - names from code
