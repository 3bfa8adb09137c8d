"""What callers state about attendance, and are told."""

from datetime import date

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

ATTENDANCES = Dataset(
    DatasetName.ATTENDANCES,
    {
        "id": MODERATE,
        "activity_id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "attended_on": MODERATE,
        **RECORD_KEEPING,
    },
)

_ATTENDANCE = {
    "activity_id": 12,
    "person": "4821-7730-5142",
    "attended_on": "2019-06-02",
}


@classified(ATTENDANCES)
@example(**_ATTENDANCE)
class AttendanceDraft(Draft):
    """That a person took part in an activity on a day."""

    activity_id: Identifier
    person: RegistrationNumber
    attended_on: Day


class AttendancesAsked(Asked):
    """What is asked of the list of attendances: of all, or of those of one activity."""

    activity_id: PathIdentifier | None = None


@classified(ATTENDANCES)
@example(id=340, **_ATTENDANCE, **RECORDED)
class AttendanceView(FactView):
    """That a person took part in an activity on a day."""

    id: int | None = None
    activity_id: int | None = None
    person: str | None = None
    attended_on: date | None = None
