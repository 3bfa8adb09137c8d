"""Orders within a mandate: they lie where the award does, and under its project."""

from typing import Any

from services.grants.contracts.reads import LATEST, STOPPED
from services.grants.orders.tables import Order
from services.grants.orders.views import ORDERS, OrderView
from shared.database import Reader
from shared.facts import Source

ORDER = Source(
    "order",
    ORDERS,
    Order,
    OrderView,
    joins=(
        "JOIN awards AS award ON award.id = fact.award_id"
        " LEFT JOIN order_checks AS checking ON checking.order_id = fact.id"
        " LEFT JOIN order_approvals AS approval ON approval.order_id = fact.id"
        " LEFT JOIN payments AS payment ON payment.order_id = fact.id AND payment.voided_at IS NULL"
    ),
    place="award.place",
    project="award.project",
    columns={
        "project": "award.project",
        "place": "award.place",
        "by_three": "(fact.amount > fact.threshold)",
        "approved": "(approval.order_id IS NOT NULL)",
        "checked_by": "checking.recorded_by",
        "approved_by": "approval.recorded_by",
        "payment_id": "payment.id",
    },
)

_PAYABLE = f"""
SELECT tranche.id, tranche.number, tranche.amount, fund.threshold
FROM awards AS award
JOIN funds AS fund ON fund.id = award.fund_id
JOIN contracts AS contract ON contract.award_id = award.id AND contract.voided_at IS NULL
JOIN tranches AS tranche ON tranche.contract_id = contract.id
    AND tranche.version_id = {LATEST.format(contract="contract.id")}
JOIN milestones AS prepared ON prepared.contract_id = contract.id AND prepared.tranche = tranche.number
    AND prepared.voided_at IS NULL
JOIN milestone_verifications AS verification ON verification.milestone_id = prepared.id
WHERE award.id = $1 AND tranche.number = $2 AND NOT {STOPPED.format(application="award.application_id")}
"""  # noqa: S608 - no value in it


async def payable(reader: Reader, award_id: int, tranche: int) -> Any:
    """A tranche that may be paid, because its milestone was verified and the grant has not stopped: its `id`, `number`
    and `amount`, and the `threshold` of its fund. Nothing if it may not."""
    return await reader.fetchrow(_PAYABLE, award_id, tranche)


async def is_approved(reader: Reader, id: int) -> bool:
    """Whether somebody has approved the order."""
    approved: bool = await reader.fetchval("SELECT EXISTS (SELECT FROM order_approvals WHERE order_id = $1)", id)
    return approved


async def is_paid(reader: Reader, id: int) -> bool:
    """Whether a payment by the order stands."""
    paid: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM payments WHERE order_id = $1 AND voided_at IS NULL)", id
    )
    return paid
