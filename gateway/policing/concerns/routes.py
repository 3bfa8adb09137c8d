"""Concerns in the ministry's forums over HTTP, what is done about them, and what the police say of that."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import partners
from gateway.clients import forums
from gateway.clients.upstream import Upstream
from gateway.ledger.telling import tell
from gateway.policing.asking import about, page, stating
from gateway.policing.concerns.views import (
    ActionsAsked,
    ActionTold,
    AnswerStated,
    ConcernsAsked,
    ConcernTold,
    EndingStated,
    PlansAsked,
    PlanTold,
    ReferralsAsked,
    ReferralTold,
)
from gateway.policing.fields import Reference
from shared.callers import CallerClass, DatasetName
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import StatedKey, StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/v1/policing", tags=["policing"])

Ministry = Annotated[Caller, partners(CallerClass.SECURITY)]
Own = Annotated[Reference, Path()]


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


@router.post("/actions/{id}/end", response_model=ActionTold)
async def end(request: Request, id: Own, draft: EndingStated, caller: Ministry, key: StatedKey) -> Response:
    """Say that an action of the police ended, and what came of it. It takes an agreement that opens both, an action
    whose owner is `community_police` or `local_police` (else `not-of-police`), and one that lasts (`action-ended`)."""
    dataset, stated = DatasetName.ACTIONS, forums.Action(**draft.model_dump())

    async def state(upstream: Upstream, mandate: Mandate, number: int) -> forums.Record:
        return await forums.ended(upstream, mandate, number, stated, None if key is None else key.key)

    answering = stating(request, dataset, id, state, ActionTold)
    return await tell(request, caller, answering, about(caller, dataset, EndingStated.model_fields))


@router.post("/referrals/{id}/answer", response_model=ReferralTold)
async def answer(request: Request, id: Own, draft: AnswerStated, caller: Ministry, key: StatedKey) -> Response:
    """Say what came of a concern that was passed on to the police. It takes an agreement that opens both, a referral
    whose target is `police` (else `not-to-police`), and one that waits (`answered-already`)."""
    dataset, stated = DatasetName.REFERRALS, forums.Referral(**draft.model_dump())

    async def state(upstream: Upstream, mandate: Mandate, number: int) -> forums.Record:
        return await forums.answered(upstream, mandate, number, stated, None if key is None else key.key)

    answering = stating(request, dataset, id, state, ReferralTold)
    return await tell(request, caller, answering, about(caller, dataset, AnswerStated.model_fields))
