"""Terms: appointing, listing, reading, ending, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.terms import rules
from services.forums.terms.reads import TERM
from services.forums.terms.views import TermDraft, TermEndingDraft, TermsAsked, TermView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/terms", tags=["terms"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=TermView)
async def appoint(draft: TermDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that a member leads a forum without an election. Refused: `unknown-member`, `not-a-member-then`,
    `head-from-community`, `seat-taken`, `leads-already`, `ends-before-it-begins`, `forum-closed`."""
    id = await write.once(lambda: rules.appoint(write, draft, caller))
    return shown(await find(await write.reader(), TERM, int(id), caller), 201)


@router.get("", response_model=Page[TermView])
async def terms(asked: Annotated[TermsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The terms of those who lead forums, newest first."""
    return shown(await listed(listing, TERM, asked, caller))


@router.get("/{id}", response_model=TermView)
async def term(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A term by its number."""
    return shown(await find(reading, TERM, id, caller))


@router.post("/{id}/end", response_model=TermView)
async def end(id: PathIdentifier, draft: TermEndingDraft, caller: FocalPoint, write: Writing) -> Response:
    """End a term on a day on which it lasted; it goes on under a new number. Refused: `term-over`,
    `ends-before-it-begins`."""
    ended = await write.once(lambda: rules.end(write, id, draft, caller))
    return shown(await find(await write.reader(), TERM, int(ended), caller))


@router.post("/{id}/void", response_model=TermView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a term that was recorded in error. Refused for who was elected: `term-of-an-election`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), TERM, id, caller))
