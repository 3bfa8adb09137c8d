"""What may happen to an instruction that was sent: people sign for it, or hand it back; and where reports do not say
what became of it, one person finds out and another confirms. Whatever is settled pays its order, once."""

from typing import Any

from services.grants.paying.banking import Means
from services.grants.paying.batches.reads import INSTRUCTION
from services.grants.paying.batches.tables import Batch, Instruction, InstructionEnd
from services.grants.paying.batches.views import End, InstructionState, Resolution
from services.grants.paying.orders import reads as orders
from services.grants.paying.payments import rules as payments
from services.grants.paying.settlements import reads
from services.grants.paying.settlements.tables import (
    InstructionConfirmation,
    InstructionResolution,
    InstructionSignature,
)
from services.grants.paying.settlements.views import ResolutionDraft, SignatureDraft
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

AT_ONCE = 100
"""Orders that are paid in one write, which does not last long."""
_OPEN = set(InstructionState) - {InstructionState.WAITING}
"""Also what is said to have gone or not: a bank says so of the wrong transfer, or somebody signs on the wrong line."""
_OPEN_WHEN_GIVEN_UP = {InstructionState.REJECTED, InstructionState.CONTRADICTED, InstructionState.SETTLED}
"""Of one that was rejected a bank may yet say otherwise; the one that was handed back is only sent."""


async def settle(write: Write, batch_id: int, after: int = 0) -> tuple[int, int | None]:
    """Pay orders of a batch that are settled and not paid, some at a time, those with a number higher than `after`;
    gives how many, and after which one it goes on, if there may be more. What has ended is passed over."""
    unpaid = await reads.unpaid(await write.reader(), batch_id, after, AT_ONCE)
    return await _pay(write, batch_id, unpaid), unpaid[-1] if len(unpaid) == AT_ONCE else None


async def _pay(write: Write, batch_id: int, ids: list[int], *, found: bool = False) -> int:
    """Pay those of these orders that are settled and not paid now that they are held: until then people may have found
    otherwise. What two people `found` is paid though what it is of has ended."""
    if not ids:
        return 0
    reader = await write.reader()
    await orders.hold_with_what_of(reader, ids)
    rows = await reads.to_pay(reader, batch_id, ids)
    settled = {row["order_id"]: (row["end_to_end_id"], row["on_day"]) for row in rows}
    return await payments.settle(write, settled, found=found)


async def resolve(write: Write, id: int, draft: ResolutionDraft, mandate: Mandate) -> int:
    """State what a statement shows of an instruction of which reports do not say what became of it, or say it
    wrongly."""
    require_past(draft.on_day, "on_day")
    _, view = await _hold(write, id, mandate)
    if view.state not in (_OPEN if view.ended is None else _OPEN_WHEN_GIVEN_UP):
        raise _settled()
    resolution = InstructionResolution(
        **draft.model_dump(),
        instruction_id=id,
        known=await reads.last_status(await write.reader(), id),
        recorded_by=write.caller,
    )
    write.session.add(resolution)
    await write.session.flush()
    write.trail("instruction.resolved", id, outcome=resolution.outcome)
    return id


async def confirm(write: Write, id: int, mandate: Mandate) -> int:
    """Confirm what somebody else found. If the money went, its order is paid; if not, it is not paid by that."""
    instruction, view = await _hold(write, id, mandate)
    if view.ended is End.HANDED_BACK:
        raise _settled()
    reader = await write.reader()
    proposed = await reads.proposed(reader, id)
    if proposed is None:
        raise Conflict("nothing-proposed", "Nobody has said what became of this.")
    same = Forbidden("same-person", "Another person than the one who found it confirms it.")
    async with judged(write, {"ck_instruction_confirmations_by_another": same}):
        write.session.add(
            InstructionConfirmation(
                resolution_id=proposed["id"], proposed_by=proposed["recorded_by"], recorded_by=write.caller
            )
        )
    write.trail("instruction.confirmed", id)
    if proposed["outcome"] == Resolution.REJECTED:
        payment = await reads.payment(await write.reader(), id)
        if payment is not None:
            await payments.take_back(write, payment, VoidReason.ENTERED_IN_ERROR, mandate)
    else:
        await _pay(write, instruction.batch_id, [instruction.order_id], found=True)
    return id


async def sign(write: Write, id: int, draft: SignatureDraft, mandate: Mandate) -> int:
    """Record that somebody signed for the money on the list of a batch: its order is paid."""
    require_past(draft.signed_on, "signed_on")
    instruction, view = await _hold(write, id, mandate)
    _require_on_a_list(instruction)
    if view.state is InstructionState.WAITING:
        raise Conflict("not-sent", "This was not sent.")
    if view.ended is not None:
        raise _settled()
    verdicts = {
        "pk_instruction_signatures": Conflict("signed-already", "Somebody has signed for this."),
        "ck_instruction_signatures_by_another": Forbidden(
            "same-person", "Another person than the one who put it on the list records who signed."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(
            InstructionSignature(
                **draft.model_dump(), instruction_id=id, made_by=instruction.recorded_by, recorded_by=write.caller
            )
        )
    write.trail("instruction.signed", id)
    await _pay(write, instruction.batch_id, [instruction.order_id])
    return id


async def hand_back(write: Write, id: int, mandate: Mandate) -> int:
    """Record that nobody signed for the money on a list and it was handed back: its order may be paid otherwise."""
    instruction, view = await _hold(write, id, mandate)
    _require_on_a_list(instruction)
    if view.state is not InstructionState.SENT or view.ended is not None:
        raise _settled()
    write.session.add(
        InstructionEnd(
            instruction_id=id, order_id=instruction.order_id, ground=End.HANDED_BACK, recorded_by=write.caller
        )
    )
    await write.session.flush()
    write.trail("instruction.ended", id, order=instruction.order_id)
    return id


def _require_on_a_list(instruction: Instruction) -> None:
    if instruction.means == Means.BANK_TRANSFER:
        raise Conflict("paid-by-a-bank", "A bank says what became of this.")


def _settled() -> Conflict:
    return Conflict("not-pending", "It is known what became of this, or it was not sent.")


async def _hold(write: Write, id: int, mandate: Mandate) -> tuple[Instruction, Any]:
    """An instruction and how it stands, held after its batch and its order: whoever takes a report on the one or pays
    the other comes before or after."""
    reader = await write.reader()
    found = (await find(reader, INSTRUCTION, id, mandate)).view
    assert found.batch_id is not None
    assert found.order_id is not None
    mandate.require_country()
    await write.session.get_one(Batch, found.batch_id, with_for_update={"read": True})
    await orders.hold(reader, [found.order_id])
    instruction = await facts.hold(write, INSTRUCTION, Instruction, id, mandate)
    return instruction, (await find(reader, INSTRUCTION, id, mandate)).view
