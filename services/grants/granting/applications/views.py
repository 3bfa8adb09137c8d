"""What callers state about applications, and are told."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from services.grants.granting.applications.assessment import STATED, Clearance, Reason
from services.grants.granting.applications.stages import Stage
from services.grants.granting.calls.views import ScoringVersion
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Draft, Identifier, PathIdentifier, YesOrNo, once_each
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode


@listed_as("grant-use")
class Use(StrEnum):
    """What a grant is spent on."""

    EQUIPMENT = "equipment"
    PREMISES = "premises"
    STOCK = "stock"
    TRAINING = "training"
    CERTIFICATION = "certification"
    DIGITAL = "digital"
    ENERGY = "energy"


APPLICATIONS = Dataset(
    DatasetName.APPLICATIONS,
    {
        "id": LOW,
        "call_id": LOW,
        "enterprise_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "stage": LOW,
        "milestone": LOW,
        "reason": MODERATE,
        "since": LOW,
        **STATED,
        "currency": LOW,
        "score": MODERATE,
        "scoring": LOW,
        "clearance": HIGH,
        "checked_on": HIGH,
        **RECORD_KEEPING,
    },
)

Staff = Annotated[int, Field(strict=True, ge=0, le=10_000)]

_FORM = {
    "amount": "12500.00",
    "contribution": "2500.00",
    "new_women": 2,
    "new_men": 3,
    "uses": ["equipment"],
    "female_representative": True,
    "female_leader": True,
    "priority_staff": 2,
    "social_responsibility": True,
    "staff_benefits": False,
    "diversity_policy": False,
}
_APPLICATION = {"call_id": 6, "enterprise_id": 9, "place": "IQG15Q08"}


@classified(APPLICATIONS)
@example(**_FORM)
class FormDraft(Draft):
    """What is applied for, as far as it is known yet. Amounts are in the currency of the call.

    `contribution` is what the owners add, `new_women` and `new_men` are the jobs that the grant creates;
    `priority_staff` counts the present staff who are displaced, returned, refugees or live with a disability.
    """

    amount: Amount | None = None
    contribution: Amount | None = None
    new_women: Staff | None = None
    new_men: Staff | None = None
    uses: Annotated[list[Use], Field(min_length=1, max_length=len(Use)), once_each] | None = None
    female_representative: YesOrNo | None = None
    female_leader: YesOrNo | None = None
    priority_staff: Staff | None = None
    social_responsibility: YesOrNo | None = None
    staff_benefits: YesOrNo | None = None
    diversity_policy: YesOrNo | None = None


@classified(APPLICATIONS)
@example(**_APPLICATION, **_FORM)
class ApplicationDraft(FormDraft):
    """An application of an enterprise to a call, as far as it is known; `place` is where the grant is to be used."""

    call_id: Identifier
    enterprise_id: Identifier
    place: DistrictPcode


class ApplicationsAsked(Asked):
    """What is asked of the list of applications: of all, or of a call, an enterprise, a stage or a place."""

    call_id: PathIdentifier | None = None
    enterprise_id: PathIdentifier | None = None
    stage: Stage | None = None
    place: Pcode | None = None


@classified(APPLICATIONS)
@example(
    id=41,
    **_APPLICATION,
    project="JPN-SDN-2019",
    stage="eoi_screened",
    since="2019-06-09T08:12:44.018221Z",
    **_FORM,
    currency="USD",
    score="61.30",
    scoring="eoi-2019",
    **RECORDED,
)
class ApplicationView(AmountView):
    """An application with the stage that it is at `since`, its form as it was saved last, its score from 0 to 100 once
    it was screened, and what the check against sanction lists came to last."""

    id: int | None = None
    call_id: int | None = None
    enterprise_id: int | None = None
    project: str | None = None
    place: str | None = None
    stage: Stage | None = None
    milestone: int | None = None
    reason: Reason | None = None
    since: datetime | None = None
    amount: Decimal | None = None
    contribution: Decimal | None = None
    new_women: int | None = None
    new_men: int | None = None
    uses: list[Use] | None = None
    female_representative: bool | None = None
    female_leader: bool | None = None
    priority_staff: int | None = None
    social_responsibility: bool | None = None
    staff_benefits: bool | None = None
    diversity_policy: bool | None = None
    currency: Currency | None = None
    score: Decimal | None = None
    scoring: ScoringVersion | None = None
    clearance: Clearance | None = None
    checked_on: date | None = None
