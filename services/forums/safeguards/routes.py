"""Safeguards: handing over, and for protection alone listing, reading and voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.safeguards import rules
from services.forums.safeguards.reads import SAFEGUARD
from services.forums.safeguards.views import (
    SAFEGUARDS,
    ReceivedView,
    SafeguardDraft,
    SafeguardsAsked,
    SafeguardView,
)
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/safeguards", tags=["safeguards"])

Hearer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.PROTECTION)]
Protector = Annotated[Mandate, staff(Role.PROTECTION)]


@router.post("", status_code=201, response_model=ReceivedView)
async def hand_over(draft: SafeguardDraft, caller: Hearer, write: Writing) -> Response:
    """Hand to protection what was heard in a forum. The answer says that it was received and no more. Refused:
    `unknown-forum`, `outside-forum`."""
    fields = SAFEGUARDS.readable(caller.scope(SAFEGUARDS.name), tuple(ReceivedView.model_fields))
    await write.once(lambda: rules.hand_over(write, draft, caller))
    return shown(ReceivedView.model_validate(dict.fromkeys(fields, True)), 201)


@router.get("", response_model=Page[SafeguardView])
async def safeguards(asked: Annotated[SafeguardsAsked, Query()], caller: Protector, listing: Listing) -> Response:
    """What was handed over, newest first; with a reason it says what."""
    return shown(await listed(listing, SAFEGUARD, asked, caller))


@router.get("/{id}", response_model=SafeguardView)
async def safeguard(id: PathIdentifier, caller: Protector, reading: Reading) -> Response:
    """One by its number; with a reason it says what."""
    return shown(await find(reading, SAFEGUARD, id, caller))


@router.post("/{id}/void", response_model=SafeguardView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Protector, write: Writing) -> Response:
    """Void what was handed over in error."""
    await write.once(lambda: facts.void(write, SAFEGUARD, id, voiding.reason, caller))
    return shown(await find(await write.reader(), SAFEGUARD, id, caller))
