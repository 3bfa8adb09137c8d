"""A page of a timeline in one statement: the facts on it with what is told of each, and no more of a kind than fit on a
page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shared.database import Reader
from shared.disclosure import Disclosed
from shared.drafts import LARGEST_ID
from shared.facts import Found, concealed, conceals
from shared.mandate import COUNTRY, Mandate
from shared.timelines.kinds import Fields, Kind
from shared.timelines.views import TIMELINES, EntriesView, EntryView, KeyDraft, PageDraft

_ABOVE_ALL = LARGEST_ID + 1
_TAKEN = {
    "whose": "",
    "agreed": "",
    "as_of": "",
    "day": "::date",
    "bounds": "::bigint[]",
    "most": "",
    "areas": "",
    "projects": "",
}
"""What a statement may take, and of which type that is where PostgreSQL cannot tell."""


_Entry, _Entries = EntryView[str], EntriesView[str]


@dataclass(frozen=True)
class Asked:
    """Whose timeline: the ids of a person, or the pattern of an area; as of which moment, and which page of it.

    Of the ids, those are `agreed` whose consent to it the mandate states.
    """

    whose: Sequence[int] | str
    as_of: datetime
    page: PageDraft
    agreed: Sequence[int] = ()


async def entries(
    reader: Reader, kinds: Sequence[Kind], asked: Asked, mandate: Mandate, people: tuple[int, ...] = ()
) -> Found[EntriesView[str]]:
    """A page of what stood at the moment, of the kinds that the mandate opens and in its reach; about `people`."""
    mandate.scope(TIMELINES.name)
    opened = [(kind, fields) for kind in kinds if (fields := kind.readable(mandate)) is not None]
    found = await _found(reader, tuple(opened), asked, mandate) if opened else []
    shown = found[: asked.page.limit]
    view = _Entries(entries=[_entry(opened[row["kind"]][0], row) for row in shown], more=len(found) > len(shown))
    shown_kinds = dict.fromkeys(row["kind"] for row in shown)
    told_of = tuple(dict.fromkeys(f"{dataset.name}.{name}" for at in shown_kinds for dataset, name in opened[at][1]))
    return Found(view, Disclosed(dataset=TIMELINES.name, fields=told_of, people=people) if people else None)


def _entry(kind: Kind, row: Any) -> EntryView[str]:
    return _Entry(
        on=row["on"],
        kind=kind.code,
        dataset=kind.source.dataset.name,
        key=row["id"],
        id=row["id"] if kind.numbered else None,
        fields=_told(kind, row["fields"]),
    )


def _told(kind: Kind, fields: str) -> dict[str, Any]:
    """What is told of a fact, as the view of its source tells it; an amount as its currency is counted."""
    stated: dict[str, Any] = json.loads(fields, parse_float=Decimal)
    if kind.formed.isdisjoint(stated):
        return stated
    seen = {name: value for name, value in stated.items() if name in kind.source.view.model_fields}
    told: dict[str, Any] = kind.source.view.model_validate(seen).model_dump(mode="json", exclude_unset=True)
    return stated | told


async def _found(reader: Reader, opened: tuple[tuple[Kind, Fields], ...], asked: Asked, mandate: Mandate) -> list[Any]:
    """The day, the kind by its place among these, the number and the fields, in JSON, of each fact on the page, and of
    one more."""
    page, kinds = asked.page, tuple(kind for kind, _ in opened)
    query, takes = _query(
        kinds,
        tuple(tuple(dict.fromkeys(name for _, name in fields)) for _, fields in opened),
        tuple(conceals(kind.source, mandate) for kind in kinds),
        COUNTRY not in mandate.areas,
        mandate.projects is not None,
        page.oldest_first,
    )
    day, bounds = behind(tuple(kind.code for kind in kinds), page.after, oldest_first=page.oldest_first)
    values: dict[str, Any] = {
        "whose": asked.whose,
        "agreed": asked.agreed,
        "as_of": asked.as_of,
        "day": day,
        "bounds": bounds,
        "most": page.limit + 1,
        "areas": mandate.area_patterns,
        "projects": mandate.projects,
    }
    return await reader.fetch(query, *(values[name] for name in takes))


def behind(codes: tuple[str, ...], after: KeyDraft | None, *, oldest_first: bool) -> tuple[date, list[int]]:
    """A day, and for each kind a number on that day, behind which its facts are on the page. Those of one day are in
    the order of their kinds' codes, and then of their numbers."""
    if after is None:
        return (date.min, [0] * len(codes)) if oldest_first else (date.max, [_ABOVE_ALL] * len(codes))
    return after.on, [after.id if code == after.kind else _ABOVE_ALL if code < after.kind else 0 for code in codes]


@lru_cache(maxsize=256)
def _query(
    kinds: tuple[Kind, ...],
    told: tuple[tuple[str, ...], ...],
    concealing: tuple[bool, ...],
    by_place: bool,
    by_project: bool,
    oldest_first: bool,
) -> tuple[str, tuple[str, ...]]:
    """The statement, and what it takes in order."""
    order = "ASC" if oldest_first else "DESC"
    arms = (
        _arm(kind, at, names, without_severe, by_place, by_project, oldest_first)
        for at, (kind, names, without_severe) in enumerate(zip(kinds, told, concealing, strict=True))
    )
    query = (
        f'SELECT "on", kind, id, fields FROM ({" UNION ALL ".join(arms)}) AS happened'  # noqa: S608 - names from code
        f' ORDER BY "on" {order}, kind {order}, id {order} LIMIT {{most}}'
    )
    takes = tuple(name for name in _TAKEN if f"{{{name}}}" in query)
    for number, name in enumerate(takes, 1):
        query = query.replace(f"{{{name}}}", f"${number}{_TAKEN[name]}")
    return query, takes


def _arm(
    kind: Kind,
    at: int,
    names: tuple[str, ...],
    without_severe: bool,
    by_place: bool,
    by_project: bool,
    oldest_first: bool,
) -> str:
    source, day = kind.source, kind.happened
    fields = ", ".join(f"'{name}', {source.columns.get(name, f'fact.{name}')}" for name in names)
    beyond, order = (">", "ASC") if oldest_first else ("<", "DESC")
    conditions = [kind.stands, f"({day}, fact.id) {beyond} ({{day}}, ({{bounds}})[{at + 1}])"]
    if source.place is not None and by_place:
        conditions.append(f"{source.place} LIKE ANY ({{areas}})")
    if source.only is not None:
        conditions.append(source.only)
    if source.project is not None and by_project:
        conditions.append(f"{source.project} = ANY ({{projects}})")
    if without_severe:
        conditions.append(concealed(source))
    return (
        f'(SELECT {day} AS "on", {at} AS kind, fact.id, json_build_object({fields})::text AS fields'  # noqa: S608 - names from code
        f" FROM {source.table.__tablename__} AS fact {source.joins}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {day} {order}, fact.id {order} LIMIT {{most}})"
    )
