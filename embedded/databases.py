"""The few words we speak to the server ourselves: does it answer, and which databases does it have."""

import asyncio
import re
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import asyncpg

Result = TypeVar("Result")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def answers(url: str) -> bool:
    """Whether a query comes back. False while the server is still starting; other failures pass through."""
    return _wait_for(_answers(url))


def create(url: str, names: Iterable[str]) -> None:
    """Create those of the databases that are missing. Raises ValueError for a name that would need quoting."""
    wanted = list(names)
    for name in wanted:
        if not NAME.fullmatch(name):
            raise ValueError(f"not a plain database name: {name!r}")
    _wait_for(_create(url, wanted))


def _wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """Run in a loop of its own: the caller may stand in a running one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (asyncpg.CannotConnectNowError, ConnectionRefusedError, FileNotFoundError, TimeoutError):
        return False
    try:
        return bool(await connection.fetchval("SELECT true"))
    finally:
        await connection.close()


async def _create(url: str, names: list[str]) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        present = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for name in dict.fromkeys(names):
            if name not in present:
                await connection.execute(
                    f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
                )
    finally:
        await connection.close()
