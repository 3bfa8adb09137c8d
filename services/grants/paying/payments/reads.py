"""Payments within a mandate: they lie where the award or the assistance does, and under its project."""

from datetime import date
from decimal import Decimal

from services.grants.funding.ledger.reads import ABOUT, APART, DEMANDED, PERSON, PLACE, PROJECT, Commitment
from services.grants.paying.orders.reads import REFERRED_TO
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
SELECT (min(ended.recorded_at) AT TIME ZONE 'Asia/Baghdad')::date FROM (
    SELECT step.recorded_at FROM awards AS award JOIN transitions AS step ON step.application_id = award.application_id
    WHERE award.id = $1 AND step.stage = 'terminated'
    UNION ALL SELECT recorded_at FROM assistance_ends WHERE assistance_id = $2
) AS ended
"""


_OF_A_BATCH = """
SELECT EXISTS (
    SELECT FROM payments AS payment
    JOIN instructions AS instruction ON instruction.order_id = payment.order_id
        AND instruction.end_to_end_id = payment.reference AND instruction.voided_at IS NULL
    WHERE payment.id = $1
)
"""


async def is_of_a_batch(reader: Reader, id: int) -> bool:
    """Whether a payment was made in a batch."""
    made: bool = await reader.fetchval(_OF_A_BATCH, id)
    return made


async def approved(reader: Reader, of: Commitment) -> Decimal:
    """The amount for which an award or an assistance was approved."""
    sql = "SELECT coalesce((SELECT amount FROM awards WHERE id = $1), (SELECT amount FROM assistances WHERE id = $2))"
    amount: Decimal = await reader.fetchval(sql, *of)
    return amount


async def is_a_wage(reader: Reader, of: Commitment) -> bool:
    """Whether what is paid of this is what somebody has worked for."""
    sql = "SELECT EXISTS (SELECT FROM assistances WHERE id = $1 AND modality = 'CFW')"
    worked: bool = await reader.fetchval(sql, of.assistance_id)
    return worked


async def is_demanded(reader: Reader, id: int) -> bool:
    """Whether this payment is demanded back, and has not come back as a whole; what was written off has not."""
    sql = f"SELECT {DEMANDED.format(which='demand.payment_id = $1')} > 0"
    demanded: bool = await reader.fetchval(sql, id)
    return demanded


async def ended_on(reader: Reader, of: Commitment) -> date | None:
    """The day on which the grant of an award was ended before its time, or since when nothing more is given of an
    assistance; nothing while it goes on."""
    ended: date | None = await reader.fetchval(_ENDED, *of)
    return ended


async def names_an_instruction(reader: Reader, reference: str) -> bool:
    """Whether an order is, or was to be, paid in a batch under a reference."""
    names: bool = await reader.fetchval(f"SELECT {REFERRED_TO.format(reference='$1')}", reference)
    return names
