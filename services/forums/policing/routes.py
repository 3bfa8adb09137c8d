"""What the gateway asks for the ministry: lists of what forums do, how that is counted, and what police say of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.forums.actions.views import ActionEndingDraft, ActionsAsked
from services.forums.areas.reads import area as of_area
from services.forums.areas.views import AreaView
from services.forums.concerns.views import ConcernsAsked
from services.forums.forums.views import ForumsAsked
from services.forums.indicators.reads import indicators as counted
from services.forums.indicators.views import IndicatorsAsked, IndicatorsView
from services.forums.meetings.views import MeetingsAsked
from services.forums.minutes.views import MinutesAsked
from services.forums.plans.views import PlansAsked
from services.forums.policing import reads, rules
from services.forums.policing.views import (
    ActionTold,
    ConcernTold,
    ForumTold,
    MeetingTold,
    MinuteTold,
    PlanTold,
    ReferralTold,
)
from services.forums.referrals.views import AnswerDraft, ReferralsAsked
from shared.callers import CallerClass
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import partners
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.places import AreaPcode
from shared.routes import Listing, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/policing", tags=["policing"])

Ministry = Annotated[Mandate, partners(CallerClass.SECURITY)]


@router.get("/forums", response_model=Page[ForumTold])
async def forums(asked: Annotated[ForumsAsked, Query()], caller: Ministry, listing: Listing) -> Response:
    """The forums, newest first."""
    return shown(await listed(listing, reads.FORUMS, asked, caller))


@router.get("/meetings", response_model=Page[MeetingTold])
async def meetings(asked: Annotated[MeetingsAsked, Query()], caller: Ministry, listing: Listing) -> Response:
    """Their meetings, newest first, held or not."""
    return shown(await listed(listing, reads.MEETINGS, asked, caller))


@router.get("/minutes", response_model=Page[MinuteTold])
async def minutes(asked: Annotated[MinutesAsked, Query()], caller: Ministry, listing: Listing) -> Response:
    """Items of minutes, newest first."""
    return shown(await listed(listing, reads.MINUTES, asked, caller))


@router.get("/concerns", response_model=Page[ConcernTold])
async def concerns(asked: Annotated[ConcernsAsked, Query()], caller: Ministry, listing: Listing) -> Response:
    """The concerns, newest first."""
    return shown(await listed(listing, reads.CONCERNS, asked, caller))


@router.get("/plans", response_model=Page[PlanTold])
async def plans(asked: Annotated[PlansAsked, Query()], caller: Ministry, listing: Listing) -> Response:
    """The plans, newest first."""
    return shown(await listed(listing, reads.PLANS, asked, caller))


@router.get("/actions", response_model=Page[ActionTold])
async def actions(asked: Annotated[ActionsAsked, Query()], caller: Ministry, listing: Listing) -> Response:
    """The actions, newest first."""
    return shown(await listed(listing, reads.ACTIONS, asked, caller))


@router.get("/referrals", response_model=Page[ReferralTold])
async def referrals(asked: Annotated[ReferralsAsked, Query()], caller: Ministry, listing: Listing) -> Response:
    """The referrals, newest first."""
    return shown(await listed(listing, reads.REFERRALS, asked, caller))


@router.post("/actions/{id}/end", response_model=ActionTold)
async def end(id: PathIdentifier, draft: ActionEndingDraft, caller: Ministry, write: Writing) -> Response:
    """Record that an action of the police ended, and what came of it. Refused: `not-of-police`, `action-ended`,
    `ended-before-agreed`."""
    await write.once(lambda: rules.end(write, id, draft, caller))
    return shown(await find(await write.reader(), reads.ACTIONS, id, caller))


@router.post("/referrals/{id}/answer", response_model=ReferralTold)
async def answer(id: PathIdentifier, draft: AnswerDraft, caller: Ministry, write: Writing) -> Response:
    """Record what came of a concern that was passed on to the police. Refused: `not-to-police`, `answered-already`,
    `answered-before`."""
    await write.once(lambda: rules.answer(write, id, draft, caller))
    return shown(await find(await write.reader(), reads.REFERRALS, id, caller))


@router.get("/indicators", response_model=IndicatorsView)
async def indicators(
    asked: Annotated[IndicatorsAsked, Query()], caller: Ministry, listing: Listing, request: Request
) -> Response:
    """How forums work, counted, as known now or at an earlier moment."""
    as_of = await request.app.state.database.moments.agreed(asked.as_of)
    return shown(await counted(listing.reader, asked, as_of, caller))


@router.get("/areas/{pcode}", response_model=AreaView)
async def area(pcode: Annotated[AreaPcode, Path()], caller: Ministry, listing: Listing, request: Request) -> Response:
    """What the forums of a governorate or district have done, counted, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await of_area(listing.reader, pcode, as_of, caller))
