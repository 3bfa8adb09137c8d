"""Receiving events: in their order, each once, and the cursor moves with them."""

import json

import asyncpg

from gateway.clients.events import Event
from shared.callers import Service

_RECEIVE = """
INSERT INTO inbox (service, sequence, type, subject, data, time)
SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])
"""
_MOVE = """
UPDATE feed_cursors
SET sequence = $3, current_at = CASE WHEN $4 THEN clock_timestamp() ELSE current_at END
WHERE service = $1 AND sequence = $2
RETURNING sequence
"""


class Disordered(Exception):
    """What was received does not follow what was received before."""


async def receive(
    connection: "asyncpg.Connection[asyncpg.Record]", service: Service, cursor: int, events: list[Event], current: bool
) -> int:
    """Keep the events after a cursor and move it to the last of them, in one transaction; gives where it stands then.

    `current` says that nothing else had happened when they were asked for. Raises Disordered for events that do not
    follow the cursor, and when another follower has moved it meanwhile.
    """
    sequences = [int(event.sequence) for event in events]
    if [cursor, *sequences] != sorted({cursor, *sequences}) or any(one.source != f"/{service}" for one in events):
        raise Disordered
    reached = sequences[-1] if sequences else cursor
    async with connection.transaction():
        await connection.execute(
            _RECEIVE,
            service,
            sequences,
            [event.type for event in events],
            [event.subject for event in events],
            [json.dumps(event.data) for event in events],
            [event.time for event in events],
        )
        if await connection.fetchval(_MOVE, service, cursor, reached, current) is None:
            raise Disordered
    return reached
