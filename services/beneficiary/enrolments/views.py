"""What callers state about enrolments, and are told."""

from datetime import date

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

ENROLMENTS = Dataset(
    DatasetName.ENROLMENTS,
    {
        "id": MODERATE,
        "activity_id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "enrolled_on": MODERATE,
        "withdrawn_on": MODERATE,
        **RECORD_KEEPING,
    },
)

_ENROLMENT = {"activity_id": 12, "person": "4821-7730-5142", "enrolled_on": "2019-06-01"}


@classified(ENROLMENTS)
@example(**_ENROLMENT)
class EnrolmentDraft(Draft):
    """That a person has a place in an activity from a day on."""

    activity_id: Identifier
    person: RegistrationNumber
    enrolled_on: Day


@classified(ENROLMENTS)
@example(withdrawn_on="2019-06-20")
class WithdrawalDraft(Draft):
    """The first day on which the place is free again."""

    withdrawn_on: Day


class EnrolmentsAsked(Asked):
    """What is asked of the list of enrolments: of all, or of those in one activity."""

    activity_id: PathIdentifier | None = None


@classified(ENROLMENTS)
@example(id=208, **_ENROLMENT, **RECORDED)
class EnrolmentView(FactView):
    """A person's place in an activity, from `enrolled_on` until the day before `withdrawn_on`."""

    id: int | None = None
    activity_id: int | None = None
    person: str | None = None
    enrolled_on: date | None = None
    withdrawn_on: date | None = None
