"""What callers state about attendance, and are told."""

from datetime import date
from enum import StrEnum

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("attendance-outcome")
class Outcome(StrEnum):
    """What a sheet says of somebody. Only who was present was reached."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


ATTENDANCES = Dataset(
    DatasetName.ATTENDANCES,
    {
        "id": MODERATE,
        "session_id": MODERATE,
        "activity_id": MODERATE,
        "person_id": MODERATE,
        "person": MODERATE,
        "attended_on": MODERATE,
        "outcome": MODERATE,
        **RECORD_KEEPING,
    },
)

_ATTENDANCE = {"session_id": 31, "person": "4821-7730-5142", "outcome": "present"}


@classified(ATTENDANCES)
@example(**_ATTENDANCE)
class AttendanceDraft(Draft):
    """What the sheet of a session says of a person."""

    session_id: Identifier
    person: RegistrationNumber
    outcome: Outcome


class AttendancesAsked(Asked):
    """What is asked of the list of attendances: of all, of those of one session, or of one activity."""

    session_id: PathIdentifier | None = None
    activity_id: PathIdentifier | None = None


@classified(ATTENDANCES)
@example(id=340, **_ATTENDANCE, activity_id=12, attended_on="2019-06-02", **RECORDED)
class AttendanceView(FactView):
    """What the sheet of a session says of a person; the activity and the day are the session's."""

    id: int | None = None
    session_id: int | None = None
    activity_id: int | None = None
    person: str | None = None
    attended_on: date | None = None
    outcome: Outcome | None = None
