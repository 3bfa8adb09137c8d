"""Activities and attendance: recording, listing, reading, voiding; and the reach of a project, for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.beneficiary.activities import reads, rules
from services.beneficiary.activities.reads import ACTIVITY, ATTENDANCE
from services.beneficiary.activities.views import (
    ActivitiesAsked,
    ActivityDraft,
    ActivityView,
    AttendanceDraft,
    AttendancesAsked,
    AttendanceView,
    ReachView,
)
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier, ProjectCode
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

activities = APIRouter(route_class=StrictRoute, prefix="/activities", tags=["activities"])
attendances = APIRouter(route_class=StrictRoute, prefix="/attendances", tags=["activities"])
reached = APIRouter(route_class=StrictRoute, prefix="/reach", tags=["results"])
routers = [activities, attendances, reached]

Lead = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER)]
Observer = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]
Monitor = Annotated[Mandate, staff(Role.MONITORING)]


@activities.post("", status_code=201, response_model=ActivityView)
async def hold(draft: ActivityDraft, caller: Lead, write: Writing) -> Response:
    """Record an activity under a project."""
    id = await write.once(lambda: rules.hold(write, draft, caller))
    return shown(await find(await write.reader(), ACTIVITY, int(id), caller), 201)


@activities.get("", response_model=Page[ActivityView])
async def all_activities(asked: Annotated[ActivitiesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The activities, newest first."""
    return shown(await listed(listing, ACTIVITY, asked, caller))


@activities.get("/{id}", response_model=ActivityView)
async def activity(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An activity by its number."""
    return shown(await find(reading, ACTIVITY, id, caller))


@activities.post("/{id}/void", response_model=ActivityView)
async def void_activity(id: PathIdentifier, voiding: Voiding, caller: Lead, write: Writing) -> Response:
    """Void an activity; its attendances stay recorded and no longer count."""
    await write.once(lambda: facts.void(write, ACTIVITY, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ACTIVITY, id, caller))


@attendances.post("", status_code=201, response_model=AttendanceView)
async def attend(draft: AttendanceDraft, caller: Lead, write: Writing) -> Response:
    """Record that a person took part in an activity on a day."""
    id = await write.once(lambda: rules.attend(write, draft, caller))
    return shown(await find(await write.reader(), ATTENDANCE, int(id), caller), 201)


@attendances.get("", response_model=Page[AttendanceView])
async def all_attendances(asked: Annotated[AttendancesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The attendances, newest first."""
    return shown(await listed(listing, ATTENDANCE, asked, caller))


@attendances.get("/{id}", response_model=AttendanceView)
async def attendance(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An attendance by its number."""
    return shown(await find(reading, ATTENDANCE, id, caller))


@attendances.post("/{id}/void", response_model=AttendanceView)
async def void_attendance(id: PathIdentifier, voiding: Voiding, caller: Lead, write: Writing) -> Response:
    """Void an attendance that was recorded in error."""
    await write.once(lambda: facts.void(write, ATTENDANCE, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ATTENDANCE, id, caller))


@reached.get("", response_model=ReachView)
async def reach(
    project: Annotated[ProjectCode, Query()], caller: Monitor, reading: Reading, request: Request
) -> Response:
    """How many people a project reached, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.reach(reading, project, as_of, caller))
