"""What follows from merges for grants: whoever is one person now may have been assisted twice in one project.

The beneficiary service is asked who is one person now, of those whom the events name, and the grants service is told
just that. Told twice it changes nothing, so the cursor moves when it was told and not before: what is not certain is
told again. And because it is always told as it is now, the last that is told of somebody is true.
"""

from secrets import token_hex
from time import time

import asyncpg

from gateway.access import mandates
from gateway.clients import beneficiary, grants
from gateway.clients.upstream import Upstreams
from gateway.consequences.tables import Consequence
from shared.callers import Service

AT_ONCE = 100
"""Events whose consequences are told together."""

_CURSOR = "SELECT sequence FROM consequence_cursors WHERE consequence = $1"
_RECEIVED = "SELECT coalesce(max(sequence), 0) FROM inbox WHERE service = $1"
_MERGES = """
SELECT sequence, split_part(subject, '/', 2)::int AS absorbed, (data ->> 'person')::int AS survivor
FROM inbox
WHERE service = $1 AND sequence > $2 AND sequence <= $3
    AND type IN ('nexus.person.merged.v1', 'nexus.person.unmerged.v1')
ORDER BY sequence LIMIT $4
"""
_MOVE = "UPDATE consequence_cursors SET sequence = $3 WHERE consequence = $1 AND sequence = $2"


async def tell(connection: "asyncpg.Connection[asyncpg.Record]", upstreams: Upstreams) -> bool:
    """Tell what follows from the next events received; gives whether there may be more."""
    cursor = await connection.fetchval(_CURSOR, Consequence.MERGES)
    received = await connection.fetchval(_RECEIVED, Service.BENEFICIARY)
    if received <= cursor:
        return False
    rows = await connection.fetch(_MERGES, Service.BENEFICIARY, cursor, received, AT_ONCE)
    if rows:
        await _told(upstreams, sorted({id for row in rows for id in (row["absorbed"], row["survivor"])}))
    reached = rows[-1]["sequence"] if len(rows) == AT_ONCE else received
    await connection.execute(_MOVE, Consequence.MERGES, cursor, reached)
    return len(rows) == AT_ONCE


async def _told(upstreams: Upstreams, people: list[int]) -> None:
    request_id, deadline = token_hex(16), time() + mandates.PATIENCE
    asking = mandates.for_itself(Service.BENEFICIARY, request_id, deadline=deadline)
    clusters = await beneficiary.clusters(upstreams[Service.BENEFICIARY], asking, people)
    telling = mandates.for_itself(Service.GRANTS, request_id, deadline=deadline)
    await grants.are_one_person(upstreams[Service.GRANTS], telling, clusters)
