"""Money is exact and as fine as it is really paid."""

from decimal import Decimal

import pytest

from shared.errors import Invalid
from shared.money import Currency, require_granular, written


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0.01", "USD"), ("12500.00", "USD"), ("12500.000", "USD"), ("250", "IQD"), ("1.000", "IQD")],
)
def test_an_amount_in_whole_units_is_taken(amount: str, currency: str) -> None:
    require_granular(Decimal(amount), Currency(currency), "amount")


@pytest.mark.parametrize(
    ("amount", "currency"), [("0.001", "USD"), ("12500.005", "USD"), ("0.5", "IQD"), ("250.001", "IQD")]
)
def test_an_amount_finer_than_its_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(Invalid) as refusal:
        require_granular(Decimal(amount), Currency(currency), "budget")
    assert (refusal.value.type, refusal.value.field) == ("amount-too-fine", "budget")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0", "USD", "0.00"),
        ("1E+3", "USD", "1000.00"),
        ("12500", "USD", "12500.00"),
        ("9999999999999.99", "USD", "9999999999999.99"),
        ("12500.000", "IQD", "12500"),
        ("1E+9", "IQD", "1000000000"),
    ],
)
def test_an_amount_is_written_at_the_unit_of_its_currency(amount: str, currency: str, text: str) -> None:
    assert written(Decimal(amount), Currency(currency)) == text
