"""Refunds: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.refunds import rules
from services.grants.refunds.reads import REFUND
from services.grants.refunds.views import RefundDraft, RefundsAsked, RefundView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/refunds", tags=["refunds"])

Maker = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]


@router.post("", status_code=201, response_model=RefundView)
async def record(draft: RefundDraft, caller: Maker, write: WritingMoney) -> Response:
    """Record what came back of an award or an assistance. Refused: `award-or-assistance`, `unknown-award`,
    `unknown-assistance`, `of-no-fund`, `other-currency`, `over-the-payments`, `reference-used`, `in-the-future`,
    `amount-too-fine`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), REFUND, int(id), caller), 201)


@router.get("", response_model=Page[RefundView])
async def refunds(asked: Annotated[RefundsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The refunds, newest first."""
    return shown(await listed(listing, REFUND, asked, caller))


@router.get("/{id}", response_model=RefundView)
async def refund(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A refund by its number."""
    return shown(await find(reading, REFUND, id, caller))


@router.post("/{id}/void", response_model=RefundView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Void a refund that was recorded in error; a corrected one is recorded anew and may bear its reference."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), REFUND, id, caller))
