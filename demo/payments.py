"""Payments: part by part up to a day, a few first entered wrongly, each with a voucher number of its year."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from demo import clock
from demo.rows import Payment

_DEVALUED = date(2020, 12, 20)
_RATES = Decimal(1190), Decimal(1450)
"""Dinars for a dollar before and after the devaluation of December 2020, near enough to choose an amount."""

_NOTE = Decimal(250)
"""The smallest note of dinars in use."""

_CORRECTED = 3


def worth(dollars: Decimal, currency: str, on: date, *, step: Decimal) -> Decimal:
    """About that many dollars: in cents, or in dinars rounded up to a step that people really agree on."""
    if currency == "USD":
        return dollars.quantize(Decimal("0.01"))
    dinars = dollars * _RATES[on >= _DEVALUED]
    return (dinars // step + 1) * step


def tranches(
    random: Random,
    amount: Decimal,
    currency: str,
    *,
    shares: Sequence[int],
    approved: datetime,
    paid_by: date,
) -> list[Payment]:
    """The payments of one contract, spread up to `paid_by`; the last one takes what the others leave."""
    payments: list[Payment] = []
    day = approved.date() + timedelta(days=random.randint(14, 35))
    left = amount
    for number, share in enumerate(shares, start=1):
        unit = _NOTE if currency == "IQD" else Decimal("0.01")
        part = left if number == len(shares) else (amount * share / 100 // unit) * unit
        left -= part
        paid = clock.office_day(min(day, paid_by), -1)
        at = clock.after(random, paid)
        payments.append(Payment(0, None, None, "", part, currency, paid, None, number, at, "finance-officer"))
        day = max(day + timedelta(days=random.randint(35, 95)), paid + timedelta(days=7))
    return payments


def with_corrections(random: Random, payments: list[Payment]) -> list[Payment]:
    """Three of them first entered as of the day before, one of which stood so at new year."""
    new_year = datetime(2020, 1, 1, tzinfo=UTC)
    december = [
        row
        for row in payments
        if row.award_id is not None and row.paid_on >= date(2019, 12, 1) and row.recorded_at < new_year
    ]
    wrong = random.sample(december, min(1, len(december)))
    wrong += random.sample([row for row in payments if row not in wrong], _CORRECTED - len(wrong))
    for right in wrong:
        payments.remove(right)
        noticed = clock.after(random, right.recorded_at.date() + timedelta(days=random.randint(3, 9)))
        if right in december:
            noticed = clock.after(random, date(2020, 1, 7))
        early = right.paid_on - timedelta(days=1)
        payments.append(
            right._replace(paid_on=early, voided_at=noticed, voided_by="finance-controller", void_reason="corrected")
        )
        payments.append(right._replace(recorded_at=noticed, recorded_by="finance-controller"))
    return payments


def referenced(payments: list[Payment]) -> list[Payment]:
    """In order of recording, each with its voucher number of the year."""
    payments.sort(key=lambda payment: payment.recorded_at)
    counted: dict[int, int] = {}
    rows = []
    for id, payment in enumerate(payments, start=1):
        year = payment.recorded_at.year
        counted[year] = counted.get(year, 0) + 1
        rows.append(payment._replace(id=id, reference=f"PV-{year}-{counted[year]:05d}"))
    return rows
