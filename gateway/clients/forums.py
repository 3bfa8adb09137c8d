"""What the gateway needs of the forums service."""

from pydantic import BaseModel

from gateway.clients.asking import ask
from gateway.clients.upstream import Upstream
from shared.mandate import Mandate


class Establishment(BaseModel):
    """How many forums a project established; `known` if there is any."""

    known: bool
    total: int
    by_governorate: dict[str, int]


class Counted(BaseModel):
    """How many there are; more than that when `capped`."""

    total: int
    capped: bool


class Listed(BaseModel):
    """Of a list, how many are on it."""

    count: Counted


async def quiet(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many active forums have not met for long, as far as the caller may see them."""
    query = {"quiet": "true", "limit": "1", "count": "true"}
    return (await ask(upstream, mandate, "GET", "/forums", Listed, query=query)).count


async def establishment(upstream: Upstream, mandate: Mandate, project: str) -> Establishment:
    return await ask(upstream, mandate, "GET", "/establishment", Establishment, query={"project": project})
