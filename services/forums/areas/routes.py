"""The forums of an area, for the gateway, which puts them beside what else is known of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.forums.areas import reads
from services.forums.areas.views import AreaView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.places import AreaPcode
from shared.routes import Listing, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/areas", tags=["areas"])

Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.get("/{pcode}/indicators", response_model=AreaView)
async def area(pcode: Annotated[AreaPcode, Path()], caller: Observer, listing: Listing, request: Request) -> Response:
    """What the forums of a governorate or district have done, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.area(listing.reader, pcode, as_of, caller))
