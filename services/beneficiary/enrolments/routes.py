"""Enrolments: enrolling, listing, reading, withdrawing, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.enrolments import rules
from services.beneficiary.enrolments.reads import ENROLMENT
from services.beneficiary.enrolments.views import EnrolmentDraft, EnrolmentsAsked, EnrolmentView, WithdrawalDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/enrolments", tags=["enrolments"])

Lead = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=EnrolmentView)
async def enrol(draft: EnrolmentDraft, caller: Lead, write: Writing) -> Response:
    """Give a person a place in an activity from a day on."""
    id = await write.once(lambda: rules.enrol(write, draft, caller))
    return shown(await find(await write.reader(), ENROLMENT, int(id), caller), 201)


@router.get("", response_model=Page[EnrolmentView])
async def enrolments(asked: Annotated[EnrolmentsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The enrolments, newest first."""
    return shown(await listed(listing, ENROLMENT, asked, caller))


@router.get("/{id}", response_model=EnrolmentView)
async def enrolment(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An enrolment by its number."""
    return shown(await find(reading, ENROLMENT, id, caller))


@router.post("/{id}/withdraw", response_model=EnrolmentView)
async def withdraw(id: PathIdentifier, draft: WithdrawalDraft, caller: Lead, write: Writing) -> Response:
    """Give a person's place back on a day. The answer is the enrolment with its end, under a number of its own."""
    ended = await write.once(lambda: rules.withdraw(write, id, draft, caller))
    return shown(await find(await write.reader(), ENROLMENT, int(ended), caller))


@router.post("/{id}/void", response_model=EnrolmentView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Lead, write: Writing) -> Response:
    """Void an enrolment that was recorded in error."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ENROLMENT, id, caller))
