"""Recoveries: demanding, approving, writing off, voiding, listing, reading. What comes back is stated in `refunds`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.paying.recoveries import rules
from services.grants.paying.recoveries.reads import RECOVERY, WAITS
from services.grants.paying.recoveries.views import RecoveriesAsked, RecoveryDraft, RecoveryView, WriteOffDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/recoveries", tags=["refunds"])

Maker = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]
Approver = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]


@router.post("", status_code=201, response_model=RecoveryView)
async def demand(draft: RecoveryDraft, caller: Maker, write: WritingMoney) -> Response:
    """Demand back what was paid of an award or an assistance that was ended before its time, or a payment that was not
    due; another person approves it. Refused: `award-or-assistance`, `unknown-award`, `unknown-assistance`,
    `of-no-fund`, `not-ended`, `of-no-payment`, `which-payment`, `unknown-payment`, `over-the-payments`,
    `instalments-uneven`, `due-before-demanded`, `not-in-order`, `other-currency`, `in-the-future`,
    `amount-too-fine`."""
    id = await write.once(lambda: rules.demand(write, draft, caller))
    return shown(await find(await write.reader(), RECOVERY, int(id), caller), 201)


@router.get("", response_model=Page[RecoveryView])
async def recoveries(
    asked: Annotated[RecoveriesAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """The demands, newest first; with `overdue=true` those of which an instalment is, with `others=true` those that
    wait for the caller."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, RECOVERY, asked, name, caller, WAITS))


@router.get("/{id}", response_model=RecoveryView)
async def recovery(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A demand by its number."""
    return shown(await find(reading, RECOVERY, id, caller))


@router.post("/{id}/approve", response_model=RecoveryView)
async def approve(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Approve a demand that somebody else made; the application of a grant that was terminated is at `recovery` then.
    Refused: `same-person`, `approved-already`, `over-the-payments` with what is demanded besides, `already-voided`."""
    await write.once(lambda: rules.approve(write, id, caller))
    return shown(await find(await write.reader(), RECOVERY, id, caller))


@router.post("/{id}/write-off", response_model=RecoveryView)
async def propose_write_off(
    id: PathIdentifier, draft: WriteOffDraft, caller: Approver, write: WritingMoney
) -> Response:
    """Propose that what is outstanding of a demand is not demanded any more. Refused: `nothing-outstanding`,
    `already-voided`."""
    await write.once(lambda: rules.propose_write_off(write, id, draft.write_off_reason, caller))
    return shown(await find(await write.reader(), RECOVERY, id, caller))


@router.post("/{id}/confirm", response_model=RecoveryView)
async def confirm_write_off(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Confirm that what is outstanding is written off, as somebody else proposed; what was paid stays paid. Refused:
    `same-person`, `nothing-proposed`, `nothing-outstanding`, `already-voided`."""
    await write.once(lambda: rules.confirm_write_off(write, id, caller))
    return shown(await find(await write.reader(), RECOVERY, id, caller))


@router.post("/{id}/void", response_model=RecoveryView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Void a demand that was made in error. Refused where something of it came back, `refunded`, or two people have
    written off the rest: `written-off`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), RECOVERY, id, caller))
