"""The feed over HTTP: how far it has come."""

from typing import Annotated

from fastapi import APIRouter, Response

from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.feed import reads
from gateway.feed.views import FeedView
from shared.callers import Role
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/feed", tags=["feed"])

Administrator = Annotated[Caller, staff(Role.ADMINISTRATOR)]


@router.get("", response_model=FeedView)
async def standing(caller: Administrator, reading: Reading) -> Response:
    """How far each service's events have been received. A service that is followed is a few seconds behind at most."""
    return shown(FeedView(services=await reads.standing(reading)))
