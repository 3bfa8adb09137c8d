"""A transaction in which statements of asyncpg and of SQLAlchemy's unit of work run together.

Each word with the server costs more than most statements do, so what a transaction starts with is said in one.
SQLAlchemy takes part without beginning or ending anything itself: the engine is in its mode AUTOCOMMIT.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_UNDOING = 1.0
"""Seconds that are waited for the end of a transaction that failed: whoever asked has waited long enough."""

Driver = Any
"""The connection of asyncpg under one of SQLAlchemy."""


@asynccontextmanager
async def transaction(engine: AsyncEngine, *first: str) -> AsyncIterator[tuple[AsyncConnection, Driver]]:
    """A transaction that begins with some statements, whose answers nobody needs; committed where nothing is raised."""
    async with engine.connect() as connection:
        driver = under(connection)
        try:
            await driver.execute("; ".join(("BEGIN", *first)))
            yield connection, driver
            if await driver.execute("COMMIT") != "COMMIT":  # PostgreSQL says so, and raises nothing
                raise RuntimeError("a statement had failed, which nobody was told, so nothing was committed")
        except BaseException as error:
            await _undo(connection, driver)
            if isinstance(error, asyncpg.InterfaceError) and driver.is_closed():
                raise ConnectionResetError("the connection was lost") from error
            raise


def under(connection: AsyncConnection) -> Driver:
    """The connection of asyncpg under one of SQLAlchemy."""
    assert connection.sync_connection is not None
    return connection.sync_connection.connection.driver_connection


async def _undo(connection: AsyncConnection, driver: Driver) -> None:
    """Roll back; a connection on which that cannot be said at once is not used again."""
    undone = False
    try:
        if not driver.is_closed():
            async with asyncio.timeout(_UNDOING):
                await driver.execute("ROLLBACK")
            undone = True
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # a TimeoutError is the first of these
        pass  # what was raised before it is told
    finally:
        if not undone:
            driver.terminate()  # without a word, which nobody might hear
            await connection.invalidate()
