"""What may happen to a payment: it is recorded once, within what was approved."""

from sqlalchemy import func
from sqlmodel import col, select

from services.grants.assistances.tables import Assistance
from services.grants.awards.tables import Award
from services.grants.ledger import postings
from services.grants.ledger import reads as ledger
from services.grants.payments import reads
from services.grants.payments.reads import PAYMENT
from services.grants.payments.tables import Payment
from services.grants.payments.views import PaymentDraft
from shared import facts
from shared.database import judged
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write


async def pay(write: Write, draft: PaymentDraft, mandate: Mandate) -> int:
    """Record a payment of an award or of an assistance; together payments never pass what was approved."""
    require_granular(draft.amount, draft.currency, "amount")
    approved = await _approved(write, draft, mandate)
    if draft.currency is not approved.currency:
        raise Invalid(
            "other-currency", "This was approved in {currency}.", field="currency", currency=approved.currency
        )
    if draft.paid_on < approved.approved_on:
        raise Invalid("paid-before-approval", "Nothing is paid before it is approved.", field="paid_on")
    paid = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.award_id == draft.award_id
        if draft.award_id is not None
        else Payment.assistance_id == draft.assistance_id,
        col(Payment.voided_at).is_(None),
    )
    already = (await write.session.exec(paid)).one()
    overpaid = Conflict("overpaid", "With this payment more would be paid than was approved.", field="amount")
    if already + draft.amount > approved.amount:
        raise overpaid
    if isinstance(approved, Award) and approved.application_id is not None:
        payable = await reads.payable(await write.reader(), approved.id)
        if already + draft.amount > payable:
            raise Conflict(
                "not-payable",
                "A tranche is paid when its milestone was verified, and no grant that stopped.",
                field="amount",
            )
    payment = Payment(**draft.model_dump(), recorded_by=write.caller)
    used = Conflict("reference-used", "Another payment has this reference.", field="reference")
    async with judged(write.session, {"uq_payments_standing": used}):
        write.session.add(payment)
    if payment.award_id is not None:
        await postings.disburse(write, payment.award_id, payment.id, payment.amount, payment.paid_on, overpaid)
    await write.trail("payment.recorded", payment.id, award=payment.award_id, assistance=payment.assistance_id)
    return payment.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a payment that was recorded in error: in the ledger it is reversed."""
    await facts.void(write, PAYMENT, id, reason, mandate)
    await postings.reverse(write, await ledger.disbursed(await write.reader(), id), reason)
    return id


async def _approved(write: Write, draft: PaymentDraft, mandate: Mandate) -> Award | Assistance:
    """What the payment is of, locked so that payments of it follow one another."""
    if (draft.award_id is None) == (draft.assistance_id is None):
        raise Invalid("award-or-assistance", "A payment is of either an award or an assistance.", field="award_id")
    approved: Award | Assistance | None
    if draft.award_id is not None:
        approved = await write.session.get(Award, draft.award_id, with_for_update=True)
        unknown = NotFound("unknown-award", "There is no such award.", field="award_id")
    else:
        approved = await write.session.get(Assistance, draft.assistance_id, with_for_update=True)
        unknown = NotFound("unknown-assistance", "There is no such assistance.", field="assistance_id")
    if approved is None or approved.voided_at is not None or not mandate.covers_place(approved.place):
        raise unknown
    mandate.require_project(approved.project, unknown.field or "project")
    return approved
