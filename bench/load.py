"""Asks a server over and over from a process of its own, so that the asking is on nobody's bill.

    python -m bench.load URL REQUESTS CONNECTIONS ['NAME: VALUE' ...] [< BODIES]

Each request has these headers, with something of its own in place of `{each}`. A line of standard input is sent as JSON
with each, and the first again after the last; nothing there makes them GET.

Every connection is kept alive and has one request on its way at a time. Any refusal ends it with an error.
"""

import asyncio
import sys
from secrets import token_hex

import aiohttp
import uvloop

EACH = "{each}"


async def load(url: str, requests: int, connections: int, headers: dict[str, str], bodies: list[bytes]) -> None:
    if bodies:
        headers = {**headers, "content-type": "application/json"}
    left = iter(range(requests))
    apart = {name: value for name, value in headers.items() if EACH in value}
    alike = {name: value for name, value in headers.items() if name not in apart}
    run = token_hex(8)

    async def ask(session: aiohttp.ClientSession) -> None:
        for number in left:
            own = {name: value.replace(EACH, f"{run}-{number}") for name, value in apart.items()}
            body = bodies[number % len(bodies)] if bodies else None
            async with session.request("POST" if body else "GET", url, data=body, headers=own) as answer:
                await answer.read()

    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, headers=alike, raise_for_status=True) as session:
        await asyncio.gather(*(ask(session) for _ in range(connections)))


if __name__ == "__main__":
    url, requests, connections, *stated = sys.argv[1:]
    headers = dict(line.split(": ", 1) for line in stated)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(load(url, int(requests), int(connections), headers, sys.stdin.buffer.read().splitlines()))
