"""Telling consequences: one teller at a time, in whichever worker of the gateway, until cancelled."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import uniform

from gateway.clients.upstream import Upstreams
from gateway.clients.urgency import Urgency, asking
from gateway.consequences import given_twice
from gateway.consequences.tables import Consequence
from gateway.feed.following import LONGEST_PAUSE, SHORTEST_PAUSE, alone
from shared import logs
from shared.errors import DomainError

log = logging.getLogger("nexus.consequences")

LOOKS_EVERY = 0.5
"""Seconds between two looks at what was received."""

_LOCK = 7_301_003


@asynccontextmanager
async def telling(url: str, upstreams: Upstreams) -> AsyncIterator[None]:
    """Tell what follows while the block runs, from the gateway's database at `url`."""
    task = asyncio.create_task(_tell(url, upstreams))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _tell(url: str, upstreams: Upstreams) -> None:
    pause = SHORTEST_PAUSE
    while True:
        try:
            async with alone(url, _LOCK, 0) as connection:
                while True:
                    with asking(Urgency.BACKGROUND):
                        more = any([await given_twice.tell(connection, upstreams, each) for each in Consequence])
                    pause = SHORTEST_PAUSE
                    await asyncio.sleep(0 if more else LOOKS_EVERY)
        except Exception as error:  # whatever it is, it is told again
            kind = error.type if isinstance(error, DomainError) else type(error).__name__
            log.warning("not told", extra={"app": "gateway", "kind": kind, "where": logs.where(error)})
        await asyncio.sleep(uniform(pause / 2, pause))  # noqa: S311 - it spreads workers and hides nothing
        pause = min(2 * pause, LONGEST_PAUSE)
