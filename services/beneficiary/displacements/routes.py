"""Displacement status: stating, listing, reading, ending, voiding; and which one holds on a day."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.beneficiary.displacements import reads, rules
from services.beneficiary.displacements.reads import DISPLACEMENT
from services.beneficiary.displacements.views import (
    DisplacementDraft,
    DisplacementsAsked,
    DisplacementView,
    EndDraft,
    StatusView,
)
from services.beneficiary.people.numbers import RegistrationNumber
from shared import facts
from shared.callers import Role
from shared.days import today
from shared.drafts import Day, PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/displacements", tags=["displacements"])
of_people = APIRouter(route_class=StrictRoute, prefix="/people", tags=["displacements"])
of_households = APIRouter(route_class=StrictRoute, prefix="/households", tags=["displacements"])
routers = [router, of_people, of_households]

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]
DayAsked = Annotated[Day | None, Query()]


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


@router.post("/{id}/end", response_model=DisplacementView)
async def end(id: PathIdentifier, draft: EndDraft, caller: Registrar, write: Writing) -> Response:
    """End a person's own status on a day: from then on it is the household's again.

    The answer is the status as it stands now, under a number of its own.
    """
    ended = await write.once(lambda: rules.end(write, id, draft, caller))
    return shown(await find(await write.reader(), DISPLACEMENT, int(ended), caller))


@router.post("/{id}/void", response_model=DisplacementView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a displacement status that was stated wrongly."""
    await write.once(lambda: facts.void(write, DISPLACEMENT, id, voiding.reason, caller))
    return shown(await find(await write.reader(), DISPLACEMENT, id, caller))


@of_people.get("/{registration_number}/displacement", response_model=StatusView)
async def status_of_person(
    registration_number: Annotated[RegistrationNumber, Path()],
    caller: Observer,
    reading: Reading,
    on: DayAsked = None,
) -> Response:
    """The status of a person on a day, or today: their own, or that of the household they lived in."""
    return shown(await reads.of_person(reading, registration_number, on or today(), caller))


@of_households.get("/{id}/displacement", response_model=StatusView)
async def status_of_household(id: PathIdentifier, caller: Observer, reading: Reading, on: DayAsked = None) -> Response:
    """The status of a household on a day, or today."""
    return shown(await reads.of_household(reading, id, on or today(), caller))
