"""What follows for grants from who is one person and what was given: somebody may have been given something twice.

The grants service is asked whom else it concerns, the beneficiary service who of all these is one person now, and the
grants service is told just that. Told twice it changes nothing, so the cursor moves when it was told and not before:
what is not certain is told again. And because it is always told as it is now, the last that is told of somebody is
true.
"""

from collections.abc import Mapping
from secrets import token_hex
from time import time

import asyncpg

from gateway.access import mandates
from gateway.clients import beneficiary, grants
from gateway.clients.upstream import Upstreams
from gateway.consequences.tables import Consequence
from shared.callers import Service

AT_ONCE = 50
"""Events whose consequences are told together."""

FOLLOWED: Mapping[Consequence, tuple[Service, tuple[str, ...]]] = {
    Consequence.MERGES: (Service.BENEFICIARY, ("nexus.person.merged.v1", "nexus.person.unmerged.v1")),
    Consequence.GIVEN: (
        Service.GRANTS,
        (
            "nexus.assistance.approved.v1",
            "nexus.awardee.recorded.v1",
            "nexus.owner.recorded.v1",
            "nexus.owner.voided.v1",
        ),
    ),
}
"""What it follows from: events of a service, each of which names people."""

_CURSOR = "SELECT sequence FROM consequence_cursors WHERE consequence = $1"
_RECEIVED = "SELECT coalesce(max(sequence), 0) FROM inbox WHERE service = $1"
_EVENTS = """
SELECT sequence, (data ->> 'person')::int AS person,
    CASE WHEN subject LIKE 'person/%' THEN split_part(subject, '/', 2)::int END AS other
FROM inbox
WHERE service = $1 AND sequence > $2 AND sequence <= $3 AND type = ANY ($4)
ORDER BY sequence LIMIT $5
"""
_MOVE = "UPDATE consequence_cursors SET sequence = $3 WHERE consequence = $1 AND sequence = $2"


async def tell(
    connection: "asyncpg.Connection[asyncpg.Record]", upstreams: Upstreams, consequence: Consequence
) -> bool:
    """Tell what follows from the next events received; gives whether there may be more."""
    service, types = FOLLOWED[consequence]
    cursor = await connection.fetchval(_CURSOR, consequence)
    received = await connection.fetchval(_RECEIVED, service)
    if received <= cursor:
        return False
    rows = await connection.fetch(_EVENTS, service, cursor, received, types, AT_ONCE)
    people = {id for row in rows for id in (row["person"], row["other"]) if id is not None}
    if people:
        await _told(upstreams, sorted(people))
    reached = rows[-1]["sequence"] if len(rows) == AT_ONCE else received
    await connection.execute(_MOVE, consequence, cursor, reached)
    return len(rows) == AT_ONCE


async def _told(upstreams: Upstreams, people: list[int]) -> None:
    request_id, deadline = token_hex(16), time() + mandates.PATIENCE
    of_grants = mandates.for_itself(Service.GRANTS, request_id, deadline=deadline)
    everybody = await grants.concerned(upstreams[Service.GRANTS], of_grants, people)
    of_registry = mandates.for_itself(Service.BENEFICIARY, request_id, deadline=deadline)
    clusters = await beneficiary.clusters(upstreams[Service.BENEFICIARY], of_registry, everybody)
    await grants.are_one_person(upstreams[Service.GRANTS], of_grants, clusters)
