"""Referrals: making, listing, reading, answering, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.referrals import rules
from services.forums.referrals.reads import REFERRAL
from services.forums.referrals.views import AnswerDraft, ReferralDraft, ReferralsAsked, ReferralView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/referrals", tags=["referrals"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=ReferralView)
async def refer(draft: ReferralDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that a concern is passed on: never a person. Refused: `unknown-concern`, `not-accepted`, `concern-closed`,
    `concern-merged`, `due-before`, `state-before-last`."""
    id = await write.once(lambda: rules.refer(write, draft, caller))
    return shown(await find(await write.reader(), REFERRAL, int(id), caller), 201)


@router.get("", response_model=Page[ReferralView])
async def referrals(asked: Annotated[ReferralsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The referrals, newest first."""
    return shown(await listed(listing, REFERRAL, asked, caller))


@router.get("/{id}", response_model=ReferralView)
async def referral(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A referral by its number."""
    return shown(await find(reading, REFERRAL, id, caller))


@router.post("/{id}/answer", response_model=ReferralView)
async def answer(id: PathIdentifier, draft: AnswerDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record what came back; of a service that helps people, only that it answered. Refused: `only-answered`,
    `answered-already`, `answered-before`."""
    await write.once(lambda: rules.answer(write, id, draft, caller))
    return shown(await find(await write.reader(), REFERRAL, id, caller))


@router.post("/{id}/undo", response_model=ReferralView)
async def undo(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Take back an answer that was recorded in error. Refused: `not-answered`."""
    await write.once(lambda: rules.undo(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), REFERRAL, id, caller))


@router.post("/{id}/void", response_model=ReferralView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a referral that was recorded in error."""
    await write.once(lambda: facts.void(write, REFERRAL, id, voiding.reason, caller))
    return shown(await find(await write.reader(), REFERRAL, id, caller))
