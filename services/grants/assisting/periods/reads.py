"""Pay periods and wages within a mandate: they lie where their site does, and under its project."""

from decimal import Decimal

from services.grants.assisting.assistances.reads import SENT
from services.grants.assisting.periods.tables import Period, Wage
from services.grants.assisting.periods.views import PERIODS, WAGES, PeriodView, WageView
from shared.database import Reader
from shared.facts import Source

_TOGETHER = "(SELECT {} FROM wages AS wage WHERE wage.period_id = fact.id)"

PERIOD = Source(
    "period",
    PERIODS,
    Period,
    PeriodView,
    joins=(
        "JOIN works AS work ON work.id = fact.work_id"
        " LEFT JOIN period_confirmations AS confirmation ON confirmation.period_id = fact.id"
    ),
    place="work.place",
    project="work.project",
    columns={
        "project": "work.project",
        "place": "work.place",
        "workers": _TOGETHER.format("count(*)"),
        "days": _TOGETHER.format("sum(wage.days)"),
        "amount": _TOGETHER.format("sum(wage.amount)"),
        "currency": "work.currency",
        "confirmed": "(confirmation.period_id IS NOT NULL)",
        "confirmed_by": "confirmation.recorded_by",
    },
)

WAGE = Source(
    "wage",
    WAGES,
    Wage,
    WageView,
    joins=(
        "JOIN works AS work ON work.id = fact.work_id JOIN periods AS period ON period.id = fact.period_id"
        " LEFT JOIN period_confirmations AS confirmation ON confirmation.period_id = fact.period_id"
    ),
    place="work.place",
    project="work.project",
    person="fact.person_id",
    columns={
        "project": "work.project",
        "place": "work.place",
        "begins_on": "period.begins_on",
        "ends_on": "period.ends_on",
        "confirmed": "(confirmation.period_id IS NOT NULL)",
    },
)

_FIX = """
INSERT INTO wages
    (period_id, work_id, worker_id, assistance_id, person_id, part, days, wage, amount, currency, recorded_by)
SELECT period.id, work.id, worked.worker_id, worked.assistance_id, worked.person_id,
    (SELECT count(*) + 1 FROM wages AS before WHERE before.assistance_id = worked.assistance_id),
    count(*), work.wage, count(*) * work.wage, work.currency, $2
FROM periods AS period JOIN works AS work ON work.id = period.work_id
JOIN workdays AS worked ON worked.work_id = work.id
    AND worked.worked_on BETWEEN period.begins_on AND period.ends_on AND worked.voided_at IS NULL
WHERE period.id = $1
GROUP BY period.id, work.id, worked.worker_id, worked.assistance_id, worked.person_id
ORDER BY worked.worker_id
RETURNING id, assistance_id
"""


_HELD = """
SELECT id FROM assistances WHERE id IN (
    SELECT worked.assistance_id FROM periods AS period JOIN workdays AS worked ON worked.work_id = period.work_id
        AND worked.worked_on BETWEEN period.begins_on AND period.ends_on AND worked.voided_at IS NULL
    WHERE period.id = $1
) ORDER BY id FOR NO KEY UPDATE
"""
"""So that of two sites where one person worked each numbers the parts of their assistance after the other."""


async def fix(reader: Reader, period_id: int, by: str) -> list[int]:
    """Write down what every worker is due for a period; gives the numbers of the wages."""
    await reader.fetch(_HELD, period_id)
    return [row["id"] for row in await reader.fetch(_FIX, period_id, by)]


async def has_orders(reader: Reader, id: int) -> bool:
    """Whether an order to pay one of the wages of a period stands."""
    ordered: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM wages AS wage JOIN orders AS made ON made.assistance_id = wage.assistance_id"
        " AND made.part = wage.part AND made.voided_at IS NULL WHERE wage.period_id = $1)",
        id,
    )
    return ordered


_SENT = f"""
SELECT EXISTS (
    SELECT FROM wages AS wage WHERE wage.period_id = $1
        AND {SENT.format(which="made.assistance_id = wage.assistance_id AND made.part = wage.part")}
)
"""  # noqa: S608 - no value in it


async def were_sent(reader: Reader, id: int) -> bool:
    """Whether money for one of the wages of a period was ever sent with others."""
    sent: bool = await reader.fetchval(_SENT, id)
    return sent


_OUTSIDE = """
SELECT EXISTS (
    SELECT FROM wages AS wage
    JOIN period_confirmations AS confirmation ON confirmation.period_id = wage.period_id
    JOIN assistances AS assistance ON assistance.id = wage.assistance_id AND assistance.fund_id IS NULL
    JOIN payments AS payment ON payment.assistance_id = assistance.id AND payment.voided_at IS NULL
    WHERE wage.period_id = $1
)
"""


async def has_payments(reader: Reader, id: int) -> bool:
    """Whether something is paid, on no fund, to somebody of whom a wage of this period was confirmed."""
    paid: bool = await reader.fetchval(_OUTSIDE, id)
    return paid


_CONFIRMED = """
SELECT EXISTS (SELECT FROM workers WHERE assistance_id = $1 AND voided_at IS NULL) AS works, (
    SELECT coalesce(sum(due.amount), 0) FROM (
        SELECT wage.amount FROM wages AS wage
        JOIN periods AS period ON period.id = wage.period_id AND period.voided_at IS NULL
        JOIN period_confirmations AS confirmation ON confirmation.period_id = period.id
        WHERE wage.assistance_id = $1 AND wage.voided_at IS NULL FOR SHARE OF period
    ) AS due
) AS amount
"""


async def wages_due(reader: Reader, assistance_id: int) -> Decimal | None:
    """What the wages that were confirmed of an assistance add up to, the periods held so that nobody voids one; nothing
    where nobody has a place at a site under it."""
    row = await reader.fetchrow(_CONFIRMED, assistance_id)
    assert row is not None
    return row["amount"] if row["works"] else None
