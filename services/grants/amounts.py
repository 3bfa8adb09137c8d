"""Amounts of money as the views of this service show them."""

from decimal import Decimal

from pydantic import field_serializer

from shared.money import Currency, decimals, written
from shared.views import FactView, View


class SumView(View):
    """Amounts of money in one currency: strings at its granularity, like "12500.00" USD or "1250000" IQD."""

    currency: Currency | None = None

    @field_serializer(
        "amount",
        "budget",
        "revenue",
        "revenue_before",
        "ceiling",
        "threshold",
        "available",
        "allotted",
        "committed",
        "disbursed",
        "returned",
        "outstanding",
        "refunded",
        "written_off",
        "wage",
        "minimum_wage",
        "stipend",
        "smallest",
        "largest",
        "contribution",
        "control_sum",
        "settled",
        "difference",
        check_fields=False,
    )
    def _written(self, amount: Decimal | None) -> str | None:
        return told(amount, self.currency)


class AmountView(SumView, FactView):
    """A fact with amounts of money."""


def told(amount: Decimal | None, currency: Currency | None) -> str | None:
    """An amount as it is told: with its currency at the granularity of that, without as it was stated."""
    if amount is None or currency is None:
        return None if amount is None else str(amount)
    return written(amount, currency)


def told_in_sql(amount: str, currency: str) -> str:
    """SQL: an amount as it is told in the middle of something else, at the granularity of its currency."""
    cases = " ".join(f"WHEN '{each}' THEN {decimals(each)}" for each in Currency)
    return f"round({amount}, CASE {currency} {cases} END)::text"
