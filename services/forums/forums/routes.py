"""Forums: recording, listing, reading, what becomes of them, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.forums import rules, standing
from services.forums.forums.reads import FORUM
from services.forums.forums.views import (
    CharterDraft,
    ForumDraft,
    ForumsAsked,
    ForumView,
    StatusDraft,
)
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/forums", tags=["forums"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=ForumView)
async def establish(draft: ForumDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record a forum that was established. Refused: `level-and-place`."""
    id = await write.once(lambda: rules.establish(write, draft, caller))
    return shown(await find(await write.reader(), FORUM, int(id), caller), 201)


@router.get("", response_model=Page[ForumView])
async def all_forums(asked: Annotated[ForumsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The forums, newest first."""
    return shown(await listed(listing, FORUM, asked, caller))


@router.get("/{id}", response_model=ForumView)
async def forum(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A forum by its number."""
    return shown(await find(reading, FORUM, id, caller))


@router.post("/{id}/activate", response_model=ForumView)
async def activate(id: PathIdentifier, draft: StatusDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that a forum has formed, or is awake again. Refused: `forum-closed`, `same-status`, `status-before-last`,
    `before-establishment`."""
    await write.once(lambda: standing.activate(write, id, draft, caller))
    return shown(await find(await write.reader(), FORUM, id, caller))


@router.post("/{id}/rest", response_model=ForumView)
async def rest(id: PathIdentifier, draft: StatusDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that an active forum does not meet for the time being. Refused: `forum-not-active`, and as above."""
    await write.once(lambda: standing.rest(write, id, draft, caller))
    return shown(await find(await write.reader(), FORUM, id, caller))


@router.post("/{id}/close", response_model=ForumView)
async def close(id: PathIdentifier, draft: StatusDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that a forum is no more: it stays closed. Refused: `forum-met-since`, `forum-worked-since`,
    `forum-led-since`, and as above."""
    await write.once(lambda: standing.close(write, id, draft, caller))
    return shown(await find(await write.reader(), FORUM, id, caller))


@router.post("/{id}/undo", response_model=ForumView)
async def undo(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Take back the latest status, which was stated in error. Refused: `nothing-to-undo`."""
    await write.once(lambda: standing.undo(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), FORUM, id, caller))


@router.post("/{id}/charter", response_model=ForumView)
async def charter(id: PathIdentifier, draft: CharterDraft, caller: FocalPoint, write: Writing) -> Response:
    """State what a forum goes by from a day on; stated again of the same day, it is corrected. Refused:
    `outside-forum`, `before-establishment`."""
    await write.once(lambda: standing.charter(write, id, draft, caller))
    return shown(await find(await write.reader(), FORUM, id, caller))


@router.post("/{id}/void", response_model=ForumView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a forum that was recorded in error. Refused while seats in it stand or what it did:
    `forum-has-members`, `forum-has-worked`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), FORUM, id, caller))
