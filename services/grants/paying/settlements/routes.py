"""Settlements: what people found of an instruction, who signed for it, and how a batch reconciles."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.grants.paying.batches.reads import INSTRUCTION
from services.grants.paying.batches.views import InstructionView
from services.grants.paying.settlements import reads, rules
from services.grants.paying.settlements.views import ReconciliationView, ResolutionDraft, SignatureDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, WritingMoney, shown

instructed = APIRouter(route_class=StrictRoute, prefix="/instructions", tags=["batches"])
batched = APIRouter(route_class=StrictRoute, prefix="/batches", tags=["batches"])
routers = [instructed, batched]

Approver = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]


@instructed.post("/{id}/resolve", response_model=InstructionView)
async def resolve(id: PathIdentifier, draft: ResolutionDraft, caller: Approver, write: WritingMoney) -> Response:
    """State what the statement of an account shows of an instruction that was sent, of which reports say nothing final,
    contradict each other or are wrong; another person confirms it. Refused: `not-pending`, also where the money was
    handed back, and `in-the-future`."""
    await write.once(lambda: rules.resolve(write, id, draft, caller))
    return shown(await find(await write.reader(), INSTRUCTION, id, caller))


@instructed.post("/{id}/confirm", response_model=InstructionView)
async def confirm(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Confirm what somebody else found: if the money went its order is paid, though its grant or assistance has ended;
    if not it may be tried again, and what was recorded as paid by it is taken back. Refused: `same-person`,
    `nothing-proposed`, `refunded`, `demanded-back`, and `given-to-others` where the money of what has ended was given
    away since."""
    await write.once(lambda: rules.confirm(write, id, caller))
    return shown(await find(await write.reader(), INSTRUCTION, id, caller))


@instructed.post("/{id}/sign", response_model=InstructionView)
async def sign(id: PathIdentifier, draft: SignatureDraft, caller: Approver, write: WritingMoney) -> Response:
    """Record who signed for the money on the list of a batch, which pays the order. Refused: `same-person` for who put
    it there, `signed-already`, `not-sent`, `not-pending`, `paid-by-a-bank`, `in-the-future`."""
    await write.once(lambda: rules.sign(write, id, draft, caller))
    return shown(await find(await write.reader(), INSTRUCTION, id, caller))


@instructed.post("/{id}/hand-back", response_model=InstructionView)
async def hand_back(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Record that nobody signed and the money was handed back; the order may be put into another batch. Refused:
    `not-pending`, `paid-by-a-bank`."""
    await write.once(lambda: rules.hand_back(write, id, caller))
    return shown(await find(await write.reader(), INSTRUCTION, id, caller))


@batched.get("/{id}/reconciliation", response_model=ReconciliationView)
async def reconciliation(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """What became of a batch by what was reported and found, what the ledger has as paid, and what differs or waits."""
    return shown(await reads.reconciliation(reading, id, caller))
