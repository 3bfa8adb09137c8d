"""What changed about a person, told from the facts: nothing of it is kept beside them.

A fact is recorded at one moment and may be voided at another. What is stated in turn, as particulars are, is corrected
where one row ends and the next begins at the same moment. Of a change only the fields that a mandate opens are told,
and one that changed no such field is not told of at all, not even that it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from services.beneficiary.identities import reads as identities
from services.beneficiary.records.reads import named
from services.beneficiary.records.sections import CLUSTER, KINDS, WHO, Kind
from services.beneficiary.records.views import CHANGES, Change, ChangeView, FieldChangeView
from shared.callers import DatasetName
from shared.classification import RECORD_KEEPING, SEVERE, Scope
from shared.disclosure import Disclosed
from shared.errors import nothing_here
from shared.facts import Found, concealed
from shared.lists import MOST_COUNTED, Lister
from shared.mandate import Mandate
from shared.pages import Asked, Page

# What somebody stated of themselves under a number that was merged into theirs, is told where the caller sees that one.
_WHO = f"""
SELECT person.id, {identities.cluster("person.id")} AS cluster, ARRAY(
    SELECT said.person_id FROM particulars AS said
    WHERE said.person_id = ANY {identities.cluster("person.id")} AND said.voided_at IS NULL AND said.place LIKE ANY ($2)
) AS seen
FROM people AS named
{identities.merged("present", "named.id")}
JOIN people AS person ON person.id = {identities.going_on("present", "named.id")}
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE named.registration_number = $1 AND stated.place LIKE ANY ($2)
"""  # noqa: S608 - no value in it

_SEEN = "(SELECT seen FROM who)::int[]"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 4096
"""More than ever happens to one person in the same microsecond."""

Fact = dict[str, Any]
Opened = tuple[tuple[int, tuple[str, ...], bool], ...]
"""The kinds of which a mandate opens something, by their place among all, each with the fields, and whether it leaves
out what is severe as a whole."""


@dataclass(frozen=True)
class _Changed:
    """A change of one fact, from one state to another; no state where there was none or is none any more."""

    at: datetime
    kind: Kind
    before: Fact | None
    after: Fact | None


async def history(lister: Lister, number: str, asked: Asked, mandate: Mandate) -> Found[Page[ChangeView]]:
    """A page of what changed about the person behind a registration number, the newest first."""
    mandate.scope(DatasetName.PEOPLE)
    about = f"history\n{mandate.caller_class}\n{number}"
    below = None if asked.after is None else lister.cursors.position(asked.after, about)
    opened = _opened(tuple(mandate.datasets.items()))
    values: list[Any] = [number, mandate.area_patterns]
    by_project = mandate.projects is not None and any(KINDS[place].source.project for place, _, _ in opened)
    if by_project:
        values.append(mandate.projects)
    row = await lister.reader.fetchrow(_query(opened, by_project), *values)
    if row is None or row["person_id"] is None:
        raise nothing_here()
    changes = list(_told(row, opened, mandate))
    rest = [each for each in changes if below is None or each[0] < below]
    shown = rest[: asked.limit]
    page: dict[str, Any] = {"items": [view for _, view, _ in shown], "next": None}
    if len(rest) > len(shown):
        page["next"] = lister.cursors.at(shown[-1][0], about)
    if asked.count:
        page["count"] = {"total": min(len(changes), MOST_COUNTED), "capped": len(changes) > MOST_COUNTED}
    fields = tuple(dict.fromkeys(name for _, _, names in shown for name in names))
    disclosed = Disclosed(dataset=CHANGES.name, fields=fields, people=tuple(row["cluster"]))
    return Found(Page[ChangeView].model_validate(page), disclosed)


def _told(row: Any, opened: Opened, mandate: Mandate) -> Iterator[tuple[int, ChangeView, list[str]]]:
    """What is told of each change, where it stands in the order, and the fields as they are written down."""
    found = [
        (change, fields)
        for place, fields, _ in opened
        for change in _changed(KINDS[place], from_json(row[f"kind_{place}"] or "[]"), mandate)
    ]
    found.sort(key=lambda each: each[0].at)
    before, turn = None, 0
    numbered = []
    for change, fields in found:
        turn = turn + 1 if change.at == before else 0
        before = change.at
        numbered.append(((change.at - _EPOCH) // timedelta(microseconds=1) * _AT_ONCE + turn, change, fields))
    for position, change, fields in reversed(numbered):
        if (view := _view(change, fields)) is not None:
            yield position, view, named(change.kind.source, tuple(each.field for each in view.fields))


def _changed(kind: Kind, facts: list[Fact], mandate: Mandate) -> Iterator[_Changed]:
    """The changes of one kind. Where it is not told that there is none, none of it is told unless one stands."""
    stands = any(fact["voided_at"] is None for fact in facts)
    if not stands and not kind.withheld.tells_of_nothing(kind.source, mandate.datasets[kind.source.dataset.name]):
        return
    ended = {fact["voided_at"]: fact for fact in facts if fact["voided_at"]} if kind.in_turn else {}
    begun = {fact["recorded_at"] for fact in facts}
    for fact in facts:
        yield _Changed(_moment(fact["recorded_at"]), kind, ended.get(fact["recorded_at"]), fact)
        if fact["voided_at"] and not (kind.in_turn and fact["voided_at"] in begun):
            yield _Changed(_moment(fact["voided_at"]), kind, fact, None)


def _moment(stated: str) -> datetime:
    return datetime.fromisoformat(stated)


def _view(change: _Changed, fields: tuple[str, ...]) -> ChangeView | None:
    """A change as it is told; nothing if no field did that is opened."""
    kind, before, after = change.kind, change.before or {}, change.after or {}
    told = [
        FieldChangeView(field=name, before=before.get(name), after=after.get(name))
        for name in fields
        if name in kind.offered and before.get(name) != after.get(name)
    ]
    if not told:
        return None
    what = Change.VOIDED if change.after is None else Change.CORRECTED if change.before else Change.RECORDED
    view: dict[str, Any] = {
        "dataset": kind.source.dataset.name,
        "change": what,
        "at": change.at,
        "fields": told,
    }
    if kind.numbered and "id" in fields:
        view["id"] = (after or before)["id"]
    if "recorded_by" in fields and change.after is not None:
        view["by"] = after["recorded_by"]
    if "voided_by" in fields and change.after is None:
        view["by"] = before["voided_by"]
    if "void_reason" in fields and change.before is not None:
        view["reason"] = before["void_reason"]
    return ChangeView.model_validate(view)


@lru_cache(maxsize=256)
def _opened(scopes: tuple[tuple[DatasetName, Scope], ...]) -> Opened:
    """The kinds of which a mandate opens something; none to whom it is not told when something was recorded."""
    opens, found = dict(scopes), []
    for place, kind in enumerate(KINDS):
        scope = opens.get(kind.source.dataset.name)
        if scope is None:
            continue
        also = ("id", *RECORD_KEEPING) if kind.numbered else tuple(RECORD_KEEPING)
        fields = kind.withheld.readable(kind.source, scope, (*kind.offered, *also))
        if {"recorded_at", "voided_at"} <= set(fields) and not set(kind.offered).isdisjoint(fields):
            found.append((place, fields, kind.source.severe is not None and scope.ceiling is not SEVERE))
    return tuple(found)


@lru_cache(maxsize=256)
def _query(opened: Opened, by_project: bool) -> str:
    kinds = "".join(
        f", ({_facts(KINDS[place], fields, by_project, conceals)}) AS kind_{place}"
        for place, fields, conceals in opened
    )
    return f"WITH who AS MATERIALIZED ({_WHO}) SELECT {WHO} AS person_id, {CLUSTER} AS cluster{kinds}"


def _facts(kind: Kind, fields: tuple[str, ...], by_project: bool, conceals: bool) -> str:
    source = kind.source
    columns = ", ".join(f"{source.columns.get(name, f'fact.{name}')} AS {name}" for name in fields)
    conditions = [f"{source.person} = ANY ({CLUSTER if kind.numbered else _SEEN})"]
    if source.place is not None:
        conditions.append(f"{source.place} LIKE ANY ($2)")
    if source.project is not None and by_project:
        conditions.append(f"{source.project} = ANY ($3)")
    if conceals:
        conditions.append(concealed(source))
    rows = (
        f"SELECT {columns} FROM {source.table.__tablename__} AS fact {source.joins}"  # noqa: S608 - names from code
        f" WHERE {' AND '.join(conditions)} ORDER BY fact.id"
    )
    return f"SELECT json_agg(found) FROM ({rows}) AS found"  # noqa: S608 - names from code
