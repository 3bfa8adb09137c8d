"""Puts an invented world into the services' empty databases, with its own times of recording.

For the time before the door opens only: nothing else may say when a fact was recorded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from demo.world import World

TABLES: Mapping[str, Sequence[str]] = {
    "beneficiary": (
        "people",
        "particulars",
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
    """There are facts already, and an invented past must not come between them."""


async def load(world: World, service: str, connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """Copy everything of one service in one transaction; returns the number of rows. Raises `NotEmpty`."""
    async with connection.transaction():
        for table in TABLES[service]:
            if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):  # noqa: S608 -- our own names
                raise NotEmpty(f"The {service} service holds {table} already.")
        counts = [await _copy(connection, table, getattr(world, table)) for table in TABLES[service]]
    for table in TABLES[service]:
        await connection.execute(f"ANALYZE {table}")
    return sum(counts)


async def _copy(connection: "asyncpg.Connection[asyncpg.Record]", table: str, rows: Sequence[Any]) -> int:
    await connection.copy_records_to_table(table, records=rows, columns=rows[0]._fields)
    await connection.execute("SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", table, len(rows))
    return len(rows)
