"""Listing, reading and voiding people. Whoever is registered or corrected may be known already: see `duplicates`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.beneficiary.people import rules
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.reads import PERSON
from services.beneficiary.people.views import PeopleAsked, PersonView
from shared.callers import Role
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import TAGGED, Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/people", tags=["people"])
routers = [router]

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[
    Mandate, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]
Number = Annotated[RegistrationNumber, Path()]


@router.get("", response_model=Page[PersonView])
async def people(asked: Annotated[PeopleAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The people who are registered, newest first, with the fields that the caller may see."""
    return shown(await listed(listing, PERSON, asked, caller))


@router.get("/{registration_number}", response_model=PersonView, responses={200: TAGGED})
async def person(registration_number: Number, caller: Observer, reading: Reading, request: Request) -> Response:
    """A person by registration number, with the fields that the caller may see. A number that was merged into another
    answers with the one that goes on; `merged_from` has such numbers of people who live where the caller works."""
    return shown(await find(reading, PERSON, registration_number, caller), tags=request.app.state.tags)


@router.post("/{registration_number}/void", response_model=PersonView, responses={200: TAGGED})
async def void(
    registration_number: Number, voiding: Voiding, caller: Registrar, write: Writing, request: Request
) -> Response:
    """Void a registration that was made in error. What the person took part in no longer counts; of somebody who was
    registered twice it goes on counting if the two are merged. Refused: `merged-into-another`, `others-merged-into`."""
    await write.once(lambda: rules.void(write, registration_number, voiding.reason, caller))
    return shown(await find(await write.reader(), PERSON, registration_number, caller), tags=request.app.state.tags)
