"""What the gateway puts together with what the other services know."""

from fastapi import APIRouter, Request, Response

from services.beneficiary.timelines import reads
from services.beneficiary.timelines.kinds import IN_AN_AREA
from services.beneficiary.timelines.views import BeneficiaryHappening, OfPersonDraft, OfPersonView
from shared.routes import Reading, StrictRoute
from shared.timelines.routes import Observer, moment, of_areas, told
from shared.timelines.views import EntriesView

router = APIRouter(route_class=StrictRoute, prefix="/timelines", tags=["timelines"])


@router.post("/person", response_model=OfPersonView)
async def of_person(draft: OfPersonDraft, caller: Observer, reading: Reading, request: Request) -> Response:
    """A page of what happened to somebody, as of the mandate's moment, and to what they consent now."""
    return told(await reads.of_person(reading, draft, await moment(request, caller), caller), caller)


routers = [router, of_areas(IN_AN_AREA, EntriesView[BeneficiaryHappening])]
