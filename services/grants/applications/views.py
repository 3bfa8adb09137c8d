"""What callers state about applications, and are told."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from services.grants.amounts import AmountView
from services.grants.applications.stages import Stage
from services.grants.calls.views import ScoringVersion
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Day, Draft, Identifier, PathIdentifier, YesOrNo, once_each
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode
from shared.views import View


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


@listed_as("transition-reason")
class Reason(StrEnum):
    """Why an application was taken off its way, or put back on it."""

    NOT_ELIGIBLE = "not_eligible"
    LOW_SCORE = "low_score"
    NOT_AS_STATED = "not_as_stated"
    WEAK_PLAN = "weak_plan"
    NOT_CLEARED = "not_cleared"
    BUDGET_USED = "budget_used"
    BUDGET_FREED = "budget_freed"
    DUPLICATE = "duplicate"
    ASKED_BY_APPLICANT = "asked_by_applicant"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    INSECURITY = "insecurity"
    BREACH = "breach"
    SETTLED = "settled"
    CLOSED_DOWN = "closed_down"
    AWARD_VOIDED = "award_voided"
    CONTRACT_VOIDED = "contract_voided"
    COMMITTEE = "committee"


FOLLOWING = frozenset({Reason.AWARD_VOIDED, Reason.CONTRACT_VOIDED, Reason.COMMITTEE})
"""Reasons that follow from a ruling, or from what was voided; nobody states them."""


@listed_as("clearance-outcome")
class Clearance(StrEnum):
    """What the check against sanction lists, which is done elsewhere, came to; nothing else of it is kept here."""

    CLEARED = "cleared"
    NOT_CLEARED = "not_cleared"


@listed_as("eligibility-criterion")
class Criterion(StrEnum):
    """What a call asks of whoever applies."""

    SECTOR = "sector"
    DISTRICT = "district"
    AMOUNT = "amount"
    YEARS = "years"
    CONTRIBUTION = "contribution"
    REGISTRATION = "registration"
    FEMALE_OWNER = "female_owner"


_STATED = {
    "amount": MODERATE,
    "contribution": MODERATE,
    "new_women": MODERATE,
    "new_men": MODERATE,
    "uses": LOW,
    "female_representative": MODERATE,
    "female_leader": MODERATE,
    "priority_staff": MODERATE,
    "social_responsibility": LOW,
    "staff_benefits": LOW,
    "diversity_policy": LOW,
}

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
        **_STATED,
        "currency": LOW,
        "score": MODERATE,
        "scoring": LOW,
        "clearance": HIGH,
        "checked_on": HIGH,
        **RECORD_KEEPING,
    },
)

ASSESSMENT = Dataset(
    APPLICATIONS.name,
    {
        "id": LOW,
        "application_id": LOW,
        "number": LOW,
        "after": LOW,
        "came_from": LOW,
        "stage": LOW,
        "holds": LOW,
        "resumes": LOW,
        "milestone": LOW,
        "reason": MODERATE,
        "transitions": LOW,
        **_STATED,
        "form": LOW,
        "scoring": LOW,
        "score": MODERATE,
        "parts": MODERATE,
        "unmet": MODERATE,
        "eligible": MODERATE,
        "criteria": MODERATE,
        "criterion": LOW,
        "met": MODERATE,
        "required": LOW,
        "stated": MODERATE,
        "outcome": HIGH,
        "checked_on": HIGH,
        "people": MODERATE,
        **RECORD_KEEPING,
    },
)
"""What is kept and told beside an application: its forms, its steps, its score, and the check against sanctions."""

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


@classified(ASSESSMENT)
@example(reason="not_eligible")
class ReasonDraft(Draft):
    """Why."""

    reason: Reason

    @field_validator("reason")
    @classmethod
    def _is_stated(cls, reason: Reason) -> Reason:
        if reason in FOLLOWING:
            raise PydanticCustomError(
                "reason", "follows from what the committee decides or what is voided, and is not stated"
            )
        return reason


@classified(ASSESSMENT)
@example(outcome="cleared", checked_on="2019-07-14")
class ClearanceDraft(Draft):
    """What the check against sanction lists came to, and on which day."""

    outcome: Clearance
    checked_on: Day


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


@classified(ASSESSMENT)
class ApplicantsView(View):
    """The people who own the enterprise that applies; this never leaves the gateway."""

    people: list[int]


@classified(ASSESSMENT)
class CriterionView(View):
    """Whether one thing that the call asks for is met, what it asks for, and what the application states."""

    criterion: Criterion
    met: bool
    required: str
    stated: str | None


@classified(ASSESSMENT)
@example(
    eligible=True,
    criteria=[{"criterion": "sector", "met": True, "required": "food, agriculture", "stated": "food"}],
    score="61.30",
    scoring="eoi-2019",
    parts={"cost_per_job": "20.00", "female_staff": "7.50"},
)
class EligibilityView(View):
    """What the call asks for, one by one, and the score with its parts as it would be now."""

    eligible: bool
    criteria: list[CriterionView]
    scoring: ScoringVersion
    score: Decimal
    parts: dict[str, Decimal]


@classified(ASSESSMENT)
class TransitionView(View):
    """One step: from which stage to which, why, by whom and when."""

    number: int | None = None
    came_from: Stage | None = None
    stage: Stage | None = None
    milestone: int | None = None
    reason: Reason | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None


@classified(ASSESSMENT)
class TransitionsView(View):
    """Every step of an application, the first one first."""

    transitions: list[TransitionView]
