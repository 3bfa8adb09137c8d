"""Verifications: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.verifications import rules
from services.grants.granting.verifications.reads import VERIFICATION
from services.grants.granting.verifications.views import VerificationDraft, VerificationsAsked, VerificationView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/verifications", tags=["verifications"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.post("", status_code=201, response_model=VerificationView)
async def record(draft: VerificationDraft, caller: Officer, write: Writing) -> Response:
    """Record what the caller found who visited an enterprise. The last verification counts, and all are kept. Refused:
    `unknown-enterprise`, `same-person`, `nothing-found`, `in-the-future`, `currency-missing`, `amount-too-fine`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), VERIFICATION, int(id), caller), 201)


@router.get("", response_model=Page[VerificationView])
async def verifications(asked: Annotated[VerificationsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """What was found in enterprises, the newest first."""
    return shown(await listed(listing, VERIFICATION, asked, caller))


@router.get("/{id}", response_model=VerificationView)
async def verification(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A verification by its number."""
    return shown(await find(reading, VERIFICATION, id, caller))


@router.post("/{id}/void", response_model=VerificationView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a verification that was recorded in error; the one before it counts again."""
    await write.once(lambda: facts.void(write, VERIFICATION, id, voiding.reason, caller))
    return shown(await find(await write.reader(), VERIFICATION, id, caller))
