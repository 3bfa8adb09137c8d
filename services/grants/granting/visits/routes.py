"""Monitoring visits: recording, listing, reading, voiding; and what is due."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.visits import rules
from services.grants.granting.visits.reads import DUE_VISIT, VISIT
from services.grants.granting.visits.views import DueAsked, DueVisitView, VisitDraft, VisitsAsked, VisitView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/visits", tags=["visits"])

Monitor = Annotated[Mandate, staff(Role.MONITORING)]
Observer = Annotated[Mandate, staff(Role.MONITORING, Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]


@router.post("", status_code=201, response_model=VisitView)
async def record(draft: VisitDraft, caller: Monitor, write: Writing) -> Response:
    """Record what the caller saw who visited an enterprise after its award. Of each mark one visit stands; the text is
    not told to those who do not see what is `high`, who wrote it included. Refused: `unknown-award`, `before-award`,
    `in-the-future`, `mark-too-early`, `visited-already`, `closing-reason`, `currency-missing`, `amount-too-fine`,
    `unknown-file`, `not-a-photo`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), VISIT, int(id), caller), 201)


@router.get("", response_model=Page[VisitView])
async def visits(asked: Annotated[VisitsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The monitoring visits, newest first."""
    return shown(await listed(listing, VISIT, asked, caller))


@router.get("/due", response_model=Page[DueVisitView])
async def due(asked: Annotated[DueAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The awards whose enterprise is to be visited, what was approved last before the others; with `overdue=true` those
    of which the day is two weeks ago."""
    return shown(await listed(listing, DUE_VISIT, asked, caller))


@router.get("/{id}", response_model=VisitView)
async def visit(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A monitoring visit by its number."""
    return shown(await find(reading, VISIT, id, caller))


@router.post("/{id}/void", response_model=VisitView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Monitor, write: Writing) -> Response:
    """Void a visit that was recorded in error; a corrected one is recorded anew."""
    await write.once(lambda: facts.void(write, VISIT, id, voiding.reason, caller))
    return shown(await find(await write.reader(), VISIT, id, caller))
