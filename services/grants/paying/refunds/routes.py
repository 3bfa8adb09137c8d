"""Refunds: stating, checking, confirming, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.paying.refunds import rules
from services.grants.paying.refunds.reads import REFUND, WAITS
from services.grants.paying.refunds.views import RefundDraft, RefundsAsked, RefundView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/refunds", tags=["refunds"])

Maker = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]


@router.post("", status_code=201, response_model=RefundView)
async def state(draft: RefundDraft, caller: Maker, write: WritingMoney) -> Response:
    """State what came back of an award or an assistance; another person confirms it. Refused: `award-or-assistance`,
    `unknown-award`, `unknown-assistance`, `of-no-fund`, `other-currency`, `unknown-recovery`,
    `over-the-payments` also with what waits for a confirmation, `over-the-demand` of a demand, `demanded-back` where
    none is named, `refunded-before-paid`, `reference-used`, `in-the-future`, `amount-too-fine`."""
    id = await write.once(lambda: rules.state(write, draft, caller))
    return shown(await find(await write.reader(), REFUND, int(id), caller), 201)


@router.get("", response_model=Page[RefundView])
async def refunds(
    asked: Annotated[RefundsAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """The refunds, newest first; with `confirmed=false` those that wait for somebody to check or confirm them, with
    `others=true` those that wait for the caller."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, REFUND, asked, name, caller, WAITS))


@router.get("/{id}", response_model=RefundView)
async def refund(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A refund by its number."""
    return shown(await find(reading, REFUND, id, caller))


@router.post("/{id}/check", response_model=RefundView)
async def check(id: PathIdentifier, caller: Maker, write: WritingMoney) -> Response:
    """Find a refund right that somebody else stated. Refused: `same-person`, `checked-already`, `confirmed-already`,
    `already-voided`."""
    await write.once(lambda: rules.check(write, id, caller))
    return shown(await find(await write.reader(), REFUND, id, caller))


@router.post("/{id}/confirm", response_model=RefundView)
async def confirm(id: PathIdentifier, caller: Maker, write: WritingMoney) -> Response:
    """Confirm a refund that others stated and checked: the ledger has it from then on. Refused: `same-person`,
    `not-checked` above the threshold of its fund, `over-the-payments`, `over-the-demand`, `demanded-back`,
    `refunded-before-paid`, `confirmed-already`, `already-voided`."""
    await write.once(lambda: rules.confirm(write, id, caller))
    return shown(await find(await write.reader(), REFUND, id, caller))


@router.post("/{id}/void", response_model=RefundView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Void a refund that was stated in error; a corrected one is stated anew and may bear its reference."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), REFUND, id, caller))
