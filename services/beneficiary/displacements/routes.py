"""Displacement status: stating, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.displacements import rules
from services.beneficiary.displacements.reads import DISPLACEMENT
from services.beneficiary.displacements.views import DisplacementDraft, DisplacementsAsked, DisplacementView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/displacements", tags=["displacements"])

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=DisplacementView)
async def state(draft: DisplacementDraft, caller: Registrar, write: Writing) -> Response:
    """State a displacement status from a day on."""
    id = await write.once(lambda: rules.state(write, draft, caller))
    return shown(await find(await write.reader(), DISPLACEMENT, int(id), caller), 201)


@router.get("", response_model=Page[DisplacementView])
async def displacements(asked: Annotated[DisplacementsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The displacement statuses that were stated, newest first."""
    return shown(await listed(listing, DISPLACEMENT, asked, caller))


@router.get("/{id}", response_model=DisplacementView)
async def displacement(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A stated displacement status by its number."""
    return shown(await find(reading, DISPLACEMENT, id, caller))


@router.post("/{id}/void", response_model=DisplacementView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a displacement status that was stated wrongly."""
    await write.once(lambda: facts.void(write, DISPLACEMENT, id, voiding.reason, caller))
    return shown(await find(await write.reader(), DISPLACEMENT, id, caller))
