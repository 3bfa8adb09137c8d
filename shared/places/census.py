"""How many people lived where at the census of 2024, for realistic weights; not a figure to report."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from shared.places.sheets import rows
from shared.places.units import Level, place, units


def population(pcode: str) -> int | None:
    """Persons counted in 2024, or `None` where the census table does not cover the unit.

    Where the statistics office has split a unit since 2019, its parts are added up. Districts need not add up to their
    governorate: disputed ones are counted in another. Raises `UnknownPlace`.
    """
    return _counted().get(place(pcode).pcode)


@cache
def _counted() -> Mapping[str, int]:
    counts: dict[str, list[int]] = defaultdict(list)
    lone_part: dict[str, bool] = {}
    for row in rows("iraq_census_2024"):
        unit = units().get(row["cod_pcode"])
        # A finer row that could only be placed in a coarser unit is already part of that unit's own count.
        if unit is None or unit.level != int(row["level"]):
            continue
        counts[unit.pcode].append(int(row["population"]))
        lone_part[unit.pcode] = row["cod_match"] == "part" and len(counts[unit.pcode]) == 1
    known = {pcode: sum(parts) for pcode, parts in counts.items() if not lone_part[pcode]}
    known["IQ"] = sum(count for pcode, count in known.items() if units()[pcode].level == Level.GOVERNORATE)
    return known
