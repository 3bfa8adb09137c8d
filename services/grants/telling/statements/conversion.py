"""Amounts in another currency, at the rate of a day each. Exact until the end, and rounded half up, once.

A day without a rate is never guessed: then there is no sum, and the days are told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from shared.money import Currency, decimals


@dataclass(frozen=True)
class Flow:
    """So much money, to be converted at the rate of this day."""

    amount: Decimal
    day: date


def converted(
    flows: Iterable[Flow], source: Currency, target: Currency, dinars_on: Mapping[date, Decimal]
) -> tuple[Decimal | None, set[date]]:
    """What the flows are together in the target currency, and the days for which there is no rate; without a rate for
    one of them there is no sum. `dinars_on` says how many dinars a dollar was."""
    sum, missing = Fraction(0), set()
    for flow in flows:
        if source is target:
            sum += Fraction(flow.amount)
        elif flow.day not in dinars_on:
            missing.add(flow.day)
        elif target is Currency.IQD:
            sum += Fraction(flow.amount) * Fraction(dinars_on[flow.day])
        else:
            sum += Fraction(flow.amount) / Fraction(dinars_on[flow.day])
    return (None if missing else rounded(sum, target)), missing


def rounded(amount: Fraction, currency: Currency) -> Decimal:
    """An amount at the granularity of its currency, a half away from zero."""
    places = decimals(currency)
    units, rest = divmod(abs(amount) * 10**places, 1)
    whole = int(units) + (rest >= Fraction(1, 2))
    return Decimal(whole if amount >= 0 else -whole).scaleb(-places)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """A share in per cent, with one place."""
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal("0.0")
