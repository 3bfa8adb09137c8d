"""Following the services: one follower at a time for each, in whichever worker of the gateway, until cancelled."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import uniform
from secrets import token_hex
from time import time

import asyncpg

from gateway.access import mandates
from gateway.clients import events
from gateway.clients.upstream import Upstream, Upstreams
from gateway.clients.urgency import Urgency, asking
from gateway.feed import reads, receiving
from shared import logs
from shared.callers import Service
from shared.errors import DomainError

log = logging.getLogger("nexus.feed")

WAIT = 4
"""Seconds that a question waits for something to happen. A service that is told to stop answers what it was asked."""
TURN = 1.0
"""Seconds between two tries to follow a service that another worker follows."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 15.0
"""Seconds until a service that cannot be followed is asked again: more each time."""

_LOCK = 7_301_002
_SESSION = {
    # A worker whose machine is gone does not keep the others from following.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


@asynccontextmanager
async def following(url: str, upstreams: Upstreams) -> AsyncIterator[None]:
    """Follow the services while the block runs."""
    task = asyncio.create_task(follow(url, upstreams))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def follow(url: str, upstreams: Upstreams) -> None:
    """Follow the services, keeping what happens in the gateway's database at `url`, until cancelled."""
    with asking(Urgency.BACKGROUND):
        await asyncio.gather(*(_follow(url, upstream) for upstream in upstreams.values()))


async def _follow(url: str, upstream: Upstream) -> None:
    pause = SHORTEST_PAUSE
    while True:
        try:
            async with alone(url, _LOCK, list(Service).index(upstream.service)) as connection:
                cursor = await reads.cursor(connection, upstream.service)
                while True:
                    cursor = await _step(connection, upstream, cursor)
                    pause = SHORTEST_PAUSE
        except Exception as error:  # whatever it is, this service is followed again
            _tell(upstream.service, error)
        await asyncio.sleep(uniform(pause / 2, pause))  # noqa: S311 - it spreads workers and hides nothing
        pause = min(2 * pause, LONGEST_PAUSE)


async def _step(connection: "asyncpg.Connection[asyncpg.Record]", upstream: Upstream, cursor: int) -> int:
    """Ask what happened after the cursor and keep it; gives where the cursor stands then."""
    mandate = mandates.for_itself(upstream.service, token_hex(16), deadline=time() + mandates.PATIENCE)
    batch = await events.after(upstream, mandate, cursor, wait=WAIT)
    return await receiving.receive(connection, upstream.service, cursor, batch, current=len(batch) < events.MOST)


@asynccontextmanager
async def alone(url: str, lock: int, place: int) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection whose session alone holds this right, as soon as no other does: the right ends with it."""
    connection = await asyncpg.connect(url, timeout=5, command_timeout=10, server_settings=_SESSION)
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", lock, place):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(TURN)
        yield connection
    finally:
        connection.terminate()


def _tell(service: Service, error: Exception) -> None:
    kind = error.type if isinstance(error, DomainError) else type(error).__name__
    log.warning("not followed", extra={"app": "gateway", "service": service, "kind": kind, "where": logs.where(error)})
