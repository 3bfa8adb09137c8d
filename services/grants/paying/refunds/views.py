"""What callers state about refunds, and are told."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Day, Draft, Identifier, Line, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import AskedForOthers, Flag

REFUNDS = Dataset(
    DatasetName.REFUNDS,
    {
        "id": LOW,
        "refund_id": LOW,
        "recovery_id": LOW,
        "award_id": LOW,
        "assistance_id": LOW,
        "fund_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "reference": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "refunded_on": LOW,
        "threshold": LOW,
        "by_three": LOW,
        "confirmed": LOW,
        "stated_by": MODERATE,
        "checked_by": MODERATE,
        "confirmed_by": MODERATE,
        **RECORD_KEEPING,
    },
)

_REFUND = {
    "award_id": 17,
    "reference": "RV-2020-0003",
    "amount": "1200.00",
    "currency": "USD",
    "refunded_on": "2020-11-05",
}


@classified(REFUNDS)
@example(**_REFUND)
class RefundDraft(Draft):
    """Money that came back, of either an award or an assistance; where it was demanded, by which demand. The reference
    is one that no other refund has."""

    award_id: Identifier | None = None
    assistance_id: Identifier | None = None
    recovery_id: Identifier | None = None
    reference: Annotated[Line, Field(max_length=35)]
    amount: Amount
    currency: Currency
    refunded_on: Day


class RefundsAsked(AskedForOthers):
    """What is asked of the list of refunds: of all, or of an award, an assistance, a demand or a project; of those that
    are `confirmed` or not; `others` leaves those that wait for the caller to check or confirm them."""

    award_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    recovery_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    confirmed: Flag | None = None


@classified(REFUNDS)
@example(
    id=5,
    **_REFUND,
    assistance_id=None,
    recovery_id=None,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    by_three=False,
    confirmed=True,
    checked_by=None,
    confirmed_by="staff:salim",
    **RECORDED,
)
class RefundView(AmountView):
    """A refund, which is in the ledger once it is `confirmed`; where `by_three` says so somebody checks it before. The
    amount is a string at the granularity of its currency."""

    id: int | None = None
    award_id: int | None = None
    assistance_id: int | None = None
    recovery_id: int | None = None
    project: str | None = None
    place: str | None = None
    reference: str | None = None
    amount: Decimal | None = None
    refunded_on: date | None = None
    by_three: bool | None = None
    confirmed: bool | None = None
    checked_by: str | None = None
    confirmed_by: str | None = None
