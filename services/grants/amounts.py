"""Amounts of money as the views of this service show them."""

from decimal import Decimal

from pydantic import field_serializer

from shared.money import Currency, written
from shared.views import FactView


class AmountView(FactView):
    """A fact with an amount of money: a string at its currency's granularity, like "12500.00" USD or "1250000" IQD."""

    currency: Currency | None = None

    @field_serializer("amount", "budget", check_fields=False)
    def _written(self, amount: Decimal | None) -> str | None:
        if amount is None or self.currency is None:
            return None if amount is None else str(amount)
        return written(amount, self.currency)
