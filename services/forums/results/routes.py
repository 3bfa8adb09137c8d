"""What a project did for forums, for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.forums.results import reads
from services.forums.results.views import EstablishmentQuartersView, EstablishmentView
from shared.callers import Role
from shared.drafts import ProjectCode
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/establishment", tags=["results"])

Monitor = Annotated[Mandate, staff(Role.MONITORING)]


@router.get("", response_model=EstablishmentView)
async def establishment(
    project: Annotated[ProjectCode, Query()], caller: Monitor, reading: Reading, request: Request
) -> Response:
    """What came of the forums that a project established, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.establishment(reading, project, as_of, caller))


@router.get("/quarters", response_model=EstablishmentQuartersView)
async def quarters(
    project: Annotated[ProjectCode, Query()], caller: Monitor, reading: Reading, request: Request
) -> Response:
    """The same by quarter."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.quarters(reading, project, as_of, caller))
