"""A page of a timeline: which facts are on it in one statement, with no more of each kind than fit on a page, and then
what is told of those, kind by kind."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from shared.database import Reader
from shared.disclosure import Disclosed
from shared.drafts import LARGEST_ID
from shared.facts import Found, concealed, conceals, find_each
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
    found = await _found(reader, tuple(kind for kind, _ in opened), asked, mandate) if opened else []
    shown = found[: asked.page.limit]
    numbers: dict[int, list[int]] = defaultdict(list)
    for row in shown:
        numbers[row["kind"]].append(row["id"])
    told = {at: await _told(reader, *opened[at], ids, mandate) for at, ids in numbers.items()}
    view = EntriesView[str](
        entries=[
            EntryView[str](
                on=row["on"],
                kind=opened[row["kind"]][0].code,
                dataset=opened[row["kind"]][0].source.dataset.name,
                key=row["id"],
                id=row["id"] if opened[row["kind"]][0].numbered else None,
                fields=told[row["kind"]][row["id"]],
            )
            for row in shown
            if row["id"] in told[row["kind"]]
        ],
        more=len(found) > len(shown),
    )
    told_of = tuple(dict.fromkeys(f"{dataset.name}.{name}" for at in numbers for dataset, name in opened[at][1]))
    return Found(view, Disclosed(dataset=TIMELINES.name, fields=told_of, people=people) if people else None)


async def _told(reader: Reader, kind: Kind, fields: Fields, ids: list[int], mandate: Mandate) -> dict[int, Any]:
    """What is told of facts of one kind, by their numbers."""
    names = tuple(dict.fromkeys(name for _, name in fields))
    rows = await find_each(reader, kind.source, tuple(dict.fromkeys(("id", *names))), ids, mandate)
    return {row["id"]: {name: row[name] for name in names} | _as_its_view_says(kind, names, row) for row in rows}


def _as_its_view_says(kind: Kind, names: tuple[str, ...], row: Any) -> dict[str, Any]:
    """Those fields that the view of the source has, such as amounts, as that tells them."""
    stated = {name: row[name] for name in names if name in kind.source.view.model_fields}
    told: dict[str, Any] = kind.source.view.model_validate(stated).model_dump(mode="json", exclude_unset=True)
    return told


async def _found(reader: Reader, kinds: tuple[Kind, ...], asked: Asked, mandate: Mandate) -> list[Any]:
    """The day, the kind by its place among these, and the number of each fact on the page, and of one more."""
    page = asked.page
    query, takes = _query(
        kinds,
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
    kinds: tuple[Kind, ...], concealing: tuple[bool, ...], by_place: bool, by_project: bool, oldest_first: bool
) -> tuple[str, tuple[str, ...]]:
    """The statement, and what it takes in order."""
    order = "ASC" if oldest_first else "DESC"
    arms = (
        _arm(kind, at, without_severe, by_place, by_project, oldest_first)
        for at, (kind, without_severe) in enumerate(zip(kinds, concealing, strict=True))
    )
    query = (
        f'SELECT "on", kind, id FROM ({" UNION ALL ".join(arms)}) AS happened'  # noqa: S608 - names from code
        f' ORDER BY "on" {order}, kind {order}, id {order} LIMIT {{most}}'
    )
    takes = tuple(name for name in _TAKEN if f"{{{name}}}" in query)
    for number, name in enumerate(takes, 1):
        query = query.replace(f"{{{name}}}", f"${number}{_TAKEN[name]}")
    return query, takes


def _arm(kind: Kind, at: int, without_severe: bool, by_place: bool, by_project: bool, oldest_first: bool) -> str:
    source, day = kind.source, kind.happened
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
        f'(SELECT {day} AS "on", {at} AS kind, fact.id FROM {source.table.__tablename__} AS fact {source.joins}'  # noqa: S608 - names from code
        f" WHERE {' AND '.join(conditions)} ORDER BY {day} {order}, fact.id {order} LIMIT {{most}})"
    )
