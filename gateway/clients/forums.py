"""What the gateway needs of the forums service."""

from pydantic import BaseModel

from gateway.clients.asking import Counted, ask, counted
from gateway.clients.upstream import Upstream
from shared.mandate import Mandate


class Establishment(BaseModel):
    """How many forums a project established; `known` if there is any."""

    known: bool
    total: int
    by_governorate: dict[str, int]


async def quiet(upstream: Upstream, mandate: Mandate) -> Counted:
    """How many active forums have not met for long, as far as the caller may see them."""
    return await counted(upstream, mandate, "/forums", quiet="true")


async def establishment(upstream: Upstream, mandate: Mandate, project: str) -> Establishment:
    return await ask(upstream, mandate, "GET", "/establishment", Establishment, query={"project": project})
