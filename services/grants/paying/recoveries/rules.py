"""What may happen to a demand to recover money: one person makes it, another approves it, refunds of it come back, and
what is still outstanding two people may write off. How it stands follows from that.

Whoever does something with a demand holds the award or the assistance that it is of, as does whoever has to do with
refunds of that or voids a payment of it: so of two at once the second sees what the first did.
"""

from decimal import Decimal

from sqlalchemy import text

from services.grants.assisting.assistances import rules as assistances
from services.grants.assisting.assistances.tables import Assistance
from services.grants.granting.applications import moving as applications
from services.grants.granting.applications.reads import last
from services.grants.granting.applications.stages import Stage
from services.grants.granting.awards import rules as awards
from services.grants.granting.awards.tables import Award
from services.grants.paying.payments import reads as payments
from services.grants.paying.recoveries import reads
from services.grants.paying.recoveries.reads import RECOVERY
from services.grants.paying.recoveries.tables import (
    Recovery,
    RecoveryApproval,
    RecoveryInstalment,
    RecoveryWriteOff,
    RecoveryWriteOffConfirmation,
)
from services.grants.paying.recoveries.views import RecoveryDraft, RecoveryReason, WriteOffReason
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write, judged

# Else it would be judged when the write is committed, and no rule could say what is wrong.
_ADD_UP = text("SET CONSTRAINTS instalments_sum IMMEDIATE")


async def demand(write: Write, draft: RecoveryDraft, mandate: Mandate) -> int:
    """Demand back what was paid of an award or an assistance, or a payment of it that was not due."""
    require_granular(draft.amount, draft.currency, "amount")
    require_past(draft.demanded_on, "demanded_on")
    for part in draft.instalments:
        require_granular(part.due, draft.currency, "instalments")
        if part.due_on < draft.demanded_on:
            raise Invalid("due-before-demanded", "No instalment is due before it is demanded.", field="instalments")
    days = [part.due_on for part in draft.instalments]
    if days != sorted(days):
        raise Invalid("not-in-order", "The instalments are in the order in which they are due.", field="instalments")
    paid, fund_id = await _hold_paid(write, draft, mandate)
    if draft.currency is not paid.currency:
        raise Invalid("other-currency", "This was approved in {currency}.", field="currency", currency=paid.currency)
    recovery = Recovery(**draft.model_dump(exclude={"instalments"}), fund_id=fund_id, recorded_by=write.caller)
    await _require_ground(write, recovery)
    write.session.add(recovery)
    await write.session.flush()
    uneven = Invalid("instalments-uneven", "The instalments add up to what is demanded.", field="instalments")
    async with judged(write, {"instalments_sum": uneven}):
        write.session.add_all(
            RecoveryInstalment(
                recovery_id=recovery.id,
                number=place,
                due_on=part.due_on,
                amount=part.due,
                recorded_by=write.caller,
            )
            for place, part in enumerate(draft.instalments, start=1)
        )
        await write.session.flush()
        await write.session.execute(_ADD_UP)
    write.trail("recovery.demanded", recovery.id, award=recovery.award_id, assistance=recovery.assistance_id)
    return recovery.id


async def _hold_paid(write: Write, draft: RecoveryDraft, mandate: Mandate) -> tuple[Award | Assistance, int]:
    """What money is demanded back of, locked, and the number of its fund."""
    if (draft.award_id is None) == (draft.assistance_id is None):
        raise Invalid(
            "award-or-assistance", "Money is recovered of either an award or an assistance.", field="award_id"
        )
    if draft.award_id is not None:
        return await awards.hold_of_a_fund(write, draft.award_id, mandate)
    assert draft.assistance_id is not None
    return await assistances.hold_of_a_fund(write, draft.assistance_id, mandate)


async def _require_ground(write: Write, recovery: Recovery) -> None:
    """Refuse a demand because of an end that there was not, or of a payment that there is not, or of which with what is
    demanded of it already more would come back than it was."""
    reader = await write.reader()
    if recovery.reason is RecoveryReason.TERMINATED:
        if recovery.payment_id is not None:
            raise Invalid("of-no-payment", "What has ended is recovered as a whole.", field="payment_id")
        if not await reads.is_terminated(reader, recovery.of):
            raise Conflict("not-ended", "This was not ended before its time.", field="reason")
        return
    if recovery.payment_id is None:
        raise Invalid("which-payment", "Say which payment was not due.", field="payment_id")
    left = await reads.left_of(reader, recovery.payment_id, recovery.of, None)
    if left is None:
        raise NotFound("unknown-payment", "There is no such payment.", field="payment_id")
    if recovery.amount > left:
        raise _beyond("amount")


async def approve(write: Write, id: int, mandate: Mandate) -> int:
    """Approve a demand that somebody else made. The application of a grant that was terminated is in recovery then."""
    await find(await write.reader(), RECOVERY, id, mandate)
    made = await write.session.get_one(Recovery, id)
    award = None if made.award_id is None else await write.session.get_one(Award, made.award_id)
    application = None
    if award is not None and award.application_id is not None:  # held before the award, as whoever ends a grant does
        application = await applications.hold(write, award.application_id, mandate)
    recovery = await _hold(write, id, mandate)
    if recovery.payment_id is not None:
        left = await reads.left_of(await write.reader(), recovery.payment_id, recovery.of, id)
        if left is None or recovery.amount > left:
            raise _beyond(None)
    verdicts = {
        "pk_recovery_approvals": Conflict("approved-already", "Somebody has approved this demand."),
        "ck_recovery_approvals_by_another": Forbidden(
            "same-person", "Another person than the one who made a demand approves it."
        ),
        "recovery_was_paid": _beyond(None),
    }
    async with judged(write, verdicts):
        write.session.add(RecoveryApproval(recovery_id=id, made_by=recovery.recorded_by, recorded_by=write.caller))
    if application is not None:
        before = await last(await write.reader(), application.id)
        if before["stage"] == Stage.TERMINATED:
            await applications.step(write, application, Stage.RECOVERY, before["reason"])
    write.trail("recovery.approved", id, award=recovery.award_id, assistance=recovery.assistance_id)
    return id


async def propose_write_off(write: Write, id: int, reason: WriteOffReason, mandate: Mandate) -> int:
    """Propose that what is outstanding of a demand is not demanded any more."""
    await _hold_outstanding(write, id, mandate)
    write.session.add(RecoveryWriteOff(recovery_id=id, write_off_reason=reason, recorded_by=write.caller))
    await write.session.flush()
    write.trail("recovery.write_off_proposed", id, reason=reason)
    return id


async def confirm_write_off(write: Write, id: int, mandate: Mandate) -> int:
    """Confirm what somebody else proposed: all that is outstanding is written off. What was paid stays paid."""
    outstanding = await _hold_outstanding(write, id, mandate)
    proposed = await reads.proposed(await write.reader(), id)
    if proposed is None:
        raise Conflict("nothing-proposed", "Nobody has proposed to write this off.")
    same = Forbidden("same-person", "Another person than the one who proposed it confirms it.")
    async with judged(write, {"ck_recovery_write_off_confirmations_by_another": same}):
        write.session.add(
            RecoveryWriteOffConfirmation(
                write_off_id=proposed["id"],
                recovery_id=id,
                proposed_by=proposed["recorded_by"],
                amount=outstanding,
                recorded_by=write.caller,
            )
        )
    write.trail("recovery.written_off", id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a demand that was made in error, of which nothing came back and nothing was written off."""
    await _hold(write, id, mandate)
    if await reads.is_refunded(await write.reader(), id):
        raise Conflict("refunded", "Void what came back of it first.")
    if await reads.is_written_off(await write.reader(), id):
        raise Conflict("written-off", "Two people have written off what is outstanding of this demand.")
    return await facts.void(write, RECOVERY, id, reason, mandate)


async def _hold(write: Write, id: int, mandate: Mandate) -> Recovery:
    """A demand that stands, and what it is of held."""
    await find(await write.reader(), RECOVERY, id, mandate)
    await payments.hold(await write.reader(), (await write.session.get_one(Recovery, id)).of)
    return await facts.hold(write, RECOVERY, Recovery, id, mandate)


async def _hold_outstanding(write: Write, id: int, mandate: Mandate) -> Decimal:
    """What is outstanding of a demand that is held, if anything is."""
    await _hold(write, id, mandate)
    outstanding = await reads.outstanding(await write.reader(), id)
    if not outstanding:
        raise Conflict("nothing-outstanding", "Nothing is outstanding of this demand.")
    return outstanding


def _beyond(field: str | None) -> Conflict:
    return Conflict("over-the-payments", "More would come back than was paid.", field=field)
