"""Facts read within a mandate, and voided: what every noun does alike.

A noun's `reads.py` declares a `Source` for each kind of fact; `find` and `void` apply the mandate to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from sqlalchemy import func, update
from sqlmodel import col

from shared.classification import SEVERE, Dataset
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.drafts import Draft
from shared.errors import already_voided, nothing_here
from shared.examples import example
from shared.mandate import COUNTRY, Mandate
from shared.tables import Fact
from shared.versions import Expected
from shared.views import View, VoidReason
from shared.write import Write

SomeView_co = TypeVar("SomeView_co", bound=View, covariant=True)
SomeFact = TypeVar("SomeFact", bound=Fact)

AREAS = "{areas}"
"""In the SQL of a source: the areas that the mandate covers."""

_PERSON = "person_it_is_about"
_STATE = "state_it_is_in"


@dataclass(frozen=True, eq=False)
class Source(Generic[SomeView_co]):
    """Where the rows of a view come from, and which of its columns decide who may see a row.

    In SQL the fact's own table is called `fact`; `joins` adds what it refers to. A row is asked for by `key`, which
    is compared with `asked`, the SQL of what stands behind the key stated, `$1`; `columns` gives the SQL of those
    fields that are not columns of `fact`, and `person` that of the person whom a row is about, or of an array of
    several. `state` is the SQL of a text that changes whenever the record does, where the record can be edited. Where
    `place` is that of several columns which has a value, `apart` names them, for indexes to find rows by each. `only`
    is the SQL of what a row has to be besides, `listed` that of what it has to be on a list. In `columns` and `only`,
    `AREAS` stands for the areas that the mandate covers, as an array of patterns. `severe` is the SQL of rows that
    are severe as a whole, whatever their fields are by themselves. Where fields take many looks, rows are found first
    on a list, and `told_apart` by a statement of their own.
    """

    noun: str
    dataset: Dataset
    table: type[Fact]
    view: type[SomeView_co]
    joins: str = ""
    key: str = "fact.id"
    asked: str = "$1"
    place: str | None = None
    apart: tuple[str, ...] = ()
    project: str | None = None
    person: str | None = None
    state: str | None = None
    severe: str | None = None
    only: str | None = None
    listed: str | None = None
    told_apart: bool = False
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @lru_cache(maxsize=1024)  # noqa: B019 - sources are there for as long as the code is
    def by_areas(self, fields: tuple[str, ...]) -> bool:
        """Whether more of a row with these fields than where it lies depends on the areas that the mandate covers."""
        return any(AREAS in sql for sql in (self.only or "", *(self.columns.get(name, "") for name in fields)))


@dataclass(frozen=True)
class Found(Generic[SomeView_co]):
    """A row as the caller may see it, and what of a person is disclosed by showing it.

    `state` tells one state of the record from all others, of whichever record, where it can be edited.
    """

    view: SomeView_co
    disclosed: Disclosed | None
    state: str | None = None


@example(reason="entered_in_error")
class Voiding(Draft):
    """Why a fact no longer holds."""

    reason: VoidReason


def conceals(source: Source[Any], mandate: Mandate) -> bool:
    """Whether rows that are severe as a whole are not there for whoever has this mandate."""
    return source.severe is not None and mandate.scope(source.dataset.name).ceiling is not SEVERE


def concealed(source: Source[Any]) -> str:
    """SQL: this is no row that is severe as a whole."""
    return f"({source.severe}) IS NOT TRUE"


async def find(reader: Reader, source: Source[SomeView_co], key: Any, mandate: Mandate) -> Found[SomeView_co]:
    """One row with the fields that the mandate opens; not found also when it lies outside the mandate's reach."""
    fields = source.dataset.readable(mandate.scope(source.dataset.name), tuple(source.view.model_fields))
    values = dict(await _row(reader, source, fields, key, mandate))
    people, state = people_of(values.pop(_PERSON, None)), values.pop(_STATE, None)
    told = disclosed(source, fields, people)
    return Found(source.view.model_validate(values), told, state and f"{source.noun}/{state}")


def disclosed(source: Source[Any], fields: tuple[str, ...], people: tuple[int, ...]) -> Disclosed | None:
    """What rows with these fields disclose: whatever is told of people, and of what is severe also where nobody is
    named."""
    if not people and all(source.dataset.levels[name] is not SEVERE for name in fields):
        return None
    return Disclosed(dataset=source.dataset.name, fields=fields, people=people)


def people_of(value: int | list[int] | None) -> tuple[int, ...]:
    """The people whom a row is about, as the SQL for them told."""
    return () if value is None else tuple(value) if isinstance(value, list) else (value,)


async def require_reached(reader: Reader, source: Source[Any], key: Any, mandate: Mandate) -> None:
    """Refuse what lies outside the mandate's reach, as not found, where nothing of it is told."""
    await _row(reader, source, ("id",), key, mandate)


async def require_state(write: Write, source: Source[Any], key: Any, mandate: Mandate, expected: Expected) -> None:
    """Refuse an edit of another state of the record than the one that it is in; hold the record before."""
    row = await _row(await write.reader(), source, ("id",), key, mandate)
    expected.require(f"{source.noun}/{row[_STATE]}")


async def hold(write: Write, source: Source[Any], table: type[SomeFact], id: int, mandate: Mandate) -> SomeFact:
    """A fact that stands and that the mandate reaches, by its number, locked: no other write is about it until this one
    ends, and whoever waited sees what the one before did."""
    mandate.scope(source.dataset.name)
    await require_reached(await write.reader(), source, id, mandate)
    fact = await write.session.get_one(table, id, with_for_update=True, populate_existing=True)
    if fact.voided_at is not None:
        raise already_voided()
    return fact


async def void(
    write: Write, source: Source[Any], key: Any, reason: VoidReason, mandate: Mandate, **references: int | None
) -> int:
    """State that a fact no longer holds; gives its id. Once: a voided fact stays as it is. Its event has the
    `references` that others go by."""
    mandate.scope(source.dataset.name)
    row = await _row(await write.reader(), source, ("id",), key, mandate)
    column: Any = col(source.table.id)  # type: ignore[attr-defined]
    voided = await write.session.execute(
        update(source.table)
        .where(column == row["id"], col(source.table.voided_at).is_(None))
        .values(voided_at=func.recorded_now(), voided_by=write.caller, void_reason=reason)
        .returning(column)
    )
    if voided.scalar() is None:
        raise already_voided()
    write.trail(f"{source.noun}.voided", row["id"], reason=reason, **references)
    return int(row["id"])


async def find_each(
    reader: Reader, source: Source[Any], fields: tuple[str, ...], ids: list[int], mandate: Mandate
) -> list[Any]:
    """The rows with these numbers, those of them that lie within the mandate's reach, the newest first."""
    return await find_where(reader, source, fields, "fact.id = ANY ($1)", [ids], mandate)


async def find_where(
    reader: Reader,
    source: Source[Any],
    fields: tuple[str, ...],
    asked: str,
    values: Sequence[Any],
    mandate: Mandate,
    most: int | None = None,
) -> list[Any]:
    """The rows that are as `asked`, in SQL with these values, and lie within the mandate's reach, the newest first, all
    or so many at the most."""
    query, limits = reaching(source, fields, asked, mandate, len(values))
    return await reader.fetch(f"{query} ORDER BY fact.id DESC LIMIT {most or 'ALL'}", *values, *limits)


async def _row(reader: Reader, source: Source[Any], fields: tuple[str, ...], key: Any, mandate: Mandate) -> Any:
    query, limits = reaching(source, fields, f"{source.key} = {source.asked}", mandate)
    row = await reader.fetchrow(query, key, *limits)
    if row is None:
        raise nothing_here()
    return row


def reaching(
    source: Source[Any], fields: tuple[str, ...], asked: str, mandate: Mandate, values: int = 1
) -> tuple[str, list[Sequence[str]]]:
    """The statement for the rows asked for that a mandate reaches, and what it takes after so many values."""
    limits: list[Sequence[str]] = []
    by_place = source.place is not None and COUNTRY not in mandate.areas
    by_project = source.project is not None and mandate.projects is not None
    if by_place or source.by_areas(fields):
        limits.append(mandate.area_patterns)
    if by_project:
        limits.append(mandate.projects or ())
    return _query(source, fields, asked, values, by_place, by_project, conceals(source, mandate)), limits


@lru_cache(maxsize=1024)
def _query(
    source: Source[Any],
    fields: tuple[str, ...],
    asked: str,
    values: int,
    by_place: bool,
    by_project: bool,
    without_severe: bool,
) -> str:
    selected = [f"{source.columns.get(name, f'fact.{name}')} AS {name}" for name in fields]
    if source.person is not None:
        selected.append(f"{source.person} AS {_PERSON}")
    if source.state is not None:
        selected.append(f"{source.state} AS {_STATE}")
    columns = ", ".join(selected) or "true"
    conditions = [asked]
    if by_place:
        conditions.append(f"{source.place} LIKE ANY ({AREAS})")
    if source.only is not None:
        conditions.append(source.only)
    if by_project:
        number = values + (2 if by_place or source.by_areas(fields) else 1)
        conditions.append(f"{source.project} = ANY (${number})")
    if without_severe:
        conditions.append(concealed(source))
    query = (
        f"SELECT {columns} FROM {source.table.__tablename__} AS fact {source.joins} WHERE {' AND '.join(conditions)}"  # noqa: S608 - names from code
    )
    return query.replace(AREAS, f"${values + 1}")


def standing(alias: str, as_of: str) -> str:
    """SQL: the fact `alias` was recorded and not yet voided at the moment `as_of` (a parameter such as `$2`)."""
    return f"({alias}.recorded_at <= {as_of} AND ({alias}.voided_at IS NULL OR {alias}.voided_at > {as_of}))"
