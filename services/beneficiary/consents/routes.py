"""Consents: recording, listing, reading, voiding; those of one person; and voiding a notice, which they refer to."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.beneficiary.consents import reads, rules
from services.beneficiary.consents.reads import CONSENT
from services.beneficiary.consents.views import ConsentDraft, ConsentsAsked, ConsentsView, ConsentView
from services.beneficiary.notices.reads import NOTICE
from services.beneficiary.notices.views import NoticeView
from services.beneficiary.people.numbers import RegistrationNumber
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

consents = APIRouter(route_class=StrictRoute, prefix="/consents", tags=["consents"])
of_people = APIRouter(route_class=StrictRoute, prefix="/people", tags=["consents"])
notices = APIRouter(route_class=StrictRoute, prefix="/notices", tags=["notices"])
routers = [consents, of_people, notices]

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION, Role.DATA_PROTECTION_OFFICER)]
Officer = Annotated[Mandate, staff(Role.DATA_PROTECTION_OFFICER)]


@consents.post("", status_code=201, response_model=ConsentView)
async def decide(draft: ConsentDraft, caller: Registrar, write: Writing) -> Response:
    """Record that a person gave or withdrew consent."""
    id = await write.once(lambda: rules.decide(write, draft, caller))
    return shown(await find(await write.reader(), CONSENT, int(id), caller), 201)


@consents.get("", response_model=Page[ConsentView])
async def all_consents(asked: Annotated[ConsentsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The decisions that stand, of everybody, newest first."""
    return shown(await listed(listing, CONSENT, asked, caller))


@consents.get("/{id}", response_model=ConsentView)
async def consent(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A decision by its number."""
    return shown(await find(reading, CONSENT, id, caller))


@consents.post("/{id}/void", response_model=ConsentView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a decision that was recorded in error; the one before it counts again."""
    await write.once(lambda: facts.void(write, CONSENT, id, voiding.reason, caller))
    return shown(await find(await write.reader(), CONSENT, id, caller))


@of_people.get("/{registration_number}/consents", response_model=ConsentsView)
async def consents_of_person(
    registration_number: Annotated[RegistrationNumber, Path()], caller: Observer, reading: Reading
) -> Response:
    """The decisions of a person that stand, newest first, at most 200."""
    return shown(await reads.consents(reading, registration_number, caller))


@notices.post("/{id}/void", response_model=NoticeView)
async def void_notice(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a notice that was issued in error and that no standing consent refers to."""
    await write.once(lambda: rules.void_notice(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), NOTICE, id, caller))
