"""What a project has supported, for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.telling.results import reads
from services.grants.telling.results.views import SupportDraft, SupportQuartersView, SupportView
from shared.callers import Role
from shared.drafts import ProjectCode
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/support", tags=["results"])

Monitor = Annotated[Mandate, staff(Role.MONITORING)]


@router.get("", response_model=SupportView)
async def support(
    project: Annotated[ProjectCode, Query()], caller: Monitor, reading: Reading, request: Request
) -> Response:
    """What a project has supported, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.support(reading, project, [], as_of, caller))


@router.post("", response_model=SupportView)
async def support_of_people(draft: SupportDraft, caller: Monitor, reading: Reading, request: Request) -> Response:
    """The same, where some of the people are known to be one person."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.support(reading, draft.project, draft.merged, as_of, caller))


@router.post("/quarters", response_model=SupportQuartersView)
async def support_by_quarter(draft: SupportDraft, caller: Monitor, reading: Reading, request: Request) -> Response:
    """What a project has supported by quarter, where some of the people may be known to be one person."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.quarters(reading, draft.project, draft.merged, as_of, caller))
