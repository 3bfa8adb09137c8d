"""Concerns in the ministry's forums over HTTP, and what is done about them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import partners
from gateway.ledger.telling import tell
from gateway.policing.asking import about, page
from gateway.policing.concerns.views import (
    ActionsAsked,
    ActionTold,
    ConcernsAsked,
    ConcernTold,
    PlansAsked,
    PlanTold,
    ReferralsAsked,
    ReferralTold,
)
from shared.callers import CallerClass, DatasetName
from shared.pages import Page
from shared.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/v1/policing", tags=["policing"])

Ministry = Annotated[Caller, partners(CallerClass.SECURITY)]


@router.get("/concerns", response_model=Page[ConcernTold])
async def concerns(request: Request, asked: Annotated[ConcernsAsked, Query()], caller: Ministry) -> Response:
    """What groups of the communities raised, newest first; text where somebody has read and released it."""
    dataset = DatasetName.CONCERNS
    return await tell(request, caller, page(request, dataset, asked, Page[ConcernTold]), about(caller, dataset))


@router.get("/plans", response_model=Page[PlanTold])
async def plans(request: Request, asked: Annotated[PlansAsked, Query()], caller: Ministry) -> Response:
    """The security and safety plans, newest first."""
    dataset = DatasetName.PLANS
    return await tell(request, caller, page(request, dataset, asked, Page[PlanTold]), about(caller, dataset))


@router.get("/actions", response_model=Page[ActionTold])
async def actions(request: Request, asked: Annotated[ActionsAsked, Query()], caller: Ministry) -> Response:
    """What was agreed to be done, newest first, by whom in which capacity, and what came of it."""
    dataset = DatasetName.ACTIONS
    return await tell(request, caller, page(request, dataset, asked, Page[ActionTold]), about(caller, dataset))


@router.get("/referrals", response_model=Page[ReferralTold])
async def referrals(request: Request, asked: Annotated[ReferralsAsked, Query()], caller: Ministry) -> Response:
    """The concerns that were passed on, newest first, to whom, and what came back."""
    dataset = DatasetName.REFERRALS
    return await tell(request, caller, page(request, dataset, asked, Page[ReferralTold]), about(caller, dataset))
