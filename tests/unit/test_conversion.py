"""Amounts in another currency: exact until the end, rounded once, and never guessed where a day has no rate."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from services.grants.telling.statements.conversion import Flow, converted, percent, rounded
from shared.money import Currency

BEFORE, AFTER, UNKNOWN = date(2020, 12, 19), date(2020, 12, 20), date(2020, 12, 21)
RATES = {BEFORE: Decimal("1190"), AFTER: Decimal("1450")}
IQD, USD = Currency.IQD, Currency.USD


def test_the_same_dinars_are_fewer_dollars_after_the_devaluation() -> None:
    signed = [Flow(Decimal(14_500_000), BEFORE)]
    paid = [Flow(Decimal(14_500_000), AFTER)]
    assert converted(signed, IQD, USD, RATES) == (Decimal("12184.87"), set())
    assert converted(paid, IQD, USD, RATES) == (Decimal("10000.00"), set())
    assert converted([Flow(Decimal("10000.00"), AFTER)], USD, IQD, RATES) == (Decimal("14500000"), set())


def test_a_sum_is_rounded_once_and_not_its_parts() -> None:
    thirds = [Flow(Decimal(1), BEFORE)] * 1190  # each of them is 0.00084 dollars
    assert converted(thirds, IQD, USD, RATES) == (Decimal("1.00"), set())


def test_without_a_rate_for_a_day_there_is_no_sum_and_the_day_is_told() -> None:
    flows = [Flow(Decimal(1450), AFTER), Flow(Decimal(1450), UNKNOWN)]
    assert converted(flows, IQD, USD, RATES) == (None, {UNKNOWN})
    assert converted([], IQD, USD, {}) == (Decimal("0.00"), set())


def test_nothing_is_converted_into_its_own_currency() -> None:
    assert converted([Flow(Decimal("5.25"), UNKNOWN)], USD, USD, {}) == (Decimal("5.25"), set())


@pytest.mark.parametrize(
    ("exact", "currency", "told"),
    [
        (Fraction(1005, 1000), USD, "1.01"),
        (Fraction(-1005, 1000), USD, "-1.01"),
        (Fraction(100_499_999, 100_000_000), USD, "1.00"),
        (Fraction(5, 2), IQD, "3"),
        (Fraction(249, 100), IQD, "2"),
    ],
)
def test_a_half_is_rounded_away_from_zero_at_what_a_currency_is_counted_in(
    exact: Fraction, currency: Currency, told: str
) -> None:
    assert str(rounded(exact, currency)) == told


def test_a_share_has_one_place_and_that_of_nothing_is_none() -> None:
    assert (str(percent(Decimal(1), Decimal(3))), str(percent(Decimal(5), Decimal(0)))) == ("33.3", "0.0")
