"""What callers state about livelihood assistance, and are told: never whom it is for."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.grants.amounts import AmountView
from services.grants.people import PersonNumber, Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode
from shared.views import View


@listed_as("assistance-modality")
class Modality(StrEnum):
    """Kinds of individual livelihood assistance that IOM gives in Iraq."""

    BUSINESS_SUPPORT_PACKAGE = "BSP"
    BUSINESS_EXPANSION_PACKAGE = "BEP"
    EMPLOYMENT_SUPPORT_PACKAGE = "ESP"
    FARMING_TRAINING = "FT"
    JOB_PLACEMENT = "JP"
    ON_THE_JOB_TRAINING = "OJT"
    VOCATIONAL_TRAINING = "VT"
    CASH_FOR_WORK = "CFW"


@listed_as("assistance-end")
class EndReason(StrEnum):
    """Why nothing more is given of an assistance."""

    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    MOVED_AWAY = "moved_away"
    UNREACHABLE = "unreachable"
    BREACH = "breach"


ASSISTANCES = Dataset(
    DatasetName.ASSISTANCES,
    {
        "id": LOW,
        "project": LOW,
        "person_id": MODERATE,
        "recipient": MODERATE,
        "sex": MODERATE,
        "modality": LOW,
        "place": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "approved_on": LOW,
        "fund_id": LOW,
        "phase_id": LOW,
        "household_id": MODERATE,
        "candidate_id": LOW,
        "assistance_id": LOW,
        "end_reason": MODERATE,
        "reason": MODERATE,
        **RECORD_KEEPING,
    },
)


_ASSISTANCE = {
    "project": "JPN-SDN-2019",
    "sex": "female",
    "modality": "VT",
    "place": "IQG15Q08",
    "amount": "440.00",
    "currency": "USD",
    "approved_on": "2020-01-12",
    "fund_id": 3,
    "phase_id": 4,
    "candidate_id": 52,
}


@classified(ASSISTANCES)
@example(**_ASSISTANCE, recipient="4821-7730-5142")
class AssistanceDraft(Draft):
    """Livelihood assistance approved for a person under a project.

    `recipient` is the person's registration number, and a subject of the mandate. The fund of the project has the
    `amount` available, which is committed to the assistance and paid by orders; of a phase of the project somebody's
    household has one assistance, and of one that selects by list, the `candidate_id` is that of somebody who holds a
    place on a list of it. Without a fund and a phase it is assistance from before there were funds, of which
    payments are recorded as they are.
    """

    project: ProjectCode
    recipient: PersonNumber
    sex: Sex
    modality: Modality
    place: DistrictPcode
    amount: Amount
    currency: Currency
    approved_on: Day
    fund_id: Identifier | None = None
    phase_id: Identifier | None = None
    candidate_id: Identifier | None = None


@classified(ASSISTANCES)
@example(reason="completed")
class EndingDraft(Draft):
    """That nothing more is given of an assistance, and why."""

    reason: EndReason


class AssistancesAsked(Asked):
    """What is asked of the list of assistance: of all, or of a fund, a phase, a project, a kind or a place."""

    fund_id: PathIdentifier | None = None
    phase_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    modality: Modality | None = None
    place: Pcode | None = None


@classified(ASSISTANCES)
@example(id=214, **_ASSISTANCE, end_reason=None, **RECORDED)
class AssistanceView(AmountView):
    """Livelihood assistance, without the person. The amount is a string at the granularity of its currency; nothing
    more is given where there is an `end_reason`."""

    id: int | None = None
    project: str | None = None
    sex: Sex | None = None
    modality: Modality | None = None
    place: str | None = None
    amount: Decimal | None = None
    approved_on: date | None = None
    fund_id: int | None = None
    phase_id: int | None = None
    candidate_id: int | None = None
    end_reason: EndReason | None = None


_RECIPIENTS = Dataset(DatasetName.ASSISTANCES, {"person_id": MODERATE, "assistance": MODERATE, "assistances": MODERATE})


@classified(_RECIPIENTS)
class RecipientView(View):
    """Assistance and whom it is for; the id never leaves the gateway."""

    person_id: int
    assistance: AssistanceView


@classified(_RECIPIENTS)
class RecipientsView(View):
    """The standing assistance of the people whom a mandate names, the earliest first."""

    assistances: list[RecipientView]
