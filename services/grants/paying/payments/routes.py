"""Payments: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.paying.payments import rules
from services.grants.paying.payments.reads import PAYMENT
from services.grants.paying.payments.views import OrderedPaymentDraft, PaymentDraft, PaymentsAsked, PaymentView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/payments", tags=["payments"])
ordered = APIRouter(route_class=StrictRoute, prefix="/orders", tags=["orders"])
routers = [router, ordered]

Maker = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]


@router.post("", status_code=201, response_model=PaymentView)
async def pay(draft: PaymentDraft, caller: Maker, write: WritingMoney) -> Response:
    """Record a payment of an assistance or an award from before there were funds. Refused: `award-or-assistance`,
    `unknown-award`, `unknown-assistance`, `needs-an-order`, `other-currency`, `paid-before-approval`, `in-the-future`,
    `overpaid`, `wages-not-due` beyond the confirmed wages of who works at a site, `reference-used`,
    `amount-too-fine`."""
    id = await write.once(lambda: rules.pay(write, draft, caller))
    return shown(await find(await write.reader(), PAYMENT, int(id), caller), 201)


@ordered.post("/{id}/pay", status_code=201, response_model=PaymentView)
async def pay_order(id: PathIdentifier, draft: OrderedPaymentDraft, caller: Maker, write: WritingMoney) -> Response:
    """Record that an order was paid; the answer is the payment. Refused: `not-approved`, `not-payable` where the grant
    has stopped or the assistance has ended, `in-a-batch`, `paid-already`, `paid-before-approval` also where
    less was committed on that day, `overpaid` where less is now, `in-the-future`, `reference-used`,
    `already-voided`."""
    payment = await write.once(lambda: rules.pay_order(write, id, draft, caller))
    return shown(await find(await write.reader(), PAYMENT, int(payment), caller), 201)


@router.get("", response_model=Page[PaymentView])
async def payments(asked: Annotated[PaymentsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The payments, newest first."""
    return shown(await listed(listing, PAYMENT, asked, caller))


@router.get("/{id}", response_model=PaymentView)
async def payment(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A payment by its number."""
    return shown(await find(reading, PAYMENT, id, caller))


@router.post("/{id}/void", response_model=PaymentView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Void a payment that was recorded in error; a corrected one is recorded anew and may bear its reference. Refused
    where it came back, `refunded`, is demanded back, `demanded-back`, or was made in a batch: `paid-in-a-batch`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PAYMENT, id, caller))
