"""A person's record as it was known at a moment, in one statement, within a mandate as it is now."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from services.beneficiary.evidence.conflicts import conflicts
from services.beneficiary.households.reads import lives_in
from services.beneficiary.people.reads import who
from services.beneficiary.records.sections import CLUSTER, SECTIONS, WHO, Section
from services.beneficiary.records.views import RECORDS, RecordView
from shared.callers import DatasetName
from shared.classification import SEVERE, Scope
from shared.database import Reader
from shared.days import day_of, today
from shared.disclosure import Disclosed
from shared.errors import nothing_here
from shared.facts import AREAS, Found, Source, concealed, standing
from shared.mandate import Mandate

NOW = datetime.max.replace(tzinfo=UTC)
"""Later than anything: as of this stands what stands."""

_WHO = f"{who('$2', '$4')} AND named.recorded_at <= $2"
_NOWHERE = "SELECT NULL::int AS id WHERE $3::date IS NULL"
_HOME = f"SELECT {lives_in(WHO, '$3', '$2')} AS id"

_FIXED = 4
"""Values that each statement takes."""

Opened = tuple[tuple[Section, tuple[str, ...]], ...]
"""The sections that a mandate opens, each with the fields."""


@dataclass(frozen=True)
class Beside:
    """What else is asked about the person in the same statement: SQL, and its values, which stand from `$5` on."""

    sql: str
    values: tuple[Any, ...] = ()


NOTHING_BESIDE = Beside("NULL")


async def record(
    reader: Reader, number: str, mandate: Mandate, as_of: datetime | None, on: date | None
) -> Found[RecordView]:
    """All that the mandate opens about the person behind a registration number; `as_of` nothing for as of now.

    Not found as well who was not registered yet.
    """
    found, _ = await record_beside(reader, number, mandate, as_of, on, NOTHING_BESIDE)
    return found


async def record_beside(
    reader: Reader, number: str, mandate: Mandate, as_of: datetime | None, on: date | None, beside: Beside
) -> tuple[Found[RecordView], Any]:
    """The same, with what is asked beside it."""
    mandate.scope(DatasetName.PEOPLE)
    opened = _opened(tuple(mandate.datasets.items()))
    day = on or (today() if as_of is None else day_of(as_of))
    values = [number, as_of or NOW, day, mandate.area_patterns, *beside.values]
    by_project = mandate.projects is not None and any(section.source.project for section, _ in opened)
    if by_project:
        values.append(mandate.projects)
    row = await reader.fetchrow(_query(opened, by_project, beside.sql, len(beside.values)), *values)
    if row is None or row["person_id"] is None:
        raise nothing_here()
    told: dict[str, Any] = {"as_of": as_of, "on": day}
    fields: list[str] = []
    more: list[str] = []
    for section, readable in opened:
        rows = from_json(row[section.name] or ("null" if section.many is None else "[]"))
        if not rows and not _tells_of_nothing(section, opened, mandate):
            continue
        told[section.name] = rows if section.many is None else rows[: section.many]
        if _has_more(section, rows, mandate):
            more.append(section.name)
        fields += named(section.source, readable)
    told["more"] = more
    contradictions = await conflicts(reader, row["cluster"], mandate, as_of)
    if contradictions:
        told["conflicts"] = contradictions
        fields.append("conflicts")
    found = Found(
        RecordView.model_validate(told),
        Disclosed(dataset=RECORDS.name, fields=tuple(dict.fromkeys(fields)), people=tuple(row["cluster"])),
    )
    return found, row["beside"]


def named(source: Source[Any], fields: tuple[str, ...]) -> list[str]:
    """Fields as they are written down: those of other datasets than of people with the dataset's name before."""
    dataset = source.dataset.name
    return [name if dataset is DatasetName.PEOPLE else f"{dataset}.{name}" for name in fields]


def _tells_of_nothing(section: Section, opened: Opened, mandate: Mandate) -> bool:
    """Whether it is told of a section that nothing is in it; else it is left out, as a withheld one is."""
    if section.at_home and not _home_is_told(opened):
        return False
    return section.withheld.tells_of_nothing(section.source, mandate.datasets[_dataset(section)])


def _has_more(section: Section, rows: list[Any], mandate: Mandate) -> bool:
    """Whether it is told that there are more rows than are shown. Who is not told that there is none is not told this
    either: wherever it was not said, they would know that none is missing."""
    if section.many is None or len(rows) <= section.many:
        return False
    return section.withheld.tells_of_nothing(section.source, mandate.datasets[_dataset(section)])


def _home_is_told(opened: Opened) -> bool:
    """Whether it is told in which household somebody lived."""
    return any(section.name == "membership" and "household_id" in fields for section, fields in opened)


def _dataset(section: Section) -> DatasetName:
    return section.source.dataset.name


@lru_cache(maxsize=256)
def _opened(scopes: tuple[tuple[DatasetName, Scope], ...]) -> Opened:
    """The sections of which a mandate opens something, without the rows that are severe as a whole below that depth."""
    opens, found = dict(scopes), []
    for section in SECTIONS:
        scope = opens.get(_dataset(section))
        fields = () if scope is None else section.withheld.readable(section.source, scope, section.offered)
        if scope is not None and fields:
            found.append((_without_severe(section) if scope.ceiling is not SEVERE else section, fields))
    return tuple(found)


def _without_severe(section: Section) -> Section:
    if section.source.severe is None:
        return section
    return replace(section, where=f"{section.where} AND {concealed(section.source)}")


@lru_cache(maxsize=256)
def _query(opened: Opened, by_project: bool, beside: str = "NULL", values: int = 0) -> str:
    projects = f"${_FIXED + values + 1}" if by_project else None
    sections = "".join(f", ({_section(section, fields, projects)}) AS {section.name}" for section, fields in opened)
    home = _HOME if _home_is_told(opened) else _NOWHERE
    asked = f"WITH who AS MATERIALIZED ({_WHO}), home AS MATERIALIZED ({home})"
    whom = f"{WHO} AS person_id, {CLUSTER} AS cluster, {beside} AS beside"
    return f"{asked} SELECT {whom}{sections}".replace(AREAS, "$4")


def _section(section: Section, fields: tuple[str, ...], projects: str | None) -> str:
    """Its rows as JSON, one more than are shown if there is one; what was voided since was not voided then."""
    source = section.source
    most = 1 if section.many is None else section.many + 1
    columns = ", ".join(f"{_then(source, name)} AS {name}" for name in fields)
    conditions = [section.where, "fact.recorded_at <= $2" if section.voided else standing("fact", "$2")]
    if source.place is not None:
        conditions.append(f"{source.place} LIKE ANY ($4)")
    if source.project is not None and projects is not None:
        conditions.append(f"{source.project} = ANY ({projects})")
    rows = (
        f"SELECT {columns} FROM {source.table.__tablename__} AS fact {source.joins}"  # noqa: S608 - names from code
        f" WHERE {' AND '.join(conditions)} ORDER BY {section.order} LIMIT {most}"
    )
    made = "row_to_json(found)" if section.many is None else "json_agg(found)"
    return f"SELECT {made} FROM ({rows}) AS found"  # noqa: S608 - names from code


def _then(source: Source[Any], name: str) -> str:
    column = source.columns.get(name, f"fact.{name}")
    return f"CASE WHEN fact.voided_at <= $2 THEN {column} END" if name.startswith("void") else column
