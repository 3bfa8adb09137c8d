"""What may happen to a refund: it is recorded once, within what was paid, and voided when it was recorded in error."""

from services.grants.assistances import rules as assistances
from services.grants.assistances.tables import Assistance
from services.grants.awards import rules as awards
from services.grants.awards.tables import Award
from services.grants.ledger import postings
from services.grants.ledger import reads as ledger
from services.grants.ledger.reads import Commitment
from services.grants.refunds.reads import REFUND
from services.grants.refunds.tables import Refund
from services.grants.refunds.views import RefundDraft
from shared import facts
from shared.database import judged
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write


async def record(write: Write, draft: RefundDraft, mandate: Mandate) -> int:
    """Record money of an award or an assistance that came back: no more than was paid of it."""
    require_granular(draft.amount, draft.currency, "amount")
    require_past(draft.refunded_on, "refunded_on")
    if (draft.award_id is None) == (draft.assistance_id is None):
        raise Invalid("award-or-assistance", "A refund is of either an award or an assistance.", field="award_id")
    paid, fund_id = await _hold(write, draft, mandate)
    if draft.currency is not paid.currency:
        raise Invalid("other-currency", "This was approved in {currency}.", field="currency", currency=paid.currency)
    refund = Refund(**draft.model_dump(), recorded_by=write.caller)
    used = Conflict("reference-used", "Another refund has this reference.", field="reference")
    async with judged(write.session, {"uq_refunds_standing": used}):
        write.session.add(refund)
    beyond = Conflict("over-the-payments", "More would come back than was paid.", field="amount")
    of = Commitment(refund.award_id, refund.assistance_id)
    await postings.refund(write, fund_id, of, refund.id, refund.amount, refund.refunded_on, beyond)
    await write.trail("refund.recorded", refund.id, award=refund.award_id, assistance=refund.assistance_id)
    return refund.id


async def _hold(write: Write, draft: RefundDraft, mandate: Mandate) -> tuple[Award | Assistance, int]:
    """What money came back of, locked, and the number of its fund."""
    if draft.award_id is not None:
        return await awards.hold_of_a_fund(write, draft.award_id, mandate)
    assert draft.assistance_id is not None
    return await assistances.hold_of_a_fund(write, draft.assistance_id, mandate)


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a refund that was recorded in error: in the ledger it is reversed."""
    await facts.void(write, REFUND, id, reason, mandate)
    await postings.reverse(write, await ledger.refunded(await write.reader(), id), reason)
    return id
