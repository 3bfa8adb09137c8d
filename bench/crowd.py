"""Asks a server for so many seconds from a process of its own, as many as may at once, and tells what came of it.

    python -m bench.crowd URL SECONDS ASKERS 'NAME: VALUE' ...

Each asker asks again as soon as it was answered, and when it is told to come back later, as much later as it is told.
Prints one line of JSON: how many were answered, refused and neither, in how many seconds, and the longest answer.
"""

import asyncio
import json
import sys
from collections import Counter
from time import perf_counter

import aiohttp
import uvloop

PATIENCE = 60.0


async def crowd(url: str, seconds: float, askers: int, headers: dict[str, str]) -> dict[str, float]:
    ended: Counter[str] = Counter()
    begun, longest = perf_counter(), 0.0

    async def ask(session: aiohttp.ClientSession) -> None:
        nonlocal longest
        while perf_counter() - begun < seconds:
            asked = perf_counter()
            async with session.get(url) as answer:
                await answer.read()
            longest = max(longest, perf_counter() - asked)
            ended[{200: "answered", 503: "refused"}.get(answer.status, "otherwise")] += 1
            if answer.status == 503:
                left = begun + seconds - perf_counter()
                await asyncio.sleep(min(float(answer.headers["retry-after"]), max(0.0, left)))

    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    connector = aiohttp.TCPConnector(limit=askers)
    async with aiohttp.ClientSession(connector=connector, headers=headers, timeout=timeout) as session:
        await asyncio.gather(*(ask(session) for _ in range(askers)))
    told = {name: float(ended[name]) for name in ("answered", "refused", "otherwise")}
    return {**told, "seconds": perf_counter() - begun, "longest": longest}


if __name__ == "__main__":
    url, seconds, askers, *stated = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        told = runner.run(crowd(url, float(seconds), int(askers), dict(line.split(": ", 1) for line in stated)))
    print(json.dumps(told))
