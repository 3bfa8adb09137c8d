"""Counting people who were found, and breaking them down: where the register is, which says who there is at all.

The register is read once, for whoever fits a condition on its rows, already apart by what it breaks down by; what else
people are broken down by is read as sets of their own. Whoever is in two of them is counted where they meet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from pyroaring import BitMap

from shared.cohorts import algebra
from shared.cohorts.algebra import All, Condition
from shared.cohorts.criteria import Breakdown, Rows
from shared.cohorts.finding import Finding, Leaf, row_of
from shared.cohorts.sets import Members
from shared.cohorts.views import CellView, CountView, LineView


@dataclass(frozen=True)
class Register:
    """The rows that say who there is, and those of whom nobody is there any more."""

    rows: Rows
    gone: BitMap


async def people(
    finding: Finding, register: Register, given: Members, condition: Condition[Leaf], by: Sequence[Breakdown] = ()
) -> tuple[BitMap, list[dict[str, BitMap]], list[tuple[tuple[str, ...], BitMap]]]:
    """Who of those given there is for whom a condition holds; for each breakdown, who is of which value; and who is of
    which values of those breakdowns together that are the register's own."""
    on_rows, others = _parted(condition, register.rows)
    found = given & await finding.members(others, algebra.narrowed(given))
    ask = finding.begun(None if found.others else found.ids)
    own = [breakdown for breakdown in by if breakdown.rows is register.rows]
    cells = []
    if not found.nobody:
        columns = [breakdown.value(ask) for breakdown in own]
        for values, ids in await finding.collected(register.rows, columns, ask, finding.row_sql(on_rows, ask)):
            cells.append((values, found.among(ids) - register.gone))
    there = BitMap.union(*(ids for _, ids in cells)) if cells else BitMap()
    parts = []
    for breakdown in by:
        if breakdown in own:
            parts.append(_apart(own.index(breakdown), cells))
        else:
            parts.append(await _told(finding, breakdown, there))
    return there, parts, cells


async def count(
    finding: Finding,
    register: Register,
    given: Members,
    condition: Condition[Leaf],
    by: Sequence[tuple[str, Breakdown]],
) -> CountView:
    """How many there are, and of which values."""
    breakdowns = [breakdown for _, breakdown in by]
    there, parts, cells = await people(finding, register, given, condition, breakdowns)
    totals = [
        LineView(breakdown=name, of=value, people=len(ids))
        for (name, _), part in zip(by, parts, strict=True)
        for value, ids in sorted(part.items())
        if ids
    ]
    if all(breakdown.rows is register.rows for breakdown in breakdowns):
        met: Iterable[tuple[tuple[str, ...], int]] = ((values, len(ids)) for values, ids in cells)
    else:
        met = _met(parts)
    told = [CellView(of=list(values), people=people) for values, people in sorted(met) if people]
    return CountView(total=len(there), totals=totals, cells=told if len(by) > 1 else [])


def _met(parts: Sequence[dict[str, BitMap]]) -> Iterable[tuple[tuple[str, ...], int]]:
    if len(parts) != 2:
        return
    for (one, these), (another, those) in product(parts[0].items(), parts[1].items()):
        yield (one, another), these.intersection_cardinality(those)


def _parted(condition: Condition[Leaf], rows: Rows) -> tuple[Condition[Leaf], Condition[Leaf]]:
    """What of a condition is about the register's own rows, and what else has to hold besides."""
    parts = algebra.parts_of(condition)
    own = tuple(part for part in parts if row_of(part) is rows)
    return All(own), All(tuple(part for part in parts if part not in own))


def _apart(number: int, cells: Sequence[tuple[tuple[str, ...], BitMap]]) -> dict[str, BitMap]:
    part: dict[str, BitMap] = {}
    for values, ids in cells:
        part[values[number]] = part.get(values[number], BitMap()) | ids
    return part


async def _told(finding: Finding, breakdown: Breakdown, there: BitMap) -> dict[str, BitMap]:
    """Who of those who are there is of which value."""
    part: dict[str, BitMap] = {}
    if there:
        ask = finding.begun(there)
        for (value,), ids in await finding.collected(breakdown.rows, [breakdown.value(ask)], ask):
            part[value] = part.get(value, BitMap()) | (ids & there)
    if breakdown.without is not None:
        told = BitMap.union(*part.values()) if part else BitMap()
        part[breakdown.without] = part.get(breakdown.without, BitMap()) | (there - told)
    return part
