"""The ministry's forums over HTTP, and how they are counted."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import partners
from gateway.ledger.telling import tell
from gateway.policing.asking import about, figures, page
from gateway.policing.forums.views import ForumsAsked, ForumTold, IndicatorsAsked, IndicatorsTold
from shared.callers import CallerClass, DatasetName
from shared.pages import Page
from shared.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/v1/policing", tags=["policing"])

Ministry = Annotated[Caller, partners(CallerClass.SECURITY)]


@router.get("/forums", response_model=Page[ForumTold])
async def forums(request: Request, asked: Annotated[ForumsAsked, Query()], caller: Ministry) -> Response:
    """The forums in the areas and under the projects of the agreement, newest first."""
    dataset = DatasetName.FORUMS
    return await tell(request, caller, page(request, dataset, asked, Page[ForumTold]), about(caller, dataset))


@router.get("/indicators", response_model=IndicatorsTold)
async def indicators(request: Request, asked: Annotated[IndicatorsAsked, Query()], caller: Ministry) -> Response:
    """How these forums work, counted by governorate, district or forum over a period, as known now or at an earlier
    moment. What protection alone may know is in none of it."""
    answering = figures(request, asked, IndicatorsTold)
    return await tell(request, caller, answering, about(caller, DatasetName.INDICATORS))
