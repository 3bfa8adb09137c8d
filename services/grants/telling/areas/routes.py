"""The grants and the jobs of an area, for the gateway, which puts them beside what else is known of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.grants.telling.areas import reads
from services.grants.telling.areas.views import AreaView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.places import AreaPcode
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/areas", tags=["areas"])

Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.get("/{pcode}/awards", response_model=AreaView)
async def area(pcode: Annotated[AreaPcode, Path()], caller: Observer, reading: Reading, request: Request) -> Response:
    """What was granted and paid in a governorate or district and the jobs there, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.area(reading, pcode, as_of, caller))
