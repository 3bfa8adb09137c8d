"""What may happen to an order: one person makes it, another checks it, a third approves it, and then it is paid.

Whoever does something with an order holds it, so of two at once the second sees what the first did. Up to the threshold
of the fund two people are enough: then nobody has to check.
"""

from services.grants.assisting.assistances import rules as assistances
from services.grants.funding.ledger.reads import Commitment
from services.grants.granting.awards import rules as awards
from services.grants.paying.orders import reads
from services.grants.paying.orders.reads import ORDER
from services.grants.paying.orders.tables import Order, OrderApproval, OrderCheck
from services.grants.paying.orders.views import OrderDraft
from shared import facts
from shared.errors import Conflict, Forbidden, Invalid
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write, judged


async def make(write: Write, draft: OrderDraft, mandate: Mandate) -> int:
    """Order that a tranche is paid whose milestone was verified, or a part of an assistance."""
    if (draft.award_id is None) == (draft.assistance_id is None):
        raise Invalid("award-or-assistance", "An order is of either an award or an assistance.", field="award_id")
    of_award = draft.award_id is not None
    order = await (_of_award if of_award else _of_assistance)(write, draft, mandate)
    twice = Conflict("ordered-already", "This is ordered already.", field="tranche" if of_award else "part")
    due = Conflict(
        "wages-not-due", "Cash for work is paid as the wages of a period that was confirmed.", field="amount"
    )
    verdicts = {"uq_orders_standing": twice, "uq_orders_part": twice, "order_of_wages_due": due}
    async with judged(write, verdicts):
        write.session.add(order)
    write.trail("order.made", order.id, award=order.award_id, assistance=order.assistance_id)
    return order.id


async def _of_award(write: Write, draft: OrderDraft, mandate: Mandate) -> Order:
    if draft.award_id is None or draft.tranche is None:
        raise Invalid("not-said-which", "Say which tranche of the award is to be paid.", field="tranche")
    for name in ("part", "amount"):
        if getattr(draft, name) is not None:
            raise Invalid("of-a-part", "This is said of a part of an assistance.", field=name)
    award, fund_id = await awards.hold_of_a_fund(write, draft.award_id, mandate)
    tranche = await reads.payable(await write.reader(), award.id, draft.tranche)
    if tranche is None:
        raise not_payable(Commitment(award.id), "tranche")
    return Order(
        award_id=award.id,
        fund_id=fund_id,
        tranche_id=tranche["id"],
        tranche=tranche["number"],
        amount=tranche["amount"],
        currency=award.currency,
        threshold=tranche["threshold"],
        recorded_by=write.caller,
    )


async def _of_assistance(write: Write, draft: OrderDraft, mandate: Mandate) -> Order:
    """Of what is committed to the assistance and not ordered yet."""
    if draft.tranche is not None:
        raise Invalid("of-a-tranche", "This is said of a tranche of an award.", field="tranche")
    if draft.assistance_id is None or draft.part is None:
        raise Invalid("not-said-which", "Say which part of the assistance is to be paid.", field="part")
    if draft.amount is None:
        raise Invalid("not-said-which", "Say how much of the assistance is to be paid.", field="amount")
    assistance, fund_id = await assistances.hold_of_a_fund(write, draft.assistance_id, mandate)
    require_granular(draft.amount, assistance.currency, "amount")
    left = await reads.open_of(await write.reader(), assistance.id)
    if left is None:
        raise not_payable(Commitment(assistance_id=assistance.id), "assistance_id")
    if draft.amount > left["amount"]:
        raise Conflict("over-the-commitment", "More would be ordered than is committed.", field="amount")
    return Order(
        assistance_id=assistance.id,
        part=draft.part,
        fund_id=fund_id,
        amount=draft.amount,
        currency=assistance.currency,
        threshold=left["threshold"],
        recorded_by=write.caller,
    )


async def check(write: Write, id: int, mandate: Mandate) -> int:
    """Find an order right that somebody else made and nobody has approved."""
    order = await facts.hold(write, ORDER, Order, id, mandate)
    if await write.session.get(OrderApproval, id) is not None:
        raise Conflict("approved-already", "Somebody has approved this order.")
    verdicts = {
        "pk_order_checks": Conflict("checked-already", "Somebody has checked this order."),
        "ck_order_checks_by_another": Forbidden(
            "same-person", "Another person than the one who made an order checks it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(OrderCheck(order_id=id, made_by=order.recorded_by, recorded_by=write.caller))
    write.trail("order.checked", id, award=order.award_id, assistance=order.assistance_id)
    return id


async def approve(write: Write, id: int, mandate: Mandate) -> int:
    """Approve an order that others made and, above the threshold of its fund, checked."""
    order = await facts.hold(write, ORDER, Order, id, mandate)
    checked = await write.session.get(OrderCheck, id)
    same = Forbidden("same-person", "Another person than those who made and checked an order approves it.")
    verdicts = {
        "pk_order_approvals": Conflict("approved-already", "Somebody has approved this order."),
        "ck_order_approvals_by_another": same,
        "ck_order_approvals_by_a_third": same,
        "ck_order_approvals_checked": Conflict(
            "not-checked", "An order of this amount is checked before it is approved."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(
            OrderApproval(
                order_id=id,
                made_by=order.recorded_by,
                checked_by=None if checked is None else checked.recorded_by,
                amount=order.amount,
                threshold=order.threshold,
                recorded_by=write.caller,
            )
        )
    write.trail("order.approved", id, award=order.award_id, assistance=order.assistance_id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back an order that is not paid, approved or not; what it is of may be ordered anew."""
    await facts.hold(write, ORDER, Order, id, mandate)
    if await reads.is_paid(await write.reader(), id):
        raise Conflict("order-paid", "Void the payment first.")
    if await reads.is_in_a_batch(await write.reader(), id):
        raise in_a_batch()
    return await facts.void(write, ORDER, id, reason, mandate)


def in_a_batch() -> Conflict:
    return Conflict("in-a-batch", "This order is paid in a batch.")


def not_payable(of: Commitment, field: str | None) -> Conflict:
    if of.award_id is None:
        return Conflict("not-payable", "Nothing more is paid of an assistance that has ended.", field=field)
    return Conflict(
        "not-payable", "A tranche is paid when its milestone was verified, and no grant that stopped.", field=field
    )
