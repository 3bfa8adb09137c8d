"""Lists of facts, read page by page within a mandate: what every noun does alike.

A page has the facts that stand, newest first, and says where the next one goes on: behind the last row shown, however
many are recorded meanwhile. Whether a row is listed, and what of it, follows from the `Source` as it does for `find`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from shared.cursors import Cursors
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.drafts import LARGEST_ID
from shared.errors import Forbidden
from shared.facts import Found, Source
from shared.mandate import COUNTRY, Mandate
from shared.pages import Asked, Page, SomeView

MOST_COUNTED = 10_000
"""Up to so many rows are counted; of more it is said that they are more."""

_KEY = "key_of_the_row"
_PERSON = "person_it_is_about"


@dataclass(frozen=True)
class Lister:
    """What lists are read on, and what says where they go on."""

    reader: Reader
    cursors: Cursors


async def listed(lister: Lister, source: Source[SomeView], asked: Asked, mandate: Mandate) -> Found[Page[SomeView]]:
    """A page of the facts that stand, as far as the mandate reaches, with the fields that it opens.

    Refused: a filter by a field that the mandate does not open, and a cursor of another list.
    """
    fields = source.dataset.readable(mandate.scope(source.dataset.name), tuple(source.view.model_fields))
    filters = asked.filters
    _require_shown(filters, fields)
    about = f"{source.noun}\n{mandate.caller_class}\n{sorted(filters.items())}"
    newest = LARGEST_ID if asked.after is None else lister.cursors.position(asked.after, about)
    areas = [] if source.place is None or COUNTRY in mandate.areas else mandate.area_patterns
    projects = [] if source.project is None or mandate.projects is None else [mandate.projects]
    conditions = _conditions(source, len(areas), bool(projects), tuple(filters))
    values = [*areas, *projects, *(f"{value}%" if name == "place" else value for name, value in filters.items())]
    rows = await lister.reader.fetch(_page(source, fields, conditions), *values, newest, asked.limit + 1)
    shown = rows[: asked.limit]
    page: dict[str, Any] = {"items": [dict(row) for row in shown], "next": None}
    if len(rows) > asked.limit:
        page["next"] = lister.cursors.at(shown[-1][_KEY] - 1, about)
    if asked.count:
        counted = await lister.reader.fetchval(_count(source, conditions), *values, MOST_COUNTED + 1)
        page["count"] = {"total": min(counted, MOST_COUNTED), "capped": counted > MOST_COUNTED}
    people = tuple(dict.fromkeys(row[_PERSON] for row in shown if row[_PERSON] is not None)) if source.person else ()
    disclosed = Disclosed(dataset=source.dataset.name, fields=fields, people=people) if people else None
    return Found(_pages(source.view).model_validate(page), disclosed)


def _require_shown(filters: Iterable[str], fields: tuple[str, ...]) -> None:
    """Refuse to filter by what is withheld: which rows are listed would tell it."""
    for name in filters:
        if name not in fields:
            raise Forbidden("not-in-mandate", "This caller does not see what this filters by.", field=name)


@lru_cache(maxsize=256)
def _pages(view: type[SomeView]) -> type[Page[SomeView]]:
    pages: Any = Page.__class_getitem__(view)
    return pages  # type: ignore[no-any-return]


@dataclass(frozen=True)
class _Conditions:
    """Which rows are listed, in SQL, and how many parameters that takes."""

    sql: str
    parameters: int


@lru_cache(maxsize=1024)
def _conditions(source: Source[Any], areas: int, by_project: bool, filters: tuple[str, ...]) -> _Conditions:
    parameters = (f"${number}" for number in count(1))
    conditions = ["fact.voided_at IS NULL"]
    if areas:  # one by one, because no index serves LIKE ANY
        conditions.append(f"({' OR '.join(f'{source.place} LIKE {next(parameters)}' for _ in range(areas))})")
    if by_project:
        conditions.append(f"{source.project} = ANY ({next(parameters)})")
    for name in filters:
        column = source.columns.get(name, f"fact.{name}")
        conditions.append(f"{column} {'LIKE' if name == 'place' else '='} {next(parameters)}")
    return _Conditions(" AND ".join(conditions), int(next(parameters)[1:]) - 1)


@lru_cache(maxsize=1024)
def _page(source: Source[Any], fields: tuple[str, ...], conditions: _Conditions) -> str:
    selected = [f"{source.columns.get(name, f'fact.{name}')} AS {name}" for name in fields]
    selected.append(f"fact.id AS {_KEY}")
    if source.person is not None:
        selected.append(f"{source.person} AS {_PERSON}")
    newest, limit = conditions.parameters + 1, conditions.parameters + 2
    return (
        f"SELECT {', '.join(selected)} FROM {source.table.__tablename__} AS fact {source.joins}"  # noqa: S608 - names from code
        f" WHERE {conditions.sql} AND fact.id <= ${newest} ORDER BY fact.id DESC LIMIT ${limit}"
    )


@lru_cache(maxsize=1024)
def _count(source: Source[Any], conditions: _Conditions) -> str:
    return (
        f"SELECT count(*) FROM (SELECT FROM {source.table.__tablename__} AS fact {source.joins}"  # noqa: S608 - names from code
        f" WHERE {conditions.sql} LIMIT ${conditions.parameters + 1}) AS row"
    )
