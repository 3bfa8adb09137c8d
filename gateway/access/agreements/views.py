"""What is stated and told of a sharing agreement, and how sensitive each part is."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from gateway.access.decisions.views import DecisionView
from gateway.access.endings.views import EndableView
from gateway.access.partners.views import Code
from gateway.access.suspensions.views import SuspensionView
from shared.callers import CallerClass, DatasetName, Purpose
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, Sensitivity, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Line, ProjectCode
from shared.examples import example
from shared.places import Pcode
from shared.views import View

AgreementCode = Code
"""What an agreement is called."""


@listed_as("legal-basis")
class LegalBasis(StrEnum):
    """What makes it lawful to tell a partner about people (ICRC Handbook on Data Protection in Humanitarian Action)."""

    CONSENT = "consent"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_INTEREST = "public_interest"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"


AGREEMENTS = Dataset(
    DatasetName.AGREEMENTS,
    {
        "id": LOW,
        "code": LOW,
        "partner_id": LOW,
        "partner": LOW,
        "caller_class": MODERATE,
        "sandbox": LOW,
        "purpose": LOW,
        "agreement_id": LOW,
        "version": LOW,
        "terms": LOW,
        "legal_basis": LOW,
        "consent_purpose": LOW,
        "grants": LOW,
        "version_id": LOW,
        "dataset": LOW,
        "ceiling": LOW,
        "fields": LOW,
        "areas": LOW,
        "projects": LOW,
        "minimum_cell": LOW,
        "onward_transfer": LOW,
        "retention_days": LOW,
        "destruction": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        "review_on": LOW,
        "incident_contacts": LOW,
        "decision_id": LOW,
        "widens": LOW,
        "signing": MODERATE,
        "in_force": LOW,
        "pending": LOW,
        "status": LOW,
        "suspensions": MODERATE,
        **RECORD_KEEPING,
    },
)


FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=60)]


@classified(AGREEMENTS)
class Grant(Draft):
    """One dataset and how deep: up to a sensitivity and, where the dataset has a choice, only the named fields."""

    dataset: DatasetName
    ceiling: Sensitivity
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1, max_length=100)] | None = None


@classified(AGREEMENTS)
class Terms(Draft):
    """What a version of an agreement allows, and on which conditions.

    `areas` are P-codes, each with everything inside it. `consent_purpose` is the purpose that a person must have
    consented to, stated exactly when `legal_basis` is consent. The first and the last day are days in Asia/Baghdad,
    both included. `minimum_cell` is the smallest count that the partner may publish of what it was told.
    """

    legal_basis: LegalBasis
    consent_purpose: Purpose | None = None
    grants: Annotated[tuple[Grant, ...], Field(min_length=1, max_length=len(DatasetName))]
    areas: Annotated[tuple[Pcode, ...], Field(min_length=1, max_length=100)]
    projects: Annotated[tuple[ProjectCode, ...], Field(min_length=1, max_length=100)]
    minimum_cell: Annotated[int, Field(strict=True, ge=10, le=1_000)] = 10
    onward_transfer: Annotated[bool, Field(strict=True)] = False
    retention_days: Annotated[int, Field(strict=True, ge=1, le=3_650)]
    destruction: Line
    starts_on: Day
    ends_on: Day
    review_on: Day
    incident_contacts: Annotated[tuple[Line, ...], Field(min_length=1, max_length=10)]

    def grant(self, dataset: DatasetName) -> Grant | None:
        return next((grant for grant in self.grants if grant.dataset is dataset), None)


_TERMS = {
    "legal_basis": "consent",
    "consent_purpose": "livelihood-support",
    "grants": [{"dataset": "people", "ceiling": "high", "fields": ["given_native", "father_native", "sex", "place"]}],
    "areas": ["IQG15"],
    "projects": ["JPN-SDN-2019"],
    "retention_days": 365,
    "destruction": "certificate of destruction",
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
    "review_on": "2027-01-01",
    "incident_contacts": ["incidents@labour.example"],
}


@classified(AGREEMENTS)
@example(code="molsa-livelihoods", partner="molsa", purpose="livelihood-support", terms=_TERMS)
class AgreementDraft(Draft):
    """A new agreement with a partner for one purpose; its first version takes two signatures."""

    code: Code
    partner: Code
    purpose: Purpose
    terms: Terms


@classified(AGREEMENTS)
@example(terms=_TERMS)
class VersionDraft(Draft):
    """What an agreement is to allow from now on."""

    terms: Terms


@listed_as("agreement-status")
class Status(StrEnum):
    """Whether an agreement answers requests now, and if not, why not."""

    UNSIGNED = "unsigned"
    NOT_ONBOARDED = "not_onboarded"
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    ENDED = "ended"


@classified(AGREEMENTS)
class VersionView(View):
    """A version: what it allows, what of it is wider than before, and who signed it."""

    version: int
    terms: Terms
    widens: list[str]
    signing: DecisionView | None = None


@classified(AGREEMENTS)
class AgreementView(EndableView):
    """A sharing agreement: the version in force, the one that waits for signatures, and whether it answers now.

    A partner reads its own, without who signed and what is still pending.
    """

    code: str
    partner: str
    caller_class: CallerClass
    purpose: Purpose
    status: Status
    in_force: VersionView | None
    pending: VersionView | None = None
    suspensions: list[SuspensionView] | None = None


EXPLANATIONS = Dataset(
    DatasetName.AGREEMENTS,
    {
        "dataset": LOW,
        "purpose": LOW,
        "fields": LOW,
        "areas": LOW,
        "projects": LOW,
        "on": LOW,
        "answered": LOW,
        "reasons": LOW,
        "code": LOW,
        "detail": LOW,
        "field": LOW,
        "agreement": LOW,
    },
)


@classified(EXPLANATIONS)
@example(
    dataset="people", purpose="livelihood-support", fields=["sex", "place"], areas=["IQG15"], projects=["JPN-SDN-2019"]
)
class QuestionDraft(Draft):
    """A request that somebody might make under an agreement: what of it, where, and on which day; today if none."""

    dataset: DatasetName
    purpose: Purpose | None = None
    fields: Annotated[tuple[FieldName, ...], Field(max_length=100)] | None = None
    areas: Annotated[tuple[Pcode, ...], Field(max_length=100)] = ()
    projects: Annotated[tuple[ProjectCode, ...], Field(max_length=100)] = ()
    on: Day | None = None


@classified(EXPLANATIONS)
class ReasonView(View):
    """One reason why a request is not answered; `field` names the part of the question that it is about."""

    code: str
    detail: str
    field: str | None = None


@classified(EXPLANATIONS)
@example(
    agreement="molsa-livelihoods/1",
    answered=False,
    reasons=[{"code": "area-outside", "detail": "The agreement does not reach there.", "field": "areas"}],
    fields=["given_native", "father_native", "sex", "place"],
)
class ExplanationView(View):
    """Whether a request would be answered under `agreement`, which is its code and the version in force.

    `fields` are those that the agreement opens of the dataset, whether or not it answers on that day; null where the
    dataset has no choice of fields.
    """

    agreement: str
    answered: bool
    reasons: list[ReasonView]
    fields: list[str] | None


@classified(AGREEMENTS)
class DueView(View):
    """An agreement that has to be looked at: its review is due, or it ends."""

    code: str
    partner: str
    review_on: date
    ends_on: date
    status: Status


@classified(Dataset(DatasetName.AGREEMENTS, {"agreements": LOW}))
class DueListView(View):
    """Agreements in force whose review or end lies within the next thirty days, or behind."""

    agreements: list[DueView]
