"""Phases: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.phases import rules
from services.grants.assisting.phases.reads import PHASE
from services.grants.assisting.phases.views import PhaseDraft, PhasesAsked, PhaseView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/phases", tags=["phases"])

Administrator = Annotated[Mandate, staff(Role.ADMINISTRATOR)]
Observer = Annotated[Mandate, staff(Role.ADMINISTRATOR, Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=PhaseView)
async def record(draft: PhaseDraft, caller: Administrator, write: Writing) -> Response:
    """Record a phase. Refused: `unknown-project`, `before-project`, `ends-before-start`, `phase-already`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), PHASE, int(id), caller), 201)


@router.get("", response_model=Page[PhaseView])
async def phases(asked: Annotated[PhasesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The phases that stand, newest first."""
    return shown(await listed(listing, PHASE, asked, caller))


@router.get("/{id}", response_model=PhaseView)
async def phase(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A phase by its number."""
    return shown(await find(reading, PHASE, id, caller))


@router.post("/{id}/void", response_model=PhaseView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Administrator, write: Writing) -> Response:
    """Void a phase that was recorded in error. Refused while something that was given or assessed in it, or a
    selection list of it, stands: `phase-in-use`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PHASE, id, caller))
