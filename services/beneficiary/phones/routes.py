"""Phones: reading, voiding, and those of one person. Recording one is where duplicates are found."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.phones import reads
from services.beneficiary.phones.reads import PHONE
from services.beneficiary.phones.views import PhonesView, PhoneView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, Writing, shown

phones = APIRouter(route_class=StrictRoute, prefix="/phones", tags=["phones"])
of_people = APIRouter(route_class=StrictRoute, prefix="/people", tags=["phones"])
routers = [phones, of_people]

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]


@phones.get("/{id}", response_model=PhoneView)
async def phone(id: PathIdentifier, caller: Registrar, reading: Reading) -> Response:
    """A phone by the number of its record."""
    return shown(await find(reading, PHONE, id, caller))


@phones.post("/{id}/void", response_model=PhoneView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a phone that was recorded in error or is the person's no longer; a corrected one is recorded anew."""
    await write.once(lambda: facts.void(write, PHONE, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PHONE, id, caller))


@of_people.get("/{registration_number}/phones", response_model=PhonesView)
async def phones_of_person(
    registration_number: Annotated[RegistrationNumber, Path()], caller: Registrar, reading: Reading
) -> Response:
    """The phones under which a person can be reached, the one stated last first, at most 200."""
    return shown(await reads.phones(reading, registration_number, caller))
