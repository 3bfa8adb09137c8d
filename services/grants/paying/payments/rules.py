"""What may happen to a payment: it is recorded once, within what was approved; of what is on a fund, by an order."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from services.grants.assisting.assistances.tables import Assistance
from services.grants.assisting.periods import reads as periods
from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.ledger.reads import Commitment
from services.grants.funding.ledger.views import Standing
from services.grants.granting.awards.tables import Award
from services.grants.paying.orders import reads as orders
from services.grants.paying.orders.reads import ORDER
from services.grants.paying.orders.rules import in_a_batch, not_payable
from services.grants.paying.payments import reads
from services.grants.paying.payments.reads import PAYMENT
from services.grants.paying.payments.tables import Payment
from services.grants.paying.payments.views import OrderedPaymentDraft, PaymentDraft
from shared import facts
from shared.database import Reader
from shared.days import require_past, today
from shared.errors import Conflict, DomainError, Invalid, NotFound, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write, judged


async def pay(write: Write, draft: PaymentDraft, mandate: Mandate) -> int:
    """Record a payment of an award or of an assistance; together payments never pass what was approved."""
    require_granular(draft.amount, draft.currency, "amount")
    require_past(draft.paid_on, "paid_on")
    approved = await _approved(write, draft, mandate)
    if draft.currency is not approved.currency:
        raise Invalid(
            "other-currency", "This was approved in {currency}.", field="currency", currency=approved.currency
        )
    if draft.paid_on < approved.approved_on:
        raise _too_early()
    paid = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.award_id == draft.award_id
        if draft.award_id is not None
        else Payment.assistance_id == draft.assistance_id,
        col(Payment.voided_at).is_(None),
    )
    already = (await write.session.exec(paid)).one()
    if already + draft.amount > approved.amount:
        raise Conflict("overpaid", "With this payment more would be paid than was approved.", field="amount")
    await _require_wages(write, draft, already)
    if await reads.names_an_instruction(await write.reader(), draft.reference):
        raise _of_a_batch()
    payment = Payment(**draft.model_dump(), recorded_by=write.caller)
    async with judged(write, _twice()):
        write.session.add(payment)
    _trail(write, payment.id, Commitment(payment.award_id, payment.assistance_id))
    return payment.id


async def _require_wages(write: Write, draft: PaymentDraft, already: Decimal) -> None:
    """Refuse to pay more than the wages that were confirmed, where somebody works at a site under the assistance."""
    if draft.assistance_id is None:
        return
    due = await periods.wages_due(await write.reader(), draft.assistance_id)
    if due is not None and already + draft.amount > due:
        raise Conflict(
            "wages-not-due", "Cash for work is paid as the wages of a period that was confirmed.", field="amount"
        )


async def pay_order(write: Write, order_id: int, draft: OrderedPaymentDraft, mandate: Mandate) -> int:
    """Record that an order was paid which others checked and approved, of what has not stopped meanwhile."""
    require_past(draft.paid_on, "paid_on")
    mandate.scope(ORDER.dataset.name)
    reader = await write.reader()
    await orders.hold_reached(reader, order_id, mandate)
    (due,) = await orders.due(reader, [order_id], draft.reference)
    if due["voided_at"] is not None:
        raise already_voided()
    if not due["approved"]:
        raise Conflict("not-approved", "An order is approved before it is paid.")
    if due["instructed"]:
        raise in_a_batch()
    if draft.paid_on < due["approved_on"]:
        raise _too_early()
    if not due["payable"]:
        raise not_payable(Commitment(due["award_id"], due["assistance_id"]), None)
    if due["referred_to"]:
        raise _of_a_batch()
    (id,) = await _pay(write, [(order_id, draft.reference, draft.paid_on)])
    if draft.paid_on < due["committed_on"] and await _least(reader, _of(due), draft.paid_on) < 0:
        raise _too_early()
    return id


async def settle(write: Write, settled: Mapping[int, tuple[str, date]], *, found: bool = False) -> int:
    """Record that approved orders, held with what they are of, were paid in a batch, each under a reference and on a
    day, or as soon as it was approved; gives how many.

    Money that went is paid though its grant was suspended meanwhile. Where so much is not committed any more, as of
    what has ended, an order is passed over, which whoever reconciles the batch is told, until two people `found` that
    its money went; then what is missing is committed again, if nobody else was given it. One that is paid already is
    passed over too.
    """
    reader = await write.reader()
    unpaid = [due for due in await orders.due(reader, list(settled)) if not due["paid"]]
    left = await ledger.committed_to(reader, {_of(due) for due in unpaid})
    spent: dict[Commitment, Decimal] = defaultdict(Decimal)
    going = []
    for due in unpaid:
        of = _of(due)
        missing = max(due["amount"] - left[of], Decimal(0))
        if missing and not found:
            continue
        reference, day = settled[due["id"]]
        day, since = max(due["approved_on"], min(day, today())), due["committed_on"]
        if missing:
            released_on = await reads.ended_on(reader, of) or day
            since = max(since, await postings.commit_again(write, of, missing, released_on, _given_to_others()))
        paid_on = await _day(reader, of, due["amount"] + spent[of], day, since)
        left[of] -= due["amount"] - missing
        spent[of] += due["amount"]
        going.append((due["id"], reference, paid_on))
    if going:
        await _pay(write, going)
    return len(going)


def _of(due: Any) -> Commitment:
    return Commitment(due["award_id"], due["assistance_id"])


async def _day(reader: Reader, of: Commitment, amount: Decimal, day: date, since: date) -> date:
    """The day itself, if so much was committed on it and ever after; else the day `since` when as much is as now."""
    return day if day >= since or amount <= await _least(reader, of, day) else since


async def _least(reader: Reader, of: Commitment, since: date) -> Decimal:
    """The least that was committed and not paid on any day since."""
    return await ledger.least(reader, Standing.COMMITTED, of.column, of.id, since)


def _of_a_batch() -> Conflict:
    return Conflict("reference-used", "An order is paid in a batch under this reference.", field="reference")


def _given_to_others() -> Conflict:
    return Conflict("given-to-others", "What was released is not there any more: others were given it.")


async def _pay(write: Write, paid: list[tuple[int, str, date]]) -> list[int]:
    """Record that orders were paid, each under a reference and on a day, in the ledger too."""
    beyond = Conflict("overpaid", "With this payment more would be paid than was approved.")
    columns = list(zip(*paid, strict=True))
    payments = await postings.disburse(write, reads.OF_ORDERS, columns, _twice(), beyond)
    for id, of in payments:
        _trail(write, id, of)
    return [id for id, _ in payments]


def _twice() -> Mapping[str, DomainError]:
    """What is recorded once, and why a second time is refused."""
    already = Conflict("paid-already", "This is paid already.")
    return {
        "uq_payments_standing": Conflict("reference-used", "Another payment has this reference.", field="reference"),
        **dict.fromkeys(("uq_payments_order", "uq_payments_tranche", "uq_payments_part"), already),
    }


def _trail(write: Write, id: int, of: Commitment) -> None:
    write.trail("payment.recorded", id, award=of.award_id, assistance=of.assistance_id)


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a payment that was recorded in error; by no hand one that was made in a batch."""
    reader = await write.reader()
    found = await find(reader, PAYMENT, id, mandate)
    if found.view.voided_at is None and await reads.is_of_a_batch(reader, id):
        raise Conflict("paid-in-a-batch", "Two people find first that what was sent with others did not go.")
    return await take_back(write, id, reason, mandate)


async def take_back(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a payment that did not go: in the ledger it is reversed, and not committed any more where it has ended; but
    wages are, which are owed all the same."""
    reader = await write.reader()
    payment = await write.session.get_one(Payment, id)
    of = payment.of
    await reads.hold(reader, of)
    await facts.void(write, PAYMENT, id, reason, mandate)
    posting = await ledger.disbursed(reader, id)
    refunded = Conflict("refunded", "Void what came back of it first.")
    await postings.reverse(write, posting, reason, refunded)
    await _require_not_demanded(reader, id, of)
    ended_on = await reads.ended_on(reader, of)
    if ended_on is None:
        await postings.release_beyond(write, of, await reads.approved(reader, of))
    elif not await reads.is_a_wage(reader, of):
        await postings.release(write, of, ended_on)
    return id


async def _require_not_demanded(reader: Reader, id: int, of: Commitment) -> None:
    """Refuse to void what is demanded back: a demand is for no more than was paid."""
    held = await ledger.held(reader, of)
    paid = Decimal(0) if held is None else held.disbursed
    if await reads.is_demanded(reader, id) or await ledger.demanded(reader, of) > paid:
        raise Conflict("demanded-back", "Void the demand to recover it first.")


def _too_early() -> Invalid:
    return Invalid("paid-before-approval", "Nothing is paid before it is approved.", field="paid_on")


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
    if approved.fund_id is not None:
        raise Conflict("needs-an-order", "What is on a fund is paid by an order.", field=unknown.field)
    return approved
