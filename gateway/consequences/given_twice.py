"""What follows for grants from who is one person, what is one household and what was given: somebody may have been
given something twice.

The grants service is asked whom else it concerns, the beneficiary service who of all these is one person now and what
is one household, and the grants service is told just that. Told twice it changes nothing, so the cursor moves when it
was told and not before: what is not certain is told again. And because it is always told as it is now, the last that is
told of somebody is true.
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
    Consequence.MERGES: (
        Service.BENEFICIARY,
        (
            "nexus.household.merged.v1",
            "nexus.household.unmerged.v1",
            "nexus.person.merged.v1",
            "nexus.person.unmerged.v1",
        ),
    ),
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
"""What it follows from: events of a service, each of which names people or households."""

_CURSOR = "SELECT sequence FROM consequence_cursors WHERE consequence = $1"
_RECEIVED = "SELECT coalesce(max(sequence), 0) FROM inbox WHERE service = $1"
_EVENTS = """
SELECT sequence, ARRAY[data ->> 'person', substring(subject FROM '^person/(.*)')]::int[] AS people,
    ARRAY[data ->> 'household', substring(subject FROM '^household/(.*)')]::int[] AS households
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
    people, households = ({id for row in rows for id in row[of] if id is not None} for of in ("people", "households"))
    await _told(upstreams, sorted(people), households)
    reached = rows[-1]["sequence"] if len(rows) == AT_ONCE else received
    await connection.execute(_MOVE, consequence, cursor, reached)
    return len(rows) == AT_ONCE


async def _told(upstreams: Upstreams, people: list[int], households: set[int]) -> None:
    request_id, deadline = token_hex(16), time() + mandates.PATIENCE
    of_grants, of_registry = (
        mandates.for_itself(service, request_id, deadline=deadline) for service in (Service.GRANTS, Service.BENEFICIARY)
    )
    given, registry = upstreams[Service.GRANTS], upstreams[Service.BENEFICIARY]
    if people:
        concerned = await grants.concerned(given, of_grants, people)
        await grants.are_one_person(
            given, of_grants, await beneficiary.clusters(registry, of_registry, concerned.people)
        )
        households = households.union(concerned.households)
    if households:
        one = await beneficiary.one_household(registry, of_registry, sorted(households))
        await grants.are_one_household(given, of_grants, one)
