"""The seats in which people are named, for the gateway, which puts them beside what else is known of them."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.forums.seats import reads
from services.forums.seats.views import HeldView, SeatsDraft
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/seats", tags=["members"])

Monitor = Annotated[Mandate, staff(Role.MONITORING)]


@router.post("", response_model=HeldView)
async def held(draft: SeatsDraft, caller: Monitor, reading: Reading, request: Request) -> Response:
    """The seats in which a person is named, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.held(reading, draft.people, as_of, caller))
