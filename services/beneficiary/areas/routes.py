"""The people and activities of an area, for the gateway, which puts them beside what else is known of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.beneficiary.areas import reads
from services.beneficiary.areas.views import AreaView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.places import AreaPcode
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/areas", tags=["areas"])

Observer = Annotated[
    Mandate, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]


@router.get("/{pcode}/people", response_model=AreaView)
async def area(pcode: Annotated[AreaPcode, Path()], caller: Observer, request: Request) -> Response:
    """Who lives in a governorate or district and what was held there, counted, as of the mandate's moment."""
    database = request.app.state.database
    as_of = await database.moments.agreed(caller.as_of)
    return shown(await reads.area(database.counting, pcode, as_of, caller))
