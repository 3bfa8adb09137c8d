"""The reach of a project, for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.beneficiary.reach import reads
from services.beneficiary.reach.views import ReachQuartersView, ReachView
from shared.callers import Role
from shared.drafts import ProjectCode
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/reach", tags=["results"])

Monitor = Annotated[Mandate, staff(Role.MONITORING)]


@router.get("", response_model=ReachView)
async def reach(
    project: Annotated[ProjectCode, Query()], caller: Monitor, reading: Reading, request: Request
) -> Response:
    """How many people a project reached, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.reach(reading, project, as_of, caller))


@router.get("/quarters", response_model=ReachQuartersView)
async def quarters(
    project: Annotated[ProjectCode, Query()], caller: Monitor, reading: Reading, request: Request
) -> Response:
    """The same by the quarters in which people came first."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.quarters(reading, project, as_of, caller))
