"""Meetings: scheduling, listing, reading, holding, calling off."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.meetings import rules
from services.forums.meetings.reads import MEETING
from services.forums.meetings.views import HoldingDraft, MeetingDraft, MeetingsAsked, MeetingView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/meetings", tags=["meetings"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=MeetingView)
async def schedule(draft: MeetingDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that a forum is to meet. Refused: `unknown-forum`, `forum-closed`, `before-establishment`,
    `meeting-that-day`."""
    id = await write.once(lambda: rules.schedule(write, draft, caller))
    return shown(await find(await write.reader(), MEETING, int(id), caller), 201)


@router.get("", response_model=Page[MeetingView])
async def meetings(asked: Annotated[MeetingsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The meetings, newest first, held or not."""
    return shown(await listed(listing, MEETING, asked, caller))


@router.get("/{id}", response_model=MeetingView)
async def meeting(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A meeting by its number."""
    return shown(await find(reading, MEETING, id, caller))


@router.post("/{id}/hold", response_model=MeetingView)
async def hold(id: PathIdentifier, draft: HoldingDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that a meeting was held, and who was there by role, sex and age. Refused: `more-than-members`,
    `not-among-women`, `meeting-held`, `forum-closed`, `before-establishment`."""
    await write.once(lambda: rules.hold(write, id, draft, caller))
    return shown(await find(await write.reader(), MEETING, id, caller))


@router.post("/{id}/undo", response_model=MeetingView)
async def undo(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Take back that a meeting was held, which was recorded in error. Refused: `meeting-not-held`,
    `meeting-has-minutes`."""
    await write.once(lambda: rules.undo(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MEETING, id, caller))


@router.post("/{id}/void", response_model=MeetingView)
async def call_off(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Call off a meeting that was not held. Refused: `meeting-held`."""
    await write.once(lambda: rules.call_off(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MEETING, id, caller))
