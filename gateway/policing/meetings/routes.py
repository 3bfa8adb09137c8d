"""Meetings of the ministry's forums over HTTP, and their minutes."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import partners
from gateway.ledger.telling import tell
from gateway.policing.asking import about, page
from gateway.policing.meetings.views import MeetingsAsked, MeetingTold, MinutesAsked, MinuteTold
from shared.callers import CallerClass, DatasetName
from shared.pages import Page
from shared.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/v1/policing", tags=["policing"])

Ministry = Annotated[Caller, partners(CallerClass.SECURITY)]


@router.get("/meetings", response_model=Page[MeetingTold])
async def meetings(request: Request, asked: Annotated[MeetingsAsked, Query()], caller: Ministry) -> Response:
    """The meetings of the forums, newest first, held or not."""
    dataset = DatasetName.MEETINGS
    return await tell(request, caller, page(request, dataset, asked, Page[MeetingTold]), about(caller, dataset))


@router.get("/minutes", response_model=Page[MinuteTold])
async def minutes(request: Request, asked: Annotated[MinutesAsked, Query()], caller: Ministry) -> Response:
    """What the meetings put down, in items, newest first; text where somebody has read and released it."""
    dataset = DatasetName.MINUTES
    return await tell(request, caller, page(request, dataset, asked, Page[MinuteTold]), about(caller, dataset))
