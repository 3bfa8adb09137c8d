"""Asks a server over and over from a process of its own, so that the asking is on nobody's bill.

    python -m bench.load URL REQUESTS CONNECTIONS ['NAME: VALUE' ...] [< BODY]

Each request has these headers. What stands on standard input is sent as JSON with each; nothing there makes them GET.

Every connection is kept alive and has one request on its way at a time. Any answer but a 200 ends it with an error.
"""

import asyncio
import sys

import aiohttp
import uvloop


async def load(url: str, requests: int, connections: int, headers: dict[str, str], body: bytes) -> None:
    if body:
        headers = {**headers, "content-type": "application/json"}
    left = iter(range(requests))

    async def ask(session: aiohttp.ClientSession) -> None:
        for _ in left:
            async with session.request("POST" if body else "GET", url, data=body or None) as answer:
                await answer.read()

    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, headers=headers, raise_for_status=True) as session:
        await asyncio.gather(*(ask(session) for _ in range(connections)))


if __name__ == "__main__":
    url, requests, connections, *stated = sys.argv[1:]
    headers = dict(line.split(": ", 1) for line in stated)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(load(url, int(requests), int(connections), headers, sys.stdin.buffer.read()))
