"""Functioning: recording, reading, voiding, and what one person answered."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.beneficiary.functioning import reads, rules
from services.beneficiary.functioning.reads import FUNCTIONING_OF
from services.beneficiary.functioning.views import FunctioningDraft, FunctioningOfPersonView, FunctioningView
from services.beneficiary.people.numbers import RegistrationNumber
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, Writing, shown

functioning = APIRouter(route_class=StrictRoute, prefix="/functioning", tags=["functioning"])
of_people = APIRouter(route_class=StrictRoute, prefix="/people", tags=["functioning"])
routers = [functioning, of_people]

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]


@functioning.post("", status_code=201, response_model=FunctioningView)
async def record(draft: FunctioningDraft, caller: Registrar, write: Writing) -> Response:
    """Record what a person of five years or over answered to the questions of the Washington Group Short Set."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), FUNCTIONING_OF, int(id), caller), 201)


@functioning.get("/{id}", response_model=FunctioningView)
async def answers(id: PathIdentifier, caller: Registrar, reading: Reading) -> Response:
    """The answers of one day by the number of their record."""
    return shown(await find(reading, FUNCTIONING_OF, id, caller))


@functioning.post("/{id}/void", response_model=FunctioningView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void answers that were recorded in error; corrected ones are recorded anew."""
    await write.once(lambda: facts.void(write, FUNCTIONING_OF, id, voiding.reason, caller))
    return shown(await find(await write.reader(), FUNCTIONING_OF, id, caller))


@of_people.get("/{registration_number}/functioning", response_model=FunctioningOfPersonView)
async def functioning_of_person(
    registration_number: Annotated[RegistrationNumber, Path()], caller: Registrar, reading: Reading
) -> Response:
    """What a person answered, the latest first, at most 200; and what follows of disability, or that nobody asked."""
    return shown(await reads.functioning(reading, registration_number, caller))
