"""What a service can be asked by: criteria and breakdowns, declared as SQL over rows that stand for people.

Everything is as it was known at a moment and as it was on a day. What a mandate does not reach, nobody is found by:
rows in other places and of other projects are not there, and rows that are severe as a whole are there for nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from pyroaring import BitMap

from shared.callers import Purpose, Service
from shared.classification import Dataset
from shared.codes import CODELIST
from shared.cohorts.views import BreakdownView, CriterionView, DeclaredView, Kind, Stated
from shared.facts import standing
from shared.mandate import COUNTRY, Mandate


@dataclass
class Ask:
    """One statement in the making: what it is as of and on, and the values that it takes, in their order."""

    as_of: datetime
    on: date
    mandate: Mandate
    bound: BitMap | None = None
    """The ids that alone are asked about."""
    values: list[Any] = field(default_factory=list)
    _stated: dict[str, str] = field(default_factory=dict)

    def value(self, value: Any, type: str) -> str:
        """SQL: a value of the statement."""
        self.values.append(value)
        return f"${len(self.values)}::{type}"

    def stands(self, *aliases: str) -> str:
        """SQL: these facts stood at the moment."""
        return " AND ".join(standing(alias, self._once("as_of", self.as_of, "timestamptz")) for alias in aliases)

    @property
    def moment(self) -> str:
        """SQL: the moment."""
        return self._once("as_of", self.as_of, "timestamptz")

    @property
    def day(self) -> str:
        """SQL: the day."""
        return self._once("on", self.on, "date")

    @property
    def everywhere(self) -> bool:
        return COUNTRY in self.mandate.areas

    def inside(self, place: str) -> str:
        """SQL: a place lies where the mandate reaches."""
        if self.everywhere:
            return "true"
        return f"{place} LIKE ANY ({self._once('areas', self.mandate.area_patterns, 'text[]')})"

    def of_projects(self, project: str) -> str:
        """SQL: a project is one that the mandate reaches."""
        projects = self.mandate.projects
        if projects is None:
            return "true"
        return f"{project} = ANY ({self._once('projects', list(projects), 'text[]')})"

    def within(self, id: str) -> str:
        """SQL: it is asked about this id."""
        if self.bound is None:
            return "true"
        return f"{id} IN (SELECT unnest({self._once('bound', self.bound.to_array(), 'int[]')}))"

    def _once(self, name: str, value: Any, type: str) -> str:
        if name not in self._stated:
            self._stated[name] = self.value(value, type)
        return self._stated[name]


Sql = Callable[[Ask], str]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows that stand for people: where they come from, and the id of the `person` of each.

    With `own` they are about registrations that go on, and rows of others count for nothing; otherwise a row of one
    that was merged counts for whoever goes on for it. Where each person has `one_row`, conditions on it are put
    together in SQL. `severe` is the SQL of rows that are severe as a whole.
    """

    tables: Sql
    person: str
    where: Sql
    own: bool = False
    one_row: bool = False
    severe: str | None = None


@dataclass(frozen=True, eq=False)
class Criterion:
    """What people can be sought by. To count by it takes its dataset, to list by it all of its `fields`; by one that is
    `counted_only` nobody is listed.

    `condition` is SQL about a row, from what the criterion takes as it was stated. Who has no row is of the value
    `without`, if there is one. What is true `now` counts, whatever moment is asked about, where that is a permission.
    """

    name: StrEnum
    dataset: Dataset
    fields: tuple[str, ...]
    kind: Kind
    rows: Rows
    condition: Callable[[Ask, Stated], str]
    codes: type[StrEnum] | None = None
    without: str | None = None
    now: bool = False
    counted_only: bool = False


@dataclass(frozen=True, eq=False)
class Breakdown:
    """What people are broken down by: SQL of a value of a row. Who has no row is of the value `without`, if there is
    one; whoever has several counts for each."""

    name: StrEnum
    dataset: Dataset
    rows: Rows
    value: Sql
    codes: type[StrEnum] | None = None
    without: str | None = None


@dataclass(frozen=True, eq=False)
class Declared:
    """All that a service can be asked by. `consented` is what people have to consent to of whom it is told at all."""

    service: Service
    criteria: Mapping[str, Criterion]
    breakdowns: Mapping[str, Breakdown]
    consented: Purpose | None

    @classmethod
    def of(
        cls,
        service: Service,
        criteria: Sequence[Criterion],
        breakdowns: Sequence[Breakdown] = (),
        consented: Purpose | None = None,
    ) -> "Declared":
        return cls(
            service,
            {f"{service}.{each.name}": each for each in criteria},
            {f"{service}.{each.name}": each for each in breakdowns},
            consented,
        )

    @property
    def view(self) -> DeclaredView[str, str]:
        return DeclaredView[str, str](
            criteria=[
                CriterionView[str](
                    criterion=name,
                    code=each.name,
                    codelist=_codelist(type(each.name)),
                    dataset=each.dataset.name,
                    kind=each.kind,
                    values=each.codes and _codelist(each.codes),
                )
                for name, each in self.criteria.items()
            ],
            breakdowns=[
                BreakdownView[str](
                    breakdown=name,
                    code=each.name,
                    codelist=_codelist(type(each.name)),
                    dataset=each.dataset.name,
                    values=each.codes and _codelist(each.codes),
                )
                for name, each in self.breakdowns.items()
            ],
        )


@lru_cache(maxsize=256)
def _codelist(codes: type[StrEnum]) -> str:
    return str(TypeAdapter(codes).json_schema()[CODELIST])


def any_of(column: str) -> Callable[[Ask, Stated], str]:
    """SQL: a column has one of the values that are stated."""
    return lambda ask, stated: f"{column} = ANY ({ask.value(stated.values, 'text[]')})"


def in_any_of(column: str) -> Callable[[Ask, Stated], str]:
    """SQL: a column lies in one of the places that are stated."""

    def lies(ask: Ask, stated: Stated) -> str:
        # one by one, because no index serves LIKE ANY
        return " OR ".join(f"{column} LIKE {ask.value(f'{place}%', 'text')}" for place in stated.values or ())

    return lies


def always(_: Ask, __: Stated) -> str:
    """SQL: the row is enough."""
    return "true"
