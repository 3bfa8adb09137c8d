"""What may happen to a batch: one person makes it, puts orders into it and closes it, two others approve it, and it is
sent. Whoever does something with a batch holds it, and whoever puts an order into one holds the order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.grants.funding.funds import rules as funds
from services.grants.paying.banking import Means
from services.grants.paying.batches import reads
from services.grants.paying.batches.reads import BATCH, INSTRUCTION
from services.grants.paying.batches.tables import (
    Batch,
    BatchApproval,
    BatchClosing,
    BatchSending,
    Instruction,
    InstructionEnd,
)
from services.grants.paying.batches.views import BatchDraft, End, InstructionState
from shared import facts, recording
from shared.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.money import Currency
from shared.views import VoidReason
from shared.write import Write, judged

APPROVALS = 2
_NOTE = 250
"""The smallest note of dinars."""


async def make(write: Write, draft: BatchDraft, mandate: Mandate) -> int:
    """Begin a batch of orders of a fund, which pays by bank from the account that was confirmed for it."""
    mandate.require_country()
    fund = await funds.hold(write, draft.fund_id, mandate)
    payer_id = None
    if draft.means is Means.BANK_TRANSFER:
        payer = await reads.payer(await write.reader(), fund.id)
        if payer is None or not payer["confirmed"]:
            raise Conflict("no-payer", "No account is confirmed that this fund pays from.", field="fund_id")
        payer_id = payer["id"]
    batch = Batch(
        **draft.model_dump(),
        currency=fund.currency,
        message_id=uuid4().hex,
        payer_id=payer_id,
        recorded_by=write.caller,
    )
    write.session.add(batch)
    await write.session.flush()
    write.trail("batch.made", batch.id, fund=batch.fund_id)
    return batch.id


async def put(write: Write, id: int, orders: Sequence[int], mandate: Mandate) -> int:
    """Put orders into an open batch, all of them or none: approved, unpaid, of its fund, to be paid by its means to a
    party that was confirmed, and in no other batch. What a bank rejected may be tried again, under its reference, as
    long as nobody has said since that it went through."""
    batch = await _hold_open(write, id, mandate)
    rows = {row["id"]: row for row in await reads.ordered(await write.reader(), list(orders))}
    for order in orders:
        for refusal in _refusals(rows.get(order), batch, order):
            raise refusal
    given_up = {row["before_id"]: row["id"] for row in rows.values() if row["instructed"]}
    for before, order in given_up.items():
        end = InstructionEnd(instruction_id=before, order_id=order, ground=End.REJECTED, recorded_by=write.caller)
        write.session.add(end)
        write.trail("instruction.ended", end.instruction_id, order=end.order_id)
    await write.session.flush()
    instructions = [
        Instruction(
            batch_id=id,
            order_id=row["id"],
            fund_id=row["fund_id"],
            award_id=row["award_id"],
            enterprise_id=row["enterprise_id"],
            assistance_id=row["assistance_id"],
            party_id=row["party_id"],
            means=batch.means,
            amount=row["amount"],
            currency=row["currency"],
            end_to_end_id=row["end_to_end_id"] or uuid4().hex,
            after=row["before_id"],
            recorded_by=write.caller,
        )
        for row in rows.values()
    ]
    await recording.record(write, instructions)
    for each in instructions:
        write.trail("instruction.made", each.id, batch=each.batch_id, order=each.order_id)
    return id


async def take_out(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take an instruction out of a batch that is still open; its order may be put into another one."""
    batch_id = (await find(await write.reader(), INSTRUCTION, id, mandate)).view.batch_id
    assert batch_id is not None
    await _hold_open(write, batch_id, mandate)
    return await facts.void(write, INSTRUCTION, id, reason, mandate, batch=batch_id)


async def close(write: Write, id: int, mandate: Mandate) -> int:
    """Close a batch of one's own: nothing is put into it or taken out any more."""
    batch = await _hold_open(write, id, mandate)
    transactions, control_sum = await reads.sums(await write.reader(), id)
    verdicts: dict[str, DomainError] = {
        "ck_batch_closings_by_its_maker": Forbidden("another-maker", "Who made a batch closes it."),
        "ck_batch_closings_transactions": Conflict("batch-empty", "There is nothing in this batch."),
    }
    async with judged(write, verdicts):
        write.session.add(
            BatchClosing(
                batch_id=id,
                made_by=batch.recorded_by,
                transactions=transactions,
                control_sum=control_sum,
                recorded_by=write.caller,
            )
        )
    write.trail("batch.closed", id, fund=batch.fund_id)
    return id


async def approve(write: Write, id: int, mandate: Mandate) -> int:
    """Approve a closed batch that somebody else made, of which everything still is as it was when it was put there."""
    batch = await _hold(write, id, mandate)
    reader = await write.reader()
    if not await reads.is_closed(reader, id):
        raise Conflict("not-closed", "A batch is closed before it is approved.")
    given = await reads.approvals(reader, id)
    if given == APPROVALS:
        raise Conflict("approved-already", "Two people have approved this batch.")
    await require_unchanged(write, batch)
    same = Forbidden("same-person", "Two people approve a batch who did not make it.")
    async with judged(
        write,
        {"ck_batch_approvals_by_another": same, "uq_batch_approvals_batch_id_recorded_by": same},
    ):
        write.session.add(
            BatchApproval(
                batch_id=id,
                place=given + 1,
                made_by=batch.recorded_by,
                after=given or None,
                recorded_by=write.caller,
            )
        )
    write.trail("batch.approved", id, fund=batch.fund_id)
    return id


@dataclass(frozen=True)
class Written:
    """A file as it was written: where it lies for now, when it says that it was made, its hash and its size."""

    path: Path
    at: datetime
    sha256: str
    size: int


async def send(write: Write, id: int, file: Written | None, mandate: Mandate | None) -> int:
    """Record that an approved batch left the house, as a file that was kept, or as a list."""
    if mandate is None:  # a job, which only those ask for who may send its batch
        batch = await write.session.get_one(Batch, id, with_for_update=True, populate_existing=True)
    else:
        batch = await _hold(write, id, mandate)
    await require_sendable(write, batch)
    if file is None and batch.means is Means.BANK_TRANSFER:
        raise _not_approved()  # when this was asked: it was approved meanwhile
    write.session.add(
        BatchSending(
            batch_id=id,
            approvals=APPROVALS,
            means=batch.means,
            sent_at=datetime.now(UTC) if file is None else file.at,
            sha256=None if file is None else file.sha256,
            size=None if file is None else file.size,
            recorded_by=write.caller,
        )
    )
    await write.session.flush()
    write.trail("batch.sent", id, fund=batch.fund_id)
    return id


async def require_sendable(write: Write, batch: Batch) -> None:
    """Refuse a batch that is not approved, that was sent before, or in which something has changed since."""
    reader = await write.reader()
    if batch.voided_at is not None:
        raise already_voided()
    if await reads.is_sent(reader, batch.id):
        raise Conflict("sent-already", "This batch was sent.")
    if await reads.approvals(reader, batch.id) < APPROVALS:
        raise _not_approved()
    await require_unchanged(write, batch)


async def require_unchanged(write: Write, batch: Batch) -> None:
    """Refuse a batch in which an order is not to be paid any more or may be paid already, or somebody is to be paid
    elsewhere."""
    reader = await write.reader()
    changed = await reads.in_the_way(reader, batch.id)
    if changed is not None and changed["what"] == "stopped":
        raise Conflict("not-payable", "Order {order} is not to be paid any more.", order=changed["order_id"])
    if changed is not None and changed["what"] == "attempt":
        raise _may_be_paid(changed["order_id"])
    if changed is not None:
        raise Conflict("party-changed", "Where order {order} is paid was stated anew since.", order=changed["order_id"])
    if batch.payer_id is not None:
        payer = await reads.payer(reader, batch.fund_id)
        if payer is None or payer["id"] != batch.payer_id:
            raise Conflict("payer-changed", "From where the fund pays was stated anew since.")


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back a batch that was not sent, with all instructions in it: their orders may be put into others."""
    mandate.require_country()
    await _hold(write, id, mandate)
    if await reads.is_sent(await write.reader(), id):
        raise Conflict("sent-already", "This batch was sent.")
    await facts.void(write, BATCH, id, reason, mandate)
    voided = await reads.void_instructions(await write.reader(), id, write.caller, reason)
    write.trail_each("instruction.voided", voided, batch=id)
    return id


async def _hold(write: Write, id: int, mandate: Mandate) -> Batch:
    mandate.require_country()
    return await facts.hold(write, BATCH, Batch, id, mandate)


async def _hold_open(write: Write, id: int, mandate: Mandate) -> Batch:
    batch = await _hold(write, id, mandate)
    if await reads.is_closed(await write.reader(), id):
        raise Conflict("batch-closed", "This batch was closed.")
    return batch


def _refusals(row: Any, batch: Batch, order: int) -> Iterator[DomainError]:
    """Why an order cannot be put into a batch, if it cannot."""
    if row is None or row["voided"]:
        yield NotFound("unknown-order", "There is no order {order}.", field="orders", order=order)
        return
    if row["fund_id"] != batch.fund_id:
        yield Conflict("of-another-fund", "Order {order} is of another fund.", field="orders", order=order)
    if not row["approved"]:
        yield Conflict("not-approved", "Order {order} is not approved.", field="orders", order=order)
    if row["paid"]:
        yield Conflict("paid-already", "Order {order} is paid already.", field="orders", order=order)
    if row["stopped"]:
        yield Conflict("not-payable", "Order {order} is not to be paid any more.", field="orders", order=order)
    if row["instructed"] and row["state"] != InstructionState.REJECTED:
        yield Conflict("in-a-batch", "Order {order} is in a batch already.", field="orders", order=order)
    if row["may_be_paid"]:
        yield _may_be_paid(order, "orders")
    if row["party_id"] is None or not row["confirmed"]:
        yield Conflict("not-confirmed", "Where order {order} is paid is not confirmed.", field="orders", order=order)
    if row["means"] != batch.means:
        yield Conflict("other-means", "Order {order} is paid by other means.", field="orders", order=order)
    if row["currency"] == Currency.IQD and row["amount"] % _NOTE:
        yield Invalid(
            "amount-too-fine",
            "Order {order} cannot be paid in notes of {smallest}.",
            field="orders",
            order=order,
            smallest=_NOTE,
        )


def _may_be_paid(order: int, field: str | None = None) -> Conflict:
    return Conflict(
        "may-be-paid",
        "An earlier attempt to pay order {order} may have gone through; find out first what became of it.",
        field=field,
        order=order,
    )


def _not_approved() -> Conflict:
    return Conflict("not-approved", "Two people approve a batch before it is sent.")
