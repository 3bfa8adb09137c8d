"""Placements at host employers: beginning, listing, reading, ending, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.placements import rules
from services.grants.assisting.placements.reads import PLACEMENT
from services.grants.assisting.placements.views import PlacementDraft, PlacementEndDraft, PlacementsAsked, PlacementView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/placements", tags=["placements"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=PlacementView)
async def place(draft: PlacementDraft, caller: Officer, write: Writing) -> Response:
    """Record that somebody works at a host employer. Refused: `unknown-assistance`, `unknown-enterprise`, `one-host`,
    `other-modality`, `placed-already`, `above-assistance`, `starts-before-approval`, `not-in-notes`,
    `amount-too-fine`, and `assistance-ended` where it starts after that."""
    id = await write.once(lambda: rules.place(write, draft, caller))
    return shown(await find(await write.reader(), PLACEMENT, int(id), caller), 201)


@router.get("", response_model=Page[PlacementView])
async def placements(asked: Annotated[PlacementsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The placements, newest first."""
    return shown(await listed(listing, PLACEMENT, asked, caller))


@router.get("/{id}", response_model=PlacementView)
async def placement(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A placement by its number."""
    return shown(await find(reading, PLACEMENT, id, caller))


@router.post("/{id}/end", response_model=PlacementView)
async def end(id: PathIdentifier, draft: PlacementEndDraft, caller: Officer, write: Writing) -> Response:
    """Say how a placement ended. Refused: `ended-already`, `ends-before-it-starts`, `in-the-future`,
    `already-voided`."""
    await write.once(lambda: rules.end(write, id, draft, caller))
    return shown(await find(await write.reader(), PLACEMENT, id, caller))


@router.post("/{id}/void", response_model=PlacementView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a placement that was recorded in error, to be recorded anew."""
    await write.once(lambda: facts.void(write, PLACEMENT, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PLACEMENT, id, caller))
