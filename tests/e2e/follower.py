"""A worker of the gateway that follows the services as its environment says, until it is ended.

With `cursor-first` it has a planted fault: it moves the cursor in a transaction of its own, before it keeps the events.
"""

import asyncio
import sys

import asyncpg

from gateway.app import Settings, upstreams
from gateway.clients.events import Event
from gateway.feed import following, receiving
from shared import logs
from shared.callers import Service

_receive = receiving.receive


async def cursor_first(
    connection: "asyncpg.Connection[asyncpg.Record]", service: Service, cursor: int, events: list[Event], current: bool
) -> int:
    reached = int(events[-1].sequence) if events else cursor
    move = "UPDATE feed_cursors SET sequence = $2 WHERE service = $1"
    await connection.execute(move, service, reached)
    await asyncio.sleep(1.0)
    await connection.execute(move, service, cursor)  # only so that the receiving finds it where it looks for it
    return await _receive(connection, service, cursor, events, current)


if __name__ == "__main__":
    if "cursor-first" in sys.argv:
        receiving.receive = cursor_first
    logs.configure()
    settings = Settings()
    asyncio.run(following.follow(settings.gateway_database_url, upstreams(settings)))
