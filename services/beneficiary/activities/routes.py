"""Activities: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.activities import rules
from services.beneficiary.activities.reads import ACTIVITY
from services.beneficiary.activities.views import ActivitiesAsked, ActivityDraft, ActivityView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/activities", tags=["activities"])

Lead = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=ActivityView)
async def hold(draft: ActivityDraft, caller: Lead, write: Writing) -> Response:
    """Record an activity under a project."""
    id = await write.once(lambda: rules.hold(write, draft, caller))
    return shown(await find(await write.reader(), ACTIVITY, int(id), caller), 201)


@router.get("", response_model=Page[ActivityView])
async def activities(asked: Annotated[ActivitiesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The activities, newest first."""
    return shown(await listed(listing, ACTIVITY, asked, caller))


@router.get("/{id}", response_model=ActivityView)
async def activity(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An activity by its number."""
    return shown(await find(reading, ACTIVITY, id, caller))


@router.post("/{id}/void", response_model=ActivityView)
async def void_activity(id: PathIdentifier, voiding: Voiding, caller: Lead, write: Writing) -> Response:
    """Void an activity; its attendances stay recorded and no longer count."""
    await write.once(lambda: facts.void(write, ACTIVITY, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ACTIVITY, id, caller))
