"""What callers state about payments, and are told."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Day, Draft, Identifier, Line, PathIdentifier
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked

Reference = Annotated[Line, Field(max_length=35)]
"""How the accounts refer to a payment, as long as a bank transfer lets it be."""

PAYMENTS = Dataset(
    DatasetName.PAYMENTS,
    {
        "id": LOW,
        "award_id": LOW,
        "assistance_id": LOW,
        "reference": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "paid_on": LOW,
        "order_id": LOW,
        "tranche": LOW,
        "part": LOW,
        **RECORD_KEEPING,
    },
)

_PAYMENT = {
    "award_id": 17,
    "reference": "PAY-2019-0042",
    "amount": "5000.00",
    "currency": "USD",
    "paid_on": "2019-10-01",
}


@classified(PAYMENTS)
@example(**_PAYMENT)
class PaymentDraft(Draft):
    """A payment of an assistance or an award from before there were funds: one of the two. The reference is one
    that no other payment has."""

    award_id: Identifier | None = None
    assistance_id: Identifier | None = None
    reference: Reference
    amount: Amount
    currency: Currency
    paid_on: Day


@classified(PAYMENTS)
@example(reference="PAY-2019-0042", paid_on="2019-10-01")
class OrderedPaymentDraft(Draft):
    """That an order was paid. What and how much, the order says."""

    reference: Reference
    paid_on: Day


class PaymentsAsked(Asked):
    """What is asked of the list of payments: of all, or of an award or an assistance."""

    award_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None


@classified(PAYMENTS)
@example(id=63, **_PAYMENT, order_id=31, tranche=1, part=None, **RECORDED)
class PaymentView(AmountView):
    """A payment. The amount is a string at the granularity of its currency."""

    id: int | None = None
    award_id: int | None = None
    assistance_id: int | None = None
    reference: str | None = None
    amount: Decimal | None = None
    paid_on: date | None = None
    order_id: int | None = None
    tranche: int | None = None
    part: int | None = None
