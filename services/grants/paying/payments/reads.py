"""Payments within a mandate: they lie where the award or the assistance does, and under its project."""

from datetime import date

from services.grants.funding.ledger.reads import ABOUT, APART, OUTSTANDING, PERSON, PLACE, PROJECT, Commitment
from services.grants.paying.payments.tables import Payment
from services.grants.paying.payments.views import PAYMENTS, PaymentView
from shared.database import Reader
from shared.facts import Source

PAYMENT = Source(
    "payment",
    PAYMENTS,
    Payment,
    PaymentView,
    joins=ABOUT,
    place=PLACE,
    apart=APART,
    project=PROJECT,
    person=PERSON,
)


async def hold(reader: Reader, of: Commitment) -> date:
    """The day on which an award or an assistance was approved; payments of it, and its end, follow one another."""
    table = "awards" if of.assistance_id is None else "assistances"
    sql = f"SELECT approved_on FROM {table} WHERE id = $1 FOR UPDATE"  # noqa: S608 - names from code
    approved_on: date = await reader.fetchval(sql, of.id)
    return approved_on


OF_ORDERS = """
INSERT INTO payments
    (recorded_by, award_id, assistance_id, reference, amount, currency, paid_on, order_id, tranche, part)
SELECT $1, ordered.award_id, ordered.assistance_id, paid.reference, ordered.amount, ordered.currency, paid.paid_on,
    ordered.id, ordered.tranche, ordered.part
FROM unnest($2::integer[], $3::text[], $4::date[]) AS paid (order_id, reference, paid_on)
JOIN orders AS ordered ON ordered.id = paid.order_id
ORDER BY ordered.id
RETURNING id, award_id, assistance_id, amount, paid_on
"""
"""SQL: orders were paid, `$2`, each under a reference and on a day."""

_ENDED = """
SELECT EXISTS (
    SELECT FROM awards AS award JOIN transitions AS step ON step.application_id = award.application_id
    WHERE award.id = $1 AND step.stage = 'terminated'
) OR EXISTS (SELECT FROM assistance_ends WHERE assistance_id = $2)
"""


async def is_demanded(reader: Reader, id: int) -> bool:
    """Whether something is outstanding of a demand to pay back this payment."""
    sql = f"SELECT {OUTSTANDING.format(which='demand.payment_id = $1')} > 0"
    demanded: bool = await reader.fetchval(sql, id)
    return demanded


async def has_ended(reader: Reader, of: Commitment) -> bool:
    """Whether the grant of an award was ended before its time, or nothing more is given of an assistance."""
    ended: bool = await reader.fetchval(_ENDED, *of)
    return ended
