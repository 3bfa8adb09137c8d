"""Reads the whole register for linkage, as it was known at one moment, some thousand people at a time."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from services.beneficiary.linkage.columns import READ
from shared.database import Reader
from shared.facts import standing

AT_ONCE = 10_000

_PEOPLE = f"""
SELECT {", ".join(f"fact.{column}" for column in READ)},
    (SELECT min(membership.household_id) FROM memberships AS membership
        WHERE membership.person_id = fact.person_id AND {standing("membership", "$1")}) AS household_id,
    CAST(person.recorded_at AT TIME ZONE 'Asia/Baghdad' AS date) AS registered_on
FROM particulars AS fact
JOIN people AS person ON person.id = fact.person_id AND {standing("person", "$1")}
WHERE fact.person_id > $2 AND {standing("fact", "$1")}
ORDER BY fact.person_id
LIMIT $3
"""  # noqa: S608 - no value in it

Row = tuple[Any, ...]


async def register(reader: Reader, as_of: datetime) -> AsyncIterator[Sequence[Row]]:
    """Everybody who is registered, whatever project they came through and whoever they were merged with, in the order
    of their ids, as rows of `columns.READ` and `columns.BESIDE`."""
    after = 0
    while rows := await reader.fetch(_PEOPLE, as_of, after, AT_ONCE):
        yield [tuple(row) for row in rows]
        after = rows[-1]["person_id"]
