"""Tasks of whoever asks, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.clients.urgency import Urgency, asking
from gateway.tasks import waiting
from gateway.tasks.views import TasksView
from shared.callers import Role
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/me", tags=["tasks"])

Member = Annotated[Caller, staff(*Role)]


@router.get("/tasks", response_model=TasksView)
async def tasks(request: Request, caller: Member, reading: Reading) -> Response:
    """What waits for the caller, in the roles that they act in: how many of each kind, and where to look.

    Nobody's missing document is a task.
    """
    state = request.scope["state"]
    with asking(Urgency.MANY):
        return shown(await waiting.compose(request.app.state.upstreams, reading, caller, state["request_id"]))
