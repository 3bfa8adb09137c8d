"""Puts invented rows into the services' empty databases, with their own times of recording.

For the time before the door opens only: nothing else may say when a fact was recorded.
"""

from collections.abc import AsyncIterator, Mapping, Sequence

import asyncpg

from demo.documents import sealed
from demo.enterprises import found_by_forms
from demo.moving import Rows
from demo.rows import TABLES as ROWS
from demo.rows import Document, Enterprise, SealedDocument, StoredEnterprise

TABLES: Mapping[str, Sequence[str]] = {
    "beneficiary": (
        "people",
        "particulars",
        "notices",
        "documents",
        "phones",
        "functioning",
        "consents",
        "households",
        "memberships",
        "displacements",
        "activities",
        "sessions",
        "enrolments",
        "attendances",
        "certificates",
    ),
    "grants": ("projects", "enterprises", "owners", "verifications", "awards", "assistances", "parties", "payments"),
    "forums": ("forums", "statuses", "charters", "members"),
}
"""The tables of each service, the whole before its parts, by the names that they have in a `World` as well."""

RETOLD: Mapping[str, Sequence[str]] = {"grants": ("awards", "assistances", "parties", "payments")}
"""Those of a service that are recorded by a script, with what came before them and has to be there first: they are
copied into temporary tables, which are called `told_` and so."""

COLUMNS: Mapping[str, Sequence[str]] = {
    **{table: row._fields for table, row in ROWS.items()},
    "documents": SealedDocument._fields,
    "enterprises": StoredEnterprise._fields,
}
"""What is copied into each table."""


class NotEmpty(RuntimeError):
    """There are facts already, or answers were given; an invented past must not come between them."""


async def is_untouched(connection: "asyncpg.Connection[asyncpg.Record]", tables: Sequence[str]) -> bool:
    """Whether these tables are empty and no answer was given as of any moment yet."""
    parts = [f"NOT EXISTS (SELECT FROM {table})" for table in tables]  # our own names
    parts.append("(SELECT at = '1900-01-01T00:00:00Z' FROM moment)")
    untouched: bool = await connection.fetchval(f"SELECT {' AND '.join(parts)}")
    return untouched


async def begin(connection: "asyncpg.Connection[asyncpg.Record]", service: str) -> None:
    """Make sure, in the transaction that will record everything, that nothing is there yet. Raises `NotEmpty`."""
    if not await is_untouched(connection, TABLES[service]):
        raise NotEmpty(f"The {service} service holds facts already, or has answered.")
    for table in RETOLD.get(service, ()):
        await connection.execute(f"CREATE TEMPORARY TABLE told_{table} (LIKE {table}) ON COMMIT DROP")


async def copied(
    connection: "asyncpg.Connection[asyncpg.Record]", service: str, rows: Mapping[str, Rows], document_key: bytes
) -> AsyncIterator[tuple[int, int]]:
    """Copy one service's part of these rows; says after each table how many they were, and of how many in all.

    Numbers of documents become what they are recognised by under `document_key`, the beneficiary service's own.
    """
    count = sum(len(rows[table]) for table in TABLES[service])
    for table in TABLES[service]:
        if rows[table]:
            kept = stored(table, rows[table], document_key)
            place = f"told_{table}" if table in RETOLD.get(service, ()) else table
            await connection.copy_records_to_table(place, records=kept, columns=COLUMNS[table])
            yield len(kept), count


async def end(connection: "asyncpg.Connection[asyncpg.Record]", service: str) -> None:
    """Let ids go on after those that were recorded."""
    for table in TABLES[service]:
        last = f"SELECT setval(pg_get_serial_sequence($1, 'id'), max(id)) FROM {table}"  # noqa: S608 - our own names
        await connection.execute(last, table)


async def analyze(connection: "asyncpg.Connection[asyncpg.Record]", service: str) -> None:
    """Count for the planner what was recorded."""
    await connection.execute(f"ANALYZE {', '.join(TABLES[service])}")


async def clear(connection: "asyncpg.Connection[asyncpg.Record]", service: str) -> None:
    """Give the room back that a loading has left which was interrupted."""
    await connection.execute(f"VACUUM {', '.join(TABLES[service])}")


def stored(table: str, rows: Rows, document_key: bytes) -> Rows:
    """The rows of a table as it keeps them."""
    if table == "documents":
        return [sealed(Document._make(row), document_key) for row in rows]
    if table == "enterprises":
        return [found_by_forms(Enterprise._make(row)) for row in rows]
    return rows
