"""What assistance is given as: drawing up, amending, approving, listing, reading, voiding; and the sheet to sign."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from services.grants.assisting.provisions import reads, rules
from services.grants.assisting.provisions.page import rendered
from services.grants.assisting.provisions.reads import PROVISION
from services.grants.assisting.provisions.views import (
    ProvisionAmendmentDraft,
    ProvisionApprovalDraft,
    ProvisionDraft,
    ProvisionsAsked,
    ProvisionVersionsView,
    ProvisionView,
)
from shared.callers import Role
from shared.days import today
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, on_paper, shown

router = APIRouter(route_class=StrictRoute, prefix="/provisions", tags=["provisions"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Approver = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=ProvisionView)
async def draw_up(draft: ProvisionDraft, caller: Officer, write: WritingMoney) -> Response:
    """Draw up what an assistance is given as. Refused: `unknown-assistance`, `other-modality`, `drawn-up-already`,
    `assistance-ended`, `lines-uneven`, `lines-of-cash`, `amount-too-fine`, `not-in-notes`."""
    id = await write.once(lambda: rules.draw_up(write, draft, caller))
    return shown(await find(await write.reader(), PROVISION, int(id), caller), 201)


@router.get("", response_model=Page[ProvisionView])
async def provisions(asked: Annotated[ProvisionsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """What assistance is given as, in the latest versions, newest first; with `approved=false` what waits for somebody
    else to approve it, with `complete=false` that of which something is missing."""
    return shown(await listed(listing, PROVISION, asked, caller))


@router.get("/{id}", response_model=ProvisionView)
async def provision(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """What an assistance is given as, in its latest version, with what was delivered of each line."""
    return shown(await find(reading, PROVISION, id, caller))


@router.get("/{id}/versions", response_model=ProvisionVersionsView)
async def versions(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """All versions, the first before the others."""
    return shown(await reads.versions(reading, id, caller))


@router.get("/{id}/sheet", response_class=HTMLResponse)
async def sheet(id: PathIdentifier, caller: Officer, reading: Reading) -> Response:
    """The sheet of the next delivery as a page, to print and to be signed by whom it is for. Nobody's name is on it."""
    found = await find(reading, PROVISION, id, caller)
    return on_paper(rendered(found.view, await reads.pages(reading, id) + 1, today()))


@router.post("/{id}/amend", response_model=ProvisionView)
async def amend(id: PathIdentifier, draft: ProvisionAmendmentDraft, caller: Officer, write: WritingMoney) -> Response:
    """Record a new version, which somebody else approves anew before anything more is delivered. Refused:
    `amended-already`, `assistance-ended`, `line-delivered`, `lines-uneven`, `lines-of-cash`, `amount-too-fine`,
    `not-in-notes`."""
    await write.once(lambda: rules.amend(write, id, draft, caller))
    return shown(await find(await write.reader(), PROVISION, id, caller))


@router.post("/{id}/approve", response_model=ProvisionView)
async def approve(id: PathIdentifier, draft: ProvisionApprovalDraft, caller: Approver, write: WritingMoney) -> Response:
    """Approve the latest version as another person than who drew it up. Refused: `same-person`, `approved-already`,
    `amended-already`, `already-voided`."""
    await write.once(lambda: rules.approve(write, id, draft.version, caller))
    return shown(await find(await write.reader(), PROVISION, id, caller))


@router.post("/{id}/void", response_model=ProvisionView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void what was drawn up in error. Refused while a delivery of it stands: `provision-has-deliveries`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PROVISION, id, caller))
