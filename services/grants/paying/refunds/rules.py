"""What may happen to a refund: one person states it, within what was paid, another confirms it, and then the ledger has
it; above the threshold of the fund a third checks it before. It is voided when it was stated in error.

Whoever does something with a refund holds what it is of and then the refund, so of two at once the second sees what the
first did.
"""

from datetime import date
from decimal import Decimal

from services.grants.assisting.assistances import rules as assistances
from services.grants.assisting.assistances.tables import Assistance
from services.grants.funding.funds.tables import Fund
from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.ledger.reads import Commitment
from services.grants.funding.ledger.views import Standing
from services.grants.granting.awards import rules as awards
from services.grants.granting.awards.tables import Award
from services.grants.paying.payments import reads as payments
from services.grants.paying.recoveries import reads as recoveries
from services.grants.paying.refunds import reads
from services.grants.paying.refunds.reads import REFUND
from services.grants.paying.refunds.tables import Refund, RefundCheck, RefundConfirmation
from services.grants.paying.refunds.views import RefundDraft
from shared import facts
from shared.database import Reader
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write, judged


async def state(write: Write, draft: RefundDraft, mandate: Mandate) -> int:
    """State that money of an award or an assistance came back: with what others stated no more than was paid of it."""
    require_granular(draft.amount, draft.currency, "amount")
    require_past(draft.refunded_on, "refunded_on")
    if (draft.award_id is None) == (draft.assistance_id is None):
        raise Invalid("award-or-assistance", "A refund is of either an award or an assistance.", field="award_id")
    paid, fund_id = await _hold(write, draft, mandate)
    if draft.currency is not paid.currency:
        raise Invalid("other-currency", "This was approved in {currency}.", field="currency", currency=paid.currency)
    reader, of = await write.reader(), Commitment(draft.award_id, draft.assistance_id)
    if draft.recovery_id is not None and not await recoveries.is_demanded(reader, draft.recovery_id, of):
        raise NotFound("unknown-recovery", "There is no such demand.", field="recovery_id")
    amount = draft.amount + await reads.waiting(reader, of, draft.recovery_id)
    await _require_room(reader, of, draft.recovery_id, amount, "amount")
    await _require_paid_before(reader, of, draft.amount, draft.refunded_on, "refunded_on")
    fund = await write.session.get_one(Fund, fund_id)
    refund = Refund(**draft.model_dump(), fund_id=fund_id, threshold=fund.threshold, recorded_by=write.caller)
    used = Conflict("reference-used", "Another refund has this reference.", field="reference")
    async with judged(write, {"uq_refunds_standing": used}):
        write.session.add(refund)
    write.trail("refund.stated", refund.id, award=refund.award_id, assistance=refund.assistance_id)
    return refund.id


async def _require_room(
    reader: Reader, of: Commitment, recovery_id: int | None, amount: Decimal, field: str | None
) -> None:
    """Refuse that more comes back than was paid; by a demand, than has not come back of it, written off or not; and
    without one, what others demand. What money came back of is held."""
    held = await ledger.held(reader, of)
    if held is None or amount > held.disbursed:
        raise _beyond(field)
    if recovery_id is not None:
        if amount > await recoveries.demanded(reader, recovery_id):
            raise Conflict("over-the-demand", "More would come back than is demanded.", field=field)
    elif amount > held.disbursed - await ledger.demanded(reader, of):
        raise Conflict("demanded-back", "This is demanded back: say by which demand it came.", field=field)


async def _require_paid_before(reader: Reader, of: Commitment, amount: Decimal, day: date, field: str | None) -> None:
    """Refuse that more came back by a day than was paid by it: no statement of a day says so."""
    if amount > await ledger.least(reader, Standing.DISBURSED, of.column, of.id, day):
        raise Conflict("refunded-before-paid", "By this day less was paid.", field=field)


async def _hold(write: Write, draft: RefundDraft, mandate: Mandate) -> tuple[Award | Assistance, int]:
    """What money came back of, locked, and the number of its fund."""
    if draft.award_id is not None:
        return await awards.hold_of_a_fund(write, draft.award_id, mandate)
    assert draft.assistance_id is not None
    return await assistances.hold_of_a_fund(write, draft.assistance_id, mandate)


async def check(write: Write, id: int, mandate: Mandate) -> int:
    """Find a refund right that somebody else stated and nobody has confirmed."""
    refund = await _hold_waiting(write, id, mandate)
    verdicts = {
        "pk_refund_checks": Conflict("checked-already", "Somebody has checked this refund."),
        "ck_refund_checks_by_another": Forbidden(
            "same-person", "Another person than the one who stated a refund checks it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(RefundCheck(refund_id=id, stated_by=refund.recorded_by, recorded_by=write.caller))
    write.trail("refund.checked", id, award=refund.award_id, assistance=refund.assistance_id)
    return id


async def confirm(write: Write, id: int, mandate: Mandate) -> int:
    """Confirm a refund that others stated and, above the threshold of its fund, checked: the ledger has it."""
    refund = await _hold_waiting(write, id, mandate)
    reader = await write.reader()
    await _require_room(reader, refund.of, refund.recovery_id, refund.amount, None)
    await _require_paid_before(reader, refund.of, refund.amount, refund.refunded_on, None)
    checked = await write.session.get(RefundCheck, id)
    same = Forbidden("same-person", "Another person than those who stated and checked a refund confirms it.")
    verdicts = {
        "ck_refund_confirmations_by_another": same,
        "ck_refund_confirmations_by_a_third": same,
        "ck_refund_confirmations_checked": Conflict(
            "not-checked", "A refund of this amount is checked before it is confirmed."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(
            RefundConfirmation(
                refund_id=id,
                stated_by=refund.recorded_by,
                checked_by=None if checked is None else checked.recorded_by,
                amount=refund.amount,
                threshold=refund.threshold,
                recorded_by=write.caller,
            )
        )
    booked = (refund.amount, refund.refunded_on, _beyond(None))
    await postings.refund(write, refund.fund_id, refund.of, id, *booked)
    write.trail("refund.confirmed", id, award=refund.award_id, assistance=refund.assistance_id)
    return id


async def _hold_waiting(write: Write, id: int, mandate: Mandate) -> Refund:
    await _hold_what_of(write, id, mandate)
    refund = await facts.hold(write, REFUND, Refund, id, mandate)
    if await reads.is_booked(await write.reader(), id):
        raise Conflict("confirmed-already", "Somebody has confirmed this refund.")
    return refund


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a refund that was stated in error: in the ledger it is reversed, if it was confirmed."""
    await _hold_what_of(write, id, mandate)
    await facts.void(write, REFUND, id, reason, mandate)
    await postings.reverse(write, await ledger.refunded(await write.reader(), id), reason)
    return id


async def _hold_what_of(write: Write, id: int, mandate: Mandate) -> None:
    """Lock what a refund is of, before the refund, as whoever states one locks it."""
    reader = await write.reader()
    await find(reader, REFUND, id, mandate)
    await payments.hold(reader, (await write.session.get_one(Refund, id)).of)


def _beyond(field: str | None) -> Conflict:
    return Conflict("over-the-payments", "More would come back than was paid.", field=field)
