"""Who was one person, for the gateway: other services count people, and never know who is whom."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.beneficiary.identities import reads
from services.beneficiary.identities.views import ClustersDraft, ClustersView, MergedView
from shared.callers import Role
from shared.guard import gateway, staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/identities", tags=["results"])

Monitor = Annotated[Mandate, staff(Role.MONITORING)]


@router.get("", response_model=MergedView)
async def merged_people(caller: Monitor, reading: Reading, request: Request) -> Response:
    """Every registration that was merged into another one, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.all_merged(reading, as_of, caller))


@router.post("/clusters", response_model=ClustersView)
async def clusters(draft: ClustersDraft, mandate: Annotated[Mandate, gateway()], reading: Reading) -> Response:
    """Who is one person now, of people of whom some were merged or are not any more."""
    return shown(await reads.clusters(reading, draft.people))
