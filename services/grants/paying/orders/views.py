"""What callers state about orders, and are told."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from services.grants.granting.contracts.views import MOST
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import AskedForOthers, Flag

PARTS = 10_000
"""The highest number of a part of an assistance. A wage of each pay period is a part, also of one that was voided."""

ORDERS = Dataset(
    DatasetName.ORDERS,
    {
        "id": LOW,
        "order_id": LOW,
        "award_id": LOW,
        "assistance_id": LOW,
        "fund_id": LOW,
        "tranche_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "tranche": LOW,
        "part": LOW,
        "amount": MODERATE,
        "currency": LOW,
        "threshold": LOW,
        "by_three": LOW,
        "approved": LOW,
        "made_by": MODERATE,
        "checked_by": MODERATE,
        "approved_by": MODERATE,
        "payment_id": LOW,
        **RECORD_KEEPING,
    },
)

_ORDER = {"award_id": 17, "tranche": 2}


@classified(ORDERS)
@example(**_ORDER)
class OrderDraft(Draft):
    """That a tranche of an award is to be paid, of which its contract says how much it is; or a part of an assistance,
    counted from 1, and which amount in its currency."""

    award_id: Identifier | None = None
    tranche: Annotated[int, Field(strict=True, ge=1, le=MOST)] | None = None
    assistance_id: Identifier | None = None
    part: Annotated[int, Field(strict=True, ge=1, le=PARTS)] | None = None
    amount: Amount | None = None


class OrdersAsked(AskedForOthers):
    """What is asked of the list of orders: of all, or of an award, an assistance or a project; of those that are
    `approved` or not; `others` leaves those that wait for the caller to check or approve them."""

    award_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    approved: Flag | None = None


@classified(ORDERS)
@example(
    id=31,
    **_ORDER,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    amount="7500.00",
    currency="USD",
    by_three=True,
    approved=True,
    checked_by="staff:salim",
    approved_by="staff:noor",
    payment_id=63,
    **RECORDED,
)
class OrderView(AmountView):
    """An order to pay a tranche of an award or a part of an assistance. Where `by_three` says so, it is checked before
    it is approved, by somebody else than who made it and who approves it; `payment_id` is by what it was paid."""

    id: int | None = None
    award_id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    tranche: int | None = None
    part: int | None = None
    amount: Decimal | None = None
    by_three: bool | None = None
    approved: bool | None = None
    checked_by: str | None = None
    approved_by: str | None = None
    payment_id: int | None = None
