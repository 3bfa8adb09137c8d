"""What callers state about funds, and are told."""

from decimal import Decimal

from services.grants.amounts import AmountView
from services.grants.funding.ledger.views import Standing
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Draft, Line, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked

STANDINGS = (
    Standing.AVAILABLE,
    Standing.ALLOTTED,
    Standing.COMMITTED,
    Standing.DISBURSED,
    Standing.RETURNED,
)
"""Where the money of a fund may stand."""

FUNDS = Dataset(
    DatasetName.FUNDS,
    {
        "id": LOW,
        "project": LOW,
        "donor": LOW,
        "title": LOW,
        "ceiling": LOW,
        "currency": LOW,
        "threshold": LOW,
        **dict.fromkeys(STANDINGS, MODERATE),
        **RECORD_KEEPING,
    },
)

_FUND = {
    "project": "JPN-SDN-2019",
    "donor": "Government of Japan",
    "title": "Enterprise Development Fund",
    "ceiling": "400000.00",
    "currency": "USD",
    "threshold": "5000.00",
}

_STANDING = {
    "available": "150000.00",
    "allotted": "125000.00",
    "committed": "80000.00",
    "disbursed": "43500.00",
    "returned": "1500.00",
}


@classified(FUNDS)
@example(**_FUND)
class FundDraft(Draft):
    """A fund for grants and assistance: of one project and one donor, in one currency, and never beyond its ceiling.

    A payment above the `threshold` is made, checked and approved by three people, up to it by two; without one, each
    payment is by three.
    """

    project: ProjectCode
    donor: Line
    title: Line
    ceiling: Amount
    currency: Currency
    threshold: Amount | None = None


class FundsAsked(Asked):
    """What is asked of the list of funds: of all, or of a project."""

    project: ProjectCode | None = None


@classified(FUNDS)
@example(id=3, **_FUND, **_STANDING, **RECORDED)
class FundView(AmountView):
    """A fund, and where its money stands: what is left of it for calls and assistance (`available`), what calls may
    award yet (`allotted`), what awards and assistance have and is not paid (`committed`), what is paid (`disbursed`),
    and what of that came back (`returned`). Together they are its ceiling. Amounts are strings at the granularity of
    its currency."""

    id: int | None = None
    project: str | None = None
    donor: str | None = None
    title: str | None = None
    ceiling: Decimal | None = None
    threshold: Decimal | None = None
    available: Decimal | None = None
    allotted: Decimal | None = None
    committed: Decimal | None = None
    disbursed: Decimal | None = None
    returned: Decimal | None = None
