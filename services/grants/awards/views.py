"""What callers state about awards, and are told."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode


@listed_as("sex")
class OwnerSex(StrEnum):
    """The sex of an enterprise's owner as stated on the application."""

    FEMALE = "female"
    MALE = "male"
    NOT_STATED = "not_stated"


AWARDS = Dataset(
    DatasetName.AWARDS,
    {
        "id": LOW,
        "enterprise_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "owner_sex": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "approved_on": LOW,
        **RECORD_KEEPING,
    },
)

_AWARD = {
    "enterprise_id": 9,
    "project": "JPN-SDN-2019",
    "place": "IQG15Q08",
    "owner_sex": "female",
    "amount": "12500.00",
    "currency": "USD",
    "approved_on": "2019-09-01",
}


@classified(AWARDS)
@example(**_AWARD)
class AwardDraft(Draft):
    """A grant approved for an enterprise under a project; the place is where the grant is put to use."""

    enterprise_id: Identifier
    project: ProjectCode
    place: DistrictPcode
    owner_sex: OwnerSex
    amount: Amount
    currency: Currency
    approved_on: Day


class AwardsAsked(Asked):
    """What is asked of the list of awards: of all, or of an enterprise, a project or a place."""

    enterprise_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None


@classified(AWARDS)
@example(id=17, **_AWARD, **RECORDED)
class AwardView(AmountView):
    """An award. The amount is a string at the granularity of its currency."""

    id: int | None = None
    enterprise_id: int | None = None
    project: str | None = None
    place: str | None = None
    owner_sex: OwnerSex | None = None
    amount: Decimal | None = None
    approved_on: date | None = None
