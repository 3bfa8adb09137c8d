"""Refunds within a mandate: they lie where the award or the assistance does, and under its project."""

from decimal import Decimal

from services.grants.funding.ledger.reads import ABOUT, APART, PERSON, PLACE, PROJECT, Commitment
from services.grants.paying.refunds.tables import Refund
from services.grants.paying.refunds.views import REFUNDS, RefundView
from shared.database import Reader
from shared.facts import Source

_BOOKED = "EXISTS (SELECT FROM postings WHERE refund_id = {refund}.id AND kind = 'refunded')"
"""SQL: the ledger has a refund. Those from before two people had to do with one it has without a confirmation."""

REFUND = Source(
    "refund",
    REFUNDS,
    Refund,
    RefundView,
    joins=(
        f"{ABOUT}"
        " LEFT JOIN refund_checks AS checking ON checking.refund_id = fact.id"
        " LEFT JOIN refund_confirmations AS confirmation ON confirmation.refund_id = fact.id"
    ),
    place=PLACE,
    apart=APART,
    project=PROJECT,
    person=PERSON,
    columns={
        "project": PROJECT,
        "place": PLACE,
        "by_three": "(fact.amount > fact.threshold)",
        "confirmed": _BOOKED.format(refund="fact"),
        "checked_by": "checking.recorded_by",
        "confirmed_by": "confirmation.recorded_by",
    },
)

WAITS = (
    f"NOT {_BOOKED.format(refund='fact')} AND fact.recorded_by <> {{}} AND checking.recorded_by IS DISTINCT FROM {{}}"
)
"""SQL: it waits for the caller, who stands at `{}`."""

_WAITING = f"""
SELECT coalesce(sum(amount), 0) FROM refunds AS refund
WHERE (award_id = $1 OR assistance_id = $2) AND voided_at IS NULL AND NOT {_BOOKED.format(refund="refund")}
    AND recovery_id IS NOT DISTINCT FROM $3
"""  # noqa: S608 - no value in it


async def waiting(reader: Reader, of: Commitment, recovery_id: int | None) -> Decimal:
    """What came back of an award or an assistance, by a demand or without any, as somebody stated and nobody has
    confirmed yet."""
    amount: Decimal = await reader.fetchval(_WAITING, *of, recovery_id)
    return amount


async def is_booked(reader: Reader, id: int) -> bool:
    """Whether the ledger has a refund."""
    sql = f"SELECT {_BOOKED.format(refund='refund')} FROM refunds AS refund WHERE id = $1"  # noqa: S608 - no value in it
    booked: bool = await reader.fetchval(sql, id)
    return booked
