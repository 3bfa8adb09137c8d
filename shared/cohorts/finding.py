"""Whom conditions hold for, in the database of one service: each part becomes a set of ids in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from pyroaring import BitMap

from shared.cohorts import algebra
from shared.cohorts.algebra import All, Any, Asking, Condition, Is, Not
from shared.cohorts.criteria import Ask, Criterion, Declared, Rows
from shared.cohorts.sets import COLLECTED, Members, Merged, read_each
from shared.cohorts.views import Expression, Kind, Stated
from shared.database import Reader
from shared.mandate import Mandate


@dataclass(frozen=True)
class Leaf:
    """A criterion with its value; two that are stated alike are one."""

    criterion: Criterion
    key: str
    stated: Stated = field(compare=False)


@dataclass(frozen=True)
class Row:
    """A condition on the one row that each person has of some rows, put together in SQL."""

    rows: Rows
    of: Condition[Leaf]


Part = Leaf | Row
_Owner = tuple[Rows, Leaf | None]
"""Rows of which each person has one, or others with one criterion about them."""


@dataclass(frozen=True)
class Finding:
    """What people are sought in: a service's database, as it was known at a moment and as it was on a day."""

    reader: Reader
    declared: Declared
    mandate: Mandate
    as_of: datetime
    on: date
    merged: Merged

    def condition(self, expression: Expression) -> Condition[Leaf]:
        """An expression whose criteria are all this service's, with nothing in it twice."""
        return algebra.simplified(self._condition(expression))

    async def members(self, condition: Condition[Leaf], within: BitMap | None = None) -> Members:
        """Whom a condition holds for; of those who are not `within` anything may be said."""
        parts = _rowed(condition)
        few = within is not None and len(within) <= algebra.NARROW
        sizes = {part: 0 if few else await self.size(part) for part in algebra.atoms(parts)}
        return await algebra.members(parts, Asking(self._ask, sizes.__getitem__), within)

    async def about(self, condition: Condition[Leaf]) -> int:
        """About how many people a condition holds for, at the most."""
        parts = _rowed(condition)
        sizes = {part: await self.size(part) for part in algebra.atoms(parts)}
        return algebra.size(parts, sizes.__getitem__)

    async def size(self, part: Part) -> int:
        """About how many rows there are of a part, as the planner takes it."""
        ask = self._begun(None)
        query = f"EXPLAIN (FORMAT JSON) {self._select(part, ask)}"
        [[plan]] = await self.reader.fetch(query, *ask.values)
        return int(json.loads(plan)[0]["Plan"]["Plan Rows"])

    async def collected(
        self,
        rows: Rows,
        columns: Sequence[str],
        ask: Ask,
        more: str = "true",
    ) -> list[tuple[tuple[str, ...], BitMap]]:
        """The ids of those who have rows, for each of the values in these columns, by whoever goes on."""
        selected = "".join(f"{column}, " for column in columns)
        grouped = f" GROUP BY {', '.join(str(number) for number in range(1, len(columns) + 1))}" if columns else ""
        query = f"SELECT {selected}{COLLECTED.format(id=rows.person)} {_from(rows, ask, more)}{grouped}"
        found = await self.reader.fetch(query, *ask.values)
        sets = await read_each(row[len(columns)] for row in found)
        return [(tuple(row[: len(columns)]), self._going_on(rows, ids)) for row, ids in zip(found, sets, strict=True)]

    def begun(self, within: BitMap | None) -> Ask:
        """A statement about all, or about those `within` if they are few."""
        if within is None or len(within) > algebra.NARROW:
            return self._begun(None)
        return self._begun(self.merged.with_absorbed(within))

    def row_sql(self, condition: Condition[Leaf], ask: Ask) -> str:
        """SQL: a condition holds for a row. True or false, never null."""
        if isinstance(condition, Is):
            return f"(({condition.atom.criterion.condition(ask, condition.atom.stated)}) IS TRUE)"
        if isinstance(condition, Not):
            return f"NOT {self.row_sql(condition.of, ask)}"
        assert isinstance(condition, (All, Any))
        joined = (" AND " if isinstance(condition, All) else " OR ").join(
            self.row_sql(part, ask) for part in condition.of
        )
        return f"({joined})" if joined else str(isinstance(condition, All)).lower()

    def _condition(self, expression: Expression) -> Condition[Leaf]:
        if expression.all is not None:
            return All(tuple(map(self._condition, expression.all)))
        if expression.any is not None:
            return Any(tuple(map(self._condition, expression.any)))
        if expression.not_ is not None:
            return Not(self._condition(expression.not_))
        criterion = self.declared.criteria[cast(str, expression.criterion)]
        if criterion.kind is Kind.YES_OR_NO:
            holds = _is(criterion, expression, None)
            return holds if expression.value else Not(holds)
        if criterion.without is not None and criterion.codes and criterion.without in (expression.values or ()):
            others = sorted({str(code) for code in criterion.codes} - set(expression.values or ()))
            return Not(_is(criterion, expression, others)) if others else All()
        return _is(criterion, expression, expression.values)

    async def _ask(self, part: Part, within: BitMap | None) -> Members:
        ask = self.begun(within)
        rows = part.rows if isinstance(part, Row) else part.criterion.rows
        query = f"SELECT {COLLECTED.format(id='found.id')} FROM ({self._select(part, ask)}) AS found"  # noqa: S608 - names from code
        [[collected]] = await self.reader.fetch(query, *ask.values)
        [ids] = await read_each([collected])
        return Members(self._going_on(rows, ids))

    def _select(self, part: Part, ask: Ask) -> str:
        if isinstance(part, Row):
            return f"SELECT {part.rows.person} AS id {_from(part.rows, ask, self.row_sql(part.of, ask))}"
        rows = part.criterion.rows
        return f"SELECT {rows.person} AS id {_from(rows, ask, part.criterion.condition(ask, part.stated))}"

    def _begun(self, bound: BitMap | None) -> Ask:
        return Ask(self.as_of, self.on, self.mandate, bound)

    def _going_on(self, rows: Rows, ids: BitMap) -> BitMap:
        return ids - self.merged.absorbed if rows.own else self.merged.going_on(ids)


def _is(criterion: Criterion, expression: Expression, values: list[str] | None) -> Condition[Leaf]:
    stated = expression.model_copy(update={"value": None, "values": values and sorted(values)})
    return Is(Leaf(criterion, stated.model_dump_json(exclude_none=True), stated))


def _from(rows: Rows, ask: Ask, condition: str) -> str:
    where = [rows.where(ask), f"({condition})", *([f"({rows.severe}) IS NOT TRUE"] if rows.severe else [])]
    return f"FROM {rows.tables(ask)} WHERE {' AND '.join(where)}"


def row_of(condition: Condition[Leaf]) -> Rows | None:
    """The rows of which each person has one that a whole condition is about; none if it is about others, too."""
    rows = {leaf.criterion.rows for leaf in algebra.atoms(condition)}
    only = next(iter(rows)) if len(rows) == 1 else None
    return only if only is not None and only.one_row else None


def _rowed(condition: Condition[Leaf]) -> Condition[Part]:
    """The same, with whatever can be put together in SQL put together; a leaf of other rows is a part of its own."""

    def owner(part: Condition[Leaf]) -> _Owner | None:
        if isinstance(part, Is) and not part.atom.criterion.rows.one_row:
            return part.atom.criterion.rows, part.atom
        rows = row_of(part)
        return None if rows is None else (rows, None)

    def joined(whose: _Owner, part: Condition[Leaf]) -> Part:
        rows, leaf = whose
        return leaf or Row(rows, part)

    return algebra.gathered(condition, owner, joined)
