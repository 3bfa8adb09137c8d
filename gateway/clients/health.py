"""How a service does, as it says itself."""

from time import time

from gateway.clients.upstream import Call, Upstream
from gateway.clients.urgency import Urgency, asking
from shared.errors import Unavailable
from shared.watching.health import PATIENCE, DependencyState


async def look(upstream: Upstream) -> DependencyState:
    """Ask the service whether it can do its work; this takes no mandate."""
    try:
        with asking(Urgency.ALWAYS):
            answer = await upstream.transport.send(Call("GET", "/health/ready", b"", [], b"", time() + PATIENCE))
        await answer.read()
    except Unavailable:
        return DependencyState.UNREACHABLE
    return DependencyState.OK if answer.status == 200 else DependencyState.UNREADY
