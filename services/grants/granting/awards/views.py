"""What callers ask of awards, and are told."""

from datetime import date
from decimal import Decimal

from services.grants.amounts import AmountView
from services.grants.people import Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode

AWARDS = Dataset(
    DatasetName.AWARDS,
    {
        "id": LOW,
        "enterprise_id": LOW,
        "application_id": LOW,
        "fund_id": LOW,
        "award_id": LOW,
        "person_id": MODERATE,
        "project": LOW,
        "place": MODERATE,
        "owner_sex": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "approved_on": LOW,
        "outstanding": MODERATE,
        **RECORD_KEEPING,
    },
)

_AWARD = {
    "enterprise_id": 9,
    "application_id": 41,
    "fund_id": 3,
    "project": "JPN-SDN-2019",
    "place": "IQG15Q08",
    "owner_sex": "female",
    "amount": "12500.00",
    "currency": "USD",
    "approved_on": "2019-09-01",
}


class AwardsAsked(Asked):
    """What is asked of the list of awards: of all, or of an enterprise, a fund, a project or a place."""

    fund_id: PathIdentifier | None = None
    enterprise_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None


@classified(AWARDS)
@example(id=17, **_AWARD, outstanding="0.00", **RECORDED)
class AwardView(AmountView):
    """An award: what the committee approved of an application, on a fund, to be put to use at a place.

    `owner_sex` is female where at least half of the owners are women. The amount is a string at the granularity of its
    currency; `outstanding` is what is demanded back and has not come back. Awards from before there were calls have
    neither an application nor a fund.
    """

    id: int | None = None
    enterprise_id: int | None = None
    application_id: int | None = None
    fund_id: int | None = None
    project: str | None = None
    place: str | None = None
    owner_sex: Sex | None = None
    amount: Decimal | None = None
    approved_on: date | None = None
    outstanding: Decimal | None = None
