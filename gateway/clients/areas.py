"""What the gateway needs of the services to tell of an area, each asked once."""

from pydantic import BaseModel

from gateway.clients.area_counts import (
    AreaActivities,
    AreaForums,
    AreaForumsTold,
    AreaGrants,
    AreaJobs,
    AreaPeople,
)
from gateway.clients.asking import ask
from gateway.clients.upstream import Upstream
from shared.mandate import Mandate


class Lived(BaseModel):
    """Of the register; what the mandate does not open is absent."""

    people: AreaPeople | None = None
    activities: AreaActivities | None = None


class Granted(BaseModel):
    """Of grants; what the mandate does not open is absent."""

    grants: AreaGrants | None = None
    jobs: AreaJobs | None = None


async def lived(upstream: Upstream, mandate: Mandate, pcode: str) -> Lived:
    """Who lives in an area and what was held there."""
    return await ask(upstream, mandate, "GET", f"/areas/{pcode}/people", Lived)


async def granted(upstream: Upstream, mandate: Mandate, pcode: str) -> Granted:
    """What was granted and paid in an area, and the jobs there."""
    return await ask(upstream, mandate, "GET", f"/areas/{pcode}/awards", Granted)


async def worked(upstream: Upstream, mandate: Mandate, pcode: str) -> AreaForums:
    """What the forums of an area have done."""
    return await ask(upstream, mandate, "GET", f"/areas/{pcode}/indicators", AreaForums)


async def policed(upstream: Upstream, mandate: Mandate, pcode: str) -> AreaForumsTold:
    """The same, as a ministry is told it: with the figures that its agreement opens."""
    return await ask(upstream, mandate, "GET", f"/policing/areas/{pcode}", AreaForumsTold)
