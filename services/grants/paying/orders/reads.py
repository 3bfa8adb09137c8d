"""Orders within a mandate: they lie where the award or the assistance does, and under its project."""

from typing import Any

from services.grants.funding.ledger.reads import ABOUT, APART, PERSON, PLACE, PROJECT, Commitment
from services.grants.granting.contracts.reads import LATEST, STOPPED
from services.grants.paying.orders.tables import Order
from services.grants.paying.orders.views import ORDERS, OrderView
from shared.database import Reader
from shared.facts import Source

ORDER = Source(
    "order",
    ORDERS,
    Order,
    OrderView,
    joins=(
        f"{ABOUT}"
        " LEFT JOIN order_checks AS checking ON checking.order_id = fact.id"
        " LEFT JOIN order_approvals AS approval ON approval.order_id = fact.id"
        " LEFT JOIN payments AS payment ON payment.order_id = fact.id AND payment.voided_at IS NULL"
    ),
    place=PLACE,
    apart=APART,
    project=PROJECT,
    person=PERSON,
    columns={
        "project": PROJECT,
        "place": PLACE,
        "by_three": "(fact.amount > fact.threshold)",
        "approved": "(approval.order_id IS NOT NULL)",
        "checked_by": "checking.recorded_by",
        "approved_by": "approval.recorded_by",
        "payment_id": "payment.id",
    },
)

WAITS = "approval.order_id IS NULL AND fact.recorded_by <> {} AND checking.recorded_by IS DISTINCT FROM {}"
"""SQL: it waits for the caller, who stands at `{}`."""

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


_OPEN = """
SELECT fund.threshold, balance.amount - coalesce((
    SELECT sum(made.amount) FROM orders AS made
    WHERE made.assistance_id = assistance.id AND made.voided_at IS NULL
        AND NOT EXISTS (SELECT FROM payments WHERE order_id = made.id AND voided_at IS NULL)
), 0) AS amount
FROM assistances AS assistance
JOIN funds AS fund ON fund.id = assistance.fund_id
JOIN accounts AS account ON account.assistance_id = assistance.id AND account.standing = 'committed'
JOIN balances AS balance ON balance.account_id = account.id
WHERE assistance.id = $1 AND assistance.voided_at IS NULL
    AND NOT EXISTS (SELECT FROM assistance_ends WHERE assistance_id = assistance.id)
"""


async def open_of(reader: Reader, assistance_id: int) -> Any:
    """An assistance on a fund of which something may be paid, because it has not ended: the `amount` that is committed
    to it and not ordered, and the `threshold` of its fund. Nothing if it may not."""
    return await reader.fetchrow(_OPEN, assistance_id)


async def is_payable(reader: Reader, of: Commitment, tranche: int | None) -> bool:
    """Whether a tranche of an award, or an assistance, may be paid as things stand."""
    if of.award_id is not None and tranche is not None:
        return await payable(reader, of.award_id, tranche) is not None
    return of.assistance_id is not None and await open_of(reader, of.assistance_id) is not None


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


async def is_in_a_batch(reader: Reader, id: int) -> bool:
    """Whether the order is to be paid with others, in a batch."""
    instructed: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM instructions AS instruction WHERE order_id = $1 AND voided_at IS NULL"
        " AND NOT EXISTS (SELECT FROM instruction_ends WHERE instruction_id = instruction.id))",
        id,
    )
    return instructed
