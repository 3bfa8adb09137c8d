"""What callers state about courses, and are told: never who takes one."""

from datetime import date
from typing import Annotated

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, Line, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag
from shared.views import FactView

MOST_HOURS = 2_000

COURSES = Dataset(
    DatasetName.COURSES,
    {
        "id": LOW,
        "course_id": LOW,
        "assistance_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "subject": MODERATE,
        "hours": LOW,
        "starts_on": LOW,
        "ended": LOW,
        "ended_on": LOW,
        "attended": MODERATE,
        "certificate": MODERATE,
        **RECORD_KEEPING,
    },
)

CertificateNumber = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$")]
"""As it is printed on a certificate that the registry issued."""

_COURSE = {"assistance_id": 219, "subject": "Welding", "hours": 120, "starts_on": "2020-01-05"}
_ENDED = {"ended_on": "2020-03-05", "attended": 92, "certificate": "7QK2-M0XD-93TF"}


@classified(COURSES)
@example(**_COURSE)
class CourseDraft(Draft):
    """That somebody for whom vocational or farming training was approved takes a course, planned in hours."""

    assistance_id: Identifier
    subject: Line
    hours: Annotated[int, Field(strict=True, ge=1, le=MOST_HOURS)]
    starts_on: Day


@classified(COURSES)
@example(**_ENDED)
class CourseEndDraft(Draft):
    """On which day the course ended for them, how much of it they attended in percent, and the number of the
    certificate that the registry keeps, if they have one."""

    ended_on: Day
    attended: Annotated[int, Field(strict=True, ge=0, le=100)]
    certificate: CertificateNumber | None = None


class CoursesAsked(Asked):
    """What is asked of the list of courses: of all, or of an assistance or a project; of those that have `ended` or
    not."""

    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    ended: Flag | None = None


@classified(COURSES)
@example(id=4, **_COURSE, project="JPN-SDN-2019", place="IQG15Q08", ended=True, **_ENDED, **RECORDED)
class CourseView(FactView):
    """A course that somebody takes, and how it ended if it has."""

    id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    subject: str | None = None
    hours: int | None = None
    starts_on: date | None = None
    ended: bool | None = None
    ended_on: date | None = None
    attended: int | None = None
    certificate: str | None = None
