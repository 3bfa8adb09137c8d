"""What may happen to an order: one person makes it, another checks it, a third approves it, and then it is paid.

Whoever does something with an order holds it, so of two at once the second sees what the first did. Up to the threshold
of the fund two people are enough: then nobody has to check.
"""

from services.grants.awards import rules as awards
from services.grants.orders import reads
from services.grants.orders.reads import ORDER
from services.grants.orders.tables import Order, OrderApproval, OrderCheck
from services.grants.orders.views import OrderDraft
from shared import facts
from shared.database import judged
from shared.errors import Conflict, Forbidden
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write


async def make(write: Write, draft: OrderDraft, mandate: Mandate) -> int:
    """Order that a tranche is paid whose milestone was verified."""
    award, fund_id = await awards.hold_of_a_fund(write, draft.award_id, mandate)
    tranche = await reads.payable(await write.reader(), award.id, draft.tranche)
    if tranche is None:
        raise not_payable("tranche")
    order = Order(
        award_id=award.id,
        fund_id=fund_id,
        tranche_id=tranche["id"],
        tranche=tranche["number"],
        amount=tranche["amount"],
        currency=award.currency,
        threshold=tranche["threshold"],
        recorded_by=write.caller,
    )
    twice = Conflict("ordered-already", "This tranche is ordered already.", field="tranche")
    async with judged(write.session, {"uq_orders_standing": twice}):
        write.session.add(order)
    await write.trail("order.made", order.id, award=order.award_id)
    return order.id


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
    async with judged(write.session, verdicts):
        write.session.add(OrderCheck(order_id=id, made_by=order.recorded_by, recorded_by=write.caller))
    await write.trail("order.checked", id, award=order.award_id)
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
    async with judged(write.session, verdicts):
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
    await write.trail("order.approved", id, award=order.award_id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back an order that is not paid, approved or not; the tranche may be ordered anew."""
    await facts.hold(write, ORDER, Order, id, mandate)
    if await reads.is_paid(await write.reader(), id):
        raise Conflict("order-paid", "Void the payment first.")
    return await facts.void(write, ORDER, id, reason, mandate)


def not_payable(field: str | None) -> Conflict:
    return Conflict(
        "not-payable", "A tranche is paid when its milestone was verified, and no grant that stopped.", field=field
    )
