"""Registering a household and its people with everything that was written down at a visit."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.beneficiary.documents.routes import Key
from services.beneficiary.registrations import rules
from services.beneficiary.registrations.reads import Visit, registered
from services.beneficiary.registrations.views import RegistrationDraft, RegistrationView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/registrations", tags=["registrations"])

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]


@router.post("", status_code=201, response_model=RegistrationView)
async def register(draft: RegistrationDraft, caller: Registrar, write: Writing, key: Key) -> Response:
    """Register the people of a visit, 1 to 30, and their household if they have one: all of it, or nothing."""
    visit = await write.once(lambda: rules.register(write, key, draft, caller))
    return shown(await registered(await write.reader(), Visit.read(visit), caller), 201)
