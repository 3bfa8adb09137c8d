"""Orders: making, checking, approving, voiding, listing, reading. Paying one is recorded with `payments`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.paying.orders import rules
from services.grants.paying.orders.reads import ORDER, WAITS
from services.grants.paying.orders.views import OrderDraft, OrdersAsked, OrderView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/orders", tags=["orders"])

Maker = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]
Approver = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]


@router.post("", status_code=201, response_model=OrderView)
async def make(draft: OrderDraft, caller: Maker, write: WritingMoney) -> Response:
    """Order that a tranche of an award is paid, or a part of an assistance. Refused: `award-or-assistance`,
    `not-said-which`, `unknown-award`, `unknown-assistance`, `of-no-fund`, `not-payable`, `ordered-already`; of an award
    `of-a-part`, of an assistance `of-a-tranche`, `over-the-commitment`, `amount-too-fine`."""
    id = await write.once(lambda: rules.make(write, draft, caller))
    return shown(await find(await write.reader(), ORDER, int(id), caller), 201)


@router.get("", response_model=Page[OrderView])
async def orders(
    asked: Annotated[OrdersAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """The orders, newest first; with `approved=false` those that wait for somebody to check or approve them, with
    `others=true` those that wait for the caller."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, ORDER, asked, name, caller, WAITS))


@router.get("/{id}", response_model=OrderView)
async def order(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An order by its number."""
    return shown(await find(reading, ORDER, id, caller))


@router.post("/{id}/check", response_model=OrderView)
async def check(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Find an order right that somebody else made. Refused: `same-person`, `checked-already`, `approved-already`,
    `already-voided`."""
    await write.once(lambda: rules.check(write, id, caller))
    return shown(await find(await write.reader(), ORDER, id, caller))


@router.post("/{id}/approve", response_model=OrderView)
async def approve(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Approve an order that others made and checked. Refused: `same-person`, `not-checked` above the threshold of its
    fund, `approved-already`, `already-voided`."""
    await write.once(lambda: rules.approve(write, id, caller))
    return shown(await find(await write.reader(), ORDER, id, caller))


@router.post("/{id}/void", response_model=OrderView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Take back an order; what it is of may be ordered anew. Refused while a payment by it stands, `order-paid`, or
    while it is in a batch or was in one that a bank rejected and no two people have found that it did not go,
    `in-a-batch`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ORDER, id, caller))
