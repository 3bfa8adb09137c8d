"""What callers state about funds, and are told."""

from decimal import Decimal

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Draft, Line, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked

FUNDS = Dataset(
    DatasetName.FUNDS,
    {
        "id": LOW,
        "project": LOW,
        "donor": LOW,
        "title": LOW,
        "ceiling": LOW,
        "currency": LOW,
        "committed": MODERATE,
        **RECORD_KEEPING,
    },
)

_FUND = {
    "project": "JPN-SDN-2019",
    "donor": "Government of Japan",
    "title": "Enterprise Development Fund",
    "ceiling": "400000.00",
    "currency": "USD",
}


@classified(FUNDS)
@example(**_FUND)
class FundDraft(Draft):
    """A fund for grants: of one project and one donor, in one currency, never granted beyond its ceiling."""

    project: ProjectCode
    donor: Line
    title: Line
    ceiling: Amount
    currency: Currency


class FundsAsked(Asked):
    """What is asked of the list of funds: of all, or of a project."""

    project: ProjectCode | None = None


@classified(FUNDS)
@example(id=3, **_FUND, committed="125000.00", **RECORDED)
class FundView(AmountView):
    """A fund, and how much of it standing awards commit. Amounts are strings at the granularity of its currency."""

    id: int | None = None
    project: str | None = None
    donor: str | None = None
    title: str | None = None
    ceiling: Decimal | None = None
    committed: Decimal | None = None
