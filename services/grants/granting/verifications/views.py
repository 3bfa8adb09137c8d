"""What callers state about visits to enterprises, and are told."""

from datetime import date
from decimal import Decimal

from services.grants.amounts import AmountView
from services.grants.granting.enterprises.views import DECLARED, Declared, Registration, Sector
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Identifier, Line, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import DistrictPcode

VERIFICATIONS = Dataset(
    DatasetName.VERIFICATIONS,
    {
        "id": LOW,
        "enterprise_id": LOW,
        "declared_by": MODERATE,
        "visited_on": LOW,
        **DECLARED,
        **RECORD_KEEPING,
    },
)

_FOUND = {
    "enterprise_id": 9,
    "visited_on": "2019-11-20",
    "staff_women": 2,
    "staff_men": 4,
    "registration": "support_letter",
}


@classified(VERIFICATIONS)
@example(**_FOUND)
class VerificationDraft(Declared):
    """What the caller found who visited an enterprise: each field as they saw it, also where it is as declared. What
    they did not look at is left out."""

    enterprise_id: Identifier
    visited_on: Day
    name: Line | None = None
    sector: Sector | None = None
    place: DistrictPcode | None = None


class VerificationsAsked(Asked):
    """What is asked of the list of verifications: of all, or of an enterprise."""

    enterprise_id: PathIdentifier | None = None


@classified(VERIFICATIONS)
@example(id=5, **_FOUND, **RECORDED)
class VerificationView(AmountView):
    """What was found in an enterprise on a day; `recorded_by` is who visited it."""

    id: int | None = None
    enterprise_id: int | None = None
    visited_on: date | None = None
    name: str | None = None
    legal_name: str | None = None
    registry_number: str | None = None
    phone: str | None = None
    sector: Sector | None = None
    place: str | None = None
    founded: int | None = None
    staff_women: int | None = None
    staff_men: int | None = None
    revenue: Decimal | None = None
    registration: Registration | None = None
