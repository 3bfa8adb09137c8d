"""Certificates: giving, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.certificates import rules
from services.beneficiary.certificates.reads import CERTIFICATE
from services.beneficiary.certificates.views import CertificateDraft, CertificatesAsked, CertificateView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/certificates", tags=["certificates"])

Lead = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=CertificateView)
async def give(draft: CertificateDraft, caller: Lead, write: Writing) -> Response:
    """Give a person a certificate; the answer carries the number that stands on it."""
    id = await write.once(lambda: rules.give(write, draft, caller))
    return shown(await find(await write.reader(), CERTIFICATE, int(id), caller), 201)


@router.get("", response_model=Page[CertificateView])
async def certificates(asked: Annotated[CertificatesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The certificates, newest first."""
    return shown(await listed(listing, CERTIFICATE, asked, caller))


@router.get("/{id}", response_model=CertificateView)
async def certificate(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A certificate by the number of its record."""
    return shown(await find(reading, CERTIFICATE, id, caller))


@router.post("/{id}/void", response_model=CertificateView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Lead, write: Writing) -> Response:
    """Void a certificate that was given in error; its number stays taken."""
    await write.once(lambda: facts.void(write, CERTIFICATE, id, voiding.reason, caller))
    return shown(await find(await write.reader(), CERTIFICATE, id, caller))
