"""Registering, listing, reading and voiding people. Correcting one is where duplicates are found."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.beneficiary.people import rules
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.reads import PERSON, PERSON_BY_ID
from services.beneficiary.people.views import PeopleAsked, PersonDraft, PersonView
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


@router.post("", status_code=201, response_model=PersonView, responses={201: TAGGED})
async def register(draft: PersonDraft, caller: Registrar, write: Writing, request: Request) -> Response:
    """Register a person; no document is needed. The answer carries the registration number."""
    id = await write.once(lambda: rules.register(write, draft, caller))
    return shown(await find(await write.reader(), PERSON_BY_ID, int(id), caller), 201, tags=request.app.state.tags)


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
