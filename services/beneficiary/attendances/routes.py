"""Attendance: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.attendances import rules
from services.beneficiary.attendances.reads import ATTENDANCE
from services.beneficiary.attendances.views import AttendanceDraft, AttendancesAsked, AttendanceView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/attendances", tags=["attendances"])

Lead = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=AttendanceView)
async def attend(draft: AttendanceDraft, caller: Lead, write: Writing) -> Response:
    """Record what the sheet of a session says of a person."""
    id = await write.once(lambda: rules.attend(write, draft, caller))
    return shown(await find(await write.reader(), ATTENDANCE, int(id), caller), 201)


@router.get("", response_model=Page[AttendanceView])
async def attendances(asked: Annotated[AttendancesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The attendances, newest first."""
    return shown(await listed(listing, ATTENDANCE, asked, caller))


@router.get("/{id}", response_model=AttendanceView)
async def attendance(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An attendance by its number."""
    return shown(await find(reading, ATTENDANCE, id, caller))


@router.post("/{id}/void", response_model=AttendanceView)
async def void_attendance(id: PathIdentifier, voiding: Voiding, caller: Lead, write: Writing) -> Response:
    """Void an attendance that was recorded in error."""
    await write.once(lambda: facts.void(write, ATTENDANCE, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ATTENDANCE, id, caller))
