"""Follow-ups: recording, listing, reading, voiding; and what is due."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.followups import rules
from services.grants.assisting.followups.reads import DUE, FOLLOWUP
from services.grants.assisting.followups.views import DueAsked, DueView, FollowUpDraft, FollowUpsAsked, FollowUpView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/followups", tags=["followups"])

Visitor = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.MONITORING)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=FollowUpView)
async def follow_up(draft: FollowUpDraft, caller: Visitor, write: Writing) -> Response:
    """Record what became of an assistance. Refused: `unknown-assistance`, `not-given-yet`, `another-mark`,
    `followed-up-already`, `in-the-future`."""
    id = await write.once(lambda: rules.follow_up(write, draft, caller))
    return shown(await find(await write.reader(), FOLLOWUP, int(id), caller), 201)


@router.get("", response_model=Page[FollowUpView])
async def followups(asked: Annotated[FollowUpsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The follow-ups, newest first."""
    return shown(await listed(listing, FOLLOWUP, asked, caller))


@router.get("/due", response_model=Page[DueView])
async def due(asked: Annotated[DueAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The assistance that is to be followed up, what was approved last before the others; with `overdue=true` that of
    which the day is two weeks ago."""
    return shown(await listed(listing, DUE, asked, caller))


@router.get("/{id}", response_model=FollowUpView)
async def followup(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A follow-up by its number."""
    return shown(await find(reading, FOLLOWUP, id, caller))


@router.post("/{id}/void", response_model=FollowUpView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Visitor, write: Writing) -> Response:
    """Void a follow-up that was recorded in error, to be recorded anew."""
    await write.once(lambda: facts.void(write, FOLLOWUP, id, voiding.reason, caller))
    return shown(await find(await write.reader(), FOLLOWUP, id, caller))
