"""Work that goes on for as long as the embedded PostgreSQL is well."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from embedded.postgres import Server

Result = TypeVar("Result")

_ENDING = 5.0
"""Seconds that work has which is told to end."""


async def while_well(server: Server | None, work: Coroutine[Any, Any, Result]) -> Result:
    """Do this for as long as PostgreSQL can: a connection that breaks off while much is written waits for ever.

    Told to end, it lets the work end first: asyncpg tells the server in a task of its own, and would wait for ever for
    one that asyncio's own end had cancelled before it began.
    """
    doing = asyncio.create_task(work)
    try:
        while not (await asyncio.wait([doing], timeout=0.5))[0]:
            if server is not None:
                server.require_well()
        return await doing
    finally:
        doing.cancel()
        await asyncio.wait([doing], timeout=_ENDING)
