"""Money: an amount with its currency, exact, at the granularity in which it is really paid."""

from decimal import Decimal
from enum import StrEnum

from shared.codes import listed_as
from shared.errors import Invalid


@listed_as("currency")
class Currency(StrEnum):
    """ISO 4217 codes of the currencies the programme pays in."""

    USD = "USD"
    IQD = "IQD"


_SMALLEST = {Currency.USD: Decimal("0.01"), Currency.IQD: Decimal(1)}
"""Dinars have three decimals in ISO 4217 and none in practice."""


def require_granular(amount: Decimal, currency: Currency, field: str) -> None:
    """Refuse an amount finer than the currency's smallest unit."""
    smallest = _SMALLEST[currency]
    if amount % smallest:
        raise Invalid(
            "amount-too-fine",
            "{currency} is counted in units of {smallest}.",
            field=field,
            currency=currency,
            smallest=smallest,
        )


_NOTE = {Currency.USD: Decimal("0.01"), Currency.IQD: Decimal(250)}
"""What is paid in dinars is paid in notes, and 250 is the smallest."""


def require_payable(amount: Decimal, currency: Currency, field: str) -> None:
    """Refuse an amount that cannot be handed over, to the last dinar."""
    require_granular(amount, currency, field)
    if amount % _NOTE[currency]:
        raise Invalid(
            "not-in-notes",
            "{currency} is paid in multiples of {smallest}.",
            field=field,
            currency=currency,
            smallest=_NOTE[currency],
        )


def written(amount: Decimal, currency: Currency) -> str:
    """The amount as JSON carries it: a string at the currency's granularity."""
    return str(amount.quantize(_SMALLEST[currency]))


def decimals(currency: Currency) -> int:
    """How many places behind the point the amounts of a currency have, where a statement writes them."""
    exponent = _SMALLEST[currency].as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent
