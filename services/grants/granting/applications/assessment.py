"""What is said of an application beside it: its steps and why, whether it is eligible, and how it was checked."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from services.grants.granting.applications.stages import Stage
from services.grants.granting.calls.views import ScoringVersion
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft
from shared.examples import example
from shared.views import View


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


STATED = {
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
"""What a form states, by field."""

ASSESSMENT = Dataset(
    DatasetName.APPLICATIONS,
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
        **STATED,
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
