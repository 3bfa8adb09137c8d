"""Whoever asks, over HTTP: as what they are known, and what they may read."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import anyone
from gateway.access.me import reads
from gateway.access.me.views import OrganisationView, StaffView
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/me", tags=["me"])


@router.get("", response_model=StaffView | OrganisationView)
async def me(request: Request, caller: Annotated[Caller, anyone()], reading: Reading) -> Response:
    """Who asks, and what they may read here, in plain words.

    Staff learn the roles they hold and where, as what they act with the headers of this request, what they can read
    so, which purposes and headers they may state, and which break-glass is open to them; partners their agreements,
    whether each answers now and what it opens, and how much of their limits they have used.
    """
    state = request.scope["state"]
    if caller.is_staff:
        return shown(await reads.member(reading, caller, state["holder"], state["request_id"]))
    return shown(await reads.organisation(reading, caller))
