"""Facts written down: any number of one kind in one statement, which costs a fraction of a unit of work for each."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import count

from shared.tables import Fact
from shared.write import Write

_LATER = {"id", "recorded_at", "voided_at", "voided_by", "void_reason"}
"""What the database says of a fact that is recorded now, and what may be said of it later."""
_AT_ONCE = 100
"""Facts in one statement, which has a number for each value, and no more than 32,767."""


async def record(write: Write, facts: Sequence[Fact]) -> None:
    """Record facts of one table, in this order, and give each its id.

    Raises what the driver does: a violated constraint is for `judged` to turn into a refusal.
    """
    reader = await write.reader()
    for first in range(0, len(facts), _AT_ONCE):
        some = facts[first : first + _AT_ONCE]
        names = _stated(type(some[0]))
        values = [getattr(fact, name) for fact in some for name in names]
        recorded = await reader.fetch(_statement(type(some[0]), len(some)), *values)
        for fact, (id,) in zip(some, recorded, strict=True):
            fact.id = id


@lru_cache(maxsize=64)
def _stated(table: type[Fact]) -> tuple[str, ...]:
    """The columns that are stated of a fact."""
    return tuple(name for name in table.__table__.columns.keys() if name not in _LATER)  # type: ignore[attr-defined] # noqa: SIM118 - no dict


@lru_cache(maxsize=512)
def _statement(table: type[Fact], many: int) -> str:
    names, numbers = _stated(table), count(1)
    rows = ", ".join(f"({', '.join(f'${next(numbers)}' for _ in names)})" for _ in range(many))
    return f"INSERT INTO {table.__tablename__} ({', '.join(names)}) VALUES {rows} RETURNING id"  # noqa: S608 - names from code
