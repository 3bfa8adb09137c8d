"""Moves a world behind those that were recorded before it, so that no id, voucher or name stands for two things."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from demo.rows import TABLES
from demo.world import World

REFERENCES = {
    "person_id": "people",
    "proxy_person_id": "people",
    "household_id": "households",
    "activity_id": "activities",
    "session_id": "sessions",
    "enterprise_id": "enterprises",
    "award_id": "awards",
    "assistance_id": "assistances",
    "forum_id": "forums",
}
"""Which table's ids a column holds. Notices stand in the first world alone, and what refers to them stays."""

_NAMES = {("enterprises", "name"), ("enterprises", "legal_name"), ("forums", "name")}
"""Columns with names that nobody else has."""

_OF_A_YEAR = len("PV-2019-")

Rows = Sequence[tuple[Any, ...]]


class Taken:
    """How far ids, vouchers and names are taken."""

    def __init__(self) -> None:
        self.ids: Counter[str] = Counter()
        self._vouchers: Counter[str] = Counter()
        self._names: Counter[str | None] = Counter()
        self._registered = 0

    def moved(self, world: World, without: Collection[str] = ()) -> dict[str, Rows]:
        """The rows of every table as plain tuples, behind those moved before; of some tables none."""
        rows: dict[str, Rows] = {table: () if table in without else getattr(world, table) for table in TABLES}
        moved = {table: self._behind(table, its) for table, its in rows.items()}
        self.ids.update({table: len(its) for table, its in rows.items()})
        return moved

    def _behind(self, table: str, rows: Rows) -> Rows:
        changes = list(self._changes(table))
        moved = []
        for row in rows:
            cells = list(row)
            for column, change in changes:
                cells[column] = change(cells[column])
            moved.append(tuple(cells))
        return moved

    def _changes(self, table: str) -> Iterator[tuple[int, Callable[[Any], Any]]]:
        """By the place of a column, what becomes of what is in it."""
        for place, column in enumerate(TABLES[table]._fields):
            owner = table if column == "id" else REFERENCES.get(column)
            if owner is not None and self.ids[owner]:
                yield place, _further(self.ids[owner])
            elif (table, column) == ("payments", "reference"):
                yield place, self._voucher
            elif (table, column) == ("enterprises", "registry_number"):
                yield place, self._registry_number
            elif (table, column) in _NAMES:
                yield place, self._name if self.ids[table] else self._first_name

    def _voucher(self, reference: str) -> str:
        year = reference[:_OF_A_YEAR]
        self._vouchers[year] += 1
        return f"{year}{self._vouchers[year]:05}"

    def _registry_number(self, number: str | None) -> str | None:
        self._registered += number is not None
        return number and f"R-{self._registered:05}"

    def _name(self, name: str | None) -> str | None:
        """The name itself, or with a number where it is taken."""
        self._names[name] += 1
        return name if name is None or self._names[name] == 1 else f"{name} {self._names[name]}"

    def _first_name(self, name: str | None) -> str | None:
        self._names[name] += 1
        return name


def _further(by: int) -> Callable[[int | None], int | None]:
    return lambda id: None if id is None else id + by
