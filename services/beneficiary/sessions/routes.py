"""Sessions: scheduling, listing, reading, cancelling."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.sessions import rules
from services.beneficiary.sessions.reads import SESSION
from services.beneficiary.sessions.views import SessionDraft, SessionsAsked, SessionView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/sessions", tags=["sessions"])

Lead = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=SessionView)
async def schedule(draft: SessionDraft, caller: Lead, write: Writing) -> Response:
    """Record that an activity is held on one of its days."""
    id = await write.once(lambda: rules.schedule(write, draft, caller))
    return shown(await find(await write.reader(), SESSION, int(id), caller), 201)


@router.get("", response_model=Page[SessionView])
async def sessions(asked: Annotated[SessionsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The sessions, newest first."""
    return shown(await listed(listing, SESSION, asked, caller))


@router.get("/{id}", response_model=SessionView)
async def session(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A session by its number."""
    return shown(await find(reading, SESSION, id, caller))


@router.post("/{id}/void", response_model=SessionView)
async def cancel(id: PathIdentifier, voiding: Voiding, caller: Lead, write: Writing) -> Response:
    """Cancel a session; what was recorded of it stays recorded and no longer counts."""
    await write.once(lambda: facts.void(write, SESSION, id, voiding.reason, caller))
    return shown(await find(await write.reader(), SESSION, id, caller))
