"""Enterprises: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.enterprises import rules
from services.grants.granting.enterprises.reads import ENTERPRISE, recorded
from services.grants.granting.enterprises.views import (
    EnterpriseDraft,
    EnterprisesAsked,
    EnterpriseView,
    RecordedEnterpriseView,
)
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/enterprises", tags=["enterprises"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.post("", status_code=201, response_model=RecordedEnterpriseView)
async def record(draft: EnterpriseDraft, caller: Officer, write: Writing) -> Response:
    """Record an enterprise as its owners declare it. Others that state the same registry number, legal name or phone
    are told, as far as the caller may see them, and keep nobody from recording it. Refused: `not-a-subject`,
    `owner-already`, `in-the-future`, `currency-missing`, `amount-too-fine`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await recorded(await write.reader(), int(id), caller), 201)


@router.get("", response_model=Page[EnterpriseView])
async def enterprises(asked: Annotated[EnterprisesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The enterprises, newest first."""
    return shown(await listed(listing, ENTERPRISE, asked, caller))


@router.get("/{id}", response_model=EnterpriseView)
async def enterprise(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An enterprise by its number."""
    return shown(await find(reading, ENTERPRISE, id, caller))


@router.post("/{id}/void", response_model=EnterpriseView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void an enterprise that was recorded in error or twice. Refused while an award of it stands:
    `enterprise-has-awards`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ENTERPRISE, id, caller))
