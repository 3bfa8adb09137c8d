"""A worker of the gateway with a planted fault: it moves its cursor in a transaction of its own, and keeps events then.

Run like `nexus`, so that the tests can show that they would notice.
"""

import asyncio

import asyncpg

import main
from gateway.clients.events import Event
from gateway.feed import receiving
from shared.callers import Service

_receive = receiving.receive
_MOVE = "UPDATE feed_cursors SET sequence = $2 WHERE service = $1"


async def receive(
    connection: "asyncpg.Connection[asyncpg.Record]", service: Service, cursor: int, events: list[Event], current: bool
) -> int:
    await connection.execute(_MOVE, service, int(events[-1].sequence) if events else cursor)
    await asyncio.sleep(1.0)
    await connection.execute(_MOVE, service, cursor)  # where it is looked for by what keeps the events
    return await _receive(connection, service, cursor, events, current)


if __name__ == "__main__":
    receiving.receive = receive
    main.cli()
