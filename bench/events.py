"""How fast what happens is received: rows of an outbox, read over their service and kept in the gateway's inbox."""

import asyncio
from collections.abc import Iterator
from statistics import median
from time import perf_counter

import asyncpg

from bench import cpu
from bench.report import Claim
from bench.running import Nexus, Urls

EVENTS = 10_000
TIMES = 5
SLOWEST = 500
"""Milliseconds for a thousand events: 2,000 events a second."""

_HAPPEN = """
INSERT INTO outbox (type, subject, data, request_id)
SELECT 'attendance.recorded', number::text, jsonb_build_object('activity', number % 100, 'person', number), 'bench'
FROM generate_series(1, $1::int) AS number
"""


def claims(nexus: Nexus, urls: Urls, postmaster: int) -> Iterator[Claim]:
    """Time on the wall from the commit of so many events until the last of them is kept; the median of some times."""
    clock = cpu.of_all(cpu.of(nexus.pid), cpu.of_postgres(postmaster))
    before = clock()
    taken = median(asyncio.run(_received(urls)) for _ in range(TIMES))
    used = (clock() - before) / TIMES
    unit = f"ms for 1,000 events ({EVENTS / taken:,.0f} a second; {_for_a_thousand(used):.0f} ms of CPU)"
    yield Claim("events from outbox to inbox", _for_a_thousand(taken), SLOWEST, unit)


def _for_a_thousand(seconds: float) -> float:
    return seconds * 1000 / (EVENTS / 1000)


async def _received(urls: Urls) -> float:
    service, gateway = await asyncpg.connect(urls["beneficiary"]), await asyncpg.connect(urls["gateway"])
    try:
        await service.execute(_HAPPEN, EVENTS)
        begun = perf_counter()
        last = await service.fetchval("SELECT max(seq) FROM outbox")
        cursor = "SELECT sequence FROM feed_cursors WHERE service = 'beneficiary'"
        while await gateway.fetchval(cursor) < last:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.005)
        return perf_counter() - begun
    finally:
        await service.close()
        await gateway.close()
