"""Puts an invented world into the services' empty databases, with its own times of recording.

For the time before the door opens only: nothing else may say when a fact was recorded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from demo.documents import sealed
from demo.world import World

TABLES: Mapping[str, Sequence[str]] = {
    "beneficiary": (
        "people",
        "particulars",
        "notices",
        "documents",
        "consents",
        "households",
        "memberships",
        "displacements",
        "activities",
        "attendances",
    ),
    "grants": ("projects", "enterprises", "awards", "assistances", "payments"),
    "forums": ("forums", "members"),
}
"""The tables of each service, the whole before its parts, by the names that they have in a `World` as well."""


class NotEmpty(RuntimeError):
    """There are facts already, or answers were given; an invented past must not come between them."""


async def is_untouched(connection: "asyncpg.Connection[asyncpg.Record]", tables: Sequence[str]) -> bool:
    """Whether these tables are empty and no answer was given as of any moment yet."""
    parts = [f"NOT EXISTS (SELECT FROM {table})" for table in tables]  # our own names
    parts.append("(SELECT at = '1900-01-01T00:00:00Z' FROM moment)")
    untouched: bool = await connection.fetchval(f"SELECT {' AND '.join(parts)}")
    return untouched


async def load(
    world: World, service: str, connection: "asyncpg.Connection[asyncpg.Record]", document_key: bytes
) -> int:
    """Copy everything of one service in one transaction; returns the number of rows. Raises `NotEmpty`.

    Numbers of documents become what they are recognised by under `document_key`, the beneficiary service's own.
    """
    async with connection.transaction():
        if not await is_untouched(connection, TABLES[service]):
            raise NotEmpty(f"The {service} service holds facts already, or has answered.")
        counts = [await _copy(connection, table, stored(world, table, document_key)) for table in TABLES[service]]
    for table in TABLES[service]:
        await connection.execute(f"ANALYZE {table}")
    return sum(counts)


def stored(world: World, table: str, document_key: bytes) -> Sequence[Any]:
    """The rows of a table as it keeps them."""
    if table == "documents":
        return [sealed(row, document_key) for row in world.documents]
    rows: Sequence[Any] = getattr(world, table)
    return rows


async def _copy(connection: "asyncpg.Connection[asyncpg.Record]", table: str, rows: Sequence[Any]) -> int:
    await connection.copy_records_to_table(table, records=rows, columns=rows[0]._fields)
    await connection.execute("SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", table, len(rows))
    return len(rows)
