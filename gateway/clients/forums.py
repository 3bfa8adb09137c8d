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


async def establishment(upstream: Upstream, mandate: Mandate, project: str) -> Establishment:
    return await ask(upstream, mandate, "GET", "/establishment", Establishment, query={"project": project})
