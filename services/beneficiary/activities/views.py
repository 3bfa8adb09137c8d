"""What callers state about activities and attendance, and are told; and how many people a project reached."""

from datetime import date
from enum import StrEnum

from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.views import Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode
from shared.views import FactView, View


@listed_as("activity-type")
class ActivityType(StrEnum):
    """What people take part in. No type is open to former combatants alone."""

    SOCIAL_COHESION = "social_cohesion"
    MEDIATION = "mediation"
    PEACEBUILDING = "peacebuilding"
    MHPSS = "mhpss"
    TRAINING_CP = "training_cp"
    TRAINING_CONFLICT = "training_conflict"
    TRAINING_VOC = "training_voc"
    TRAINING_BUSINESS = "training_business"
    AWARENESS = "awareness"


@listed_as("age-band")
class AgeBand(StrEnum):
    """Age in completed years, in the bands that IOM's Displacement Tracking Matrix reports."""

    UNDER_6 = "0-5"
    FROM_6_TO_17 = "6-17"
    FROM_18_TO_59 = "18-59"
    FROM_60 = "60+"
    NOT_STATED = "not_stated"


ACTIVITIES = Dataset(
    DatasetName.ACTIVITIES,
    {
        "id": LOW,
        "project": LOW,
        "type": LOW,
        "place": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        **RECORD_KEEPING,
    },
)

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

REACH = Dataset(
    DatasetName.RESULTS,
    {
        "known": LOW,
        "total": LOW,
        "by_sex": MODERATE,
        "by_age_band": MODERATE,
        "by_displacement_status": MODERATE,
        "by_activity_type": MODERATE,
        "by_place": MODERATE,
    },
)


_ACTIVITY = {
    "project": "JPN-SDN-2019",
    "type": "mediation",
    "place": "IQG15Q08",
    "starts_on": "2019-06-01",
    "ends_on": "2019-06-30",
}
_ATTENDANCE = {
    "activity_id": 12,
    "person": "4821-7730-5142",
    "attended_on": "2019-06-02",
}


@classified(ACTIVITIES)
@example(**_ACTIVITY)
class ActivityDraft(Draft):
    """An activity under a project: what, where, and from which day to which."""

    project: ProjectCode
    type: ActivityType
    place: DistrictPcode
    starts_on: Day
    ends_on: Day


class ActivitiesAsked(Asked):
    """What is asked of the list of activities: of all, or of a project, a type or a place."""

    project: ProjectCode | None = None
    type: ActivityType | None = None
    place: Pcode | None = None


@classified(ACTIVITIES)
@example(id=12, **_ACTIVITY, **RECORDED)
class ActivityView(FactView):
    """An activity."""

    id: int | None = None
    project: str | None = None
    type: ActivityType | None = None
    place: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None


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


@classified(REACH)
class ReachView(View):
    """How many people a project reached: people, not attendances; each once a line, so that lines need not sum.

    `known` says whether any activity of the project is recorded. Age and displacement status are those on the day of
    first attendance; `by_place` gives the district of the activity by P-code.
    """

    known: bool | None = None
    total: int | None = None
    by_sex: dict[Sex, int] | None = None
    by_age_band: dict[AgeBand, int] | None = None
    by_displacement_status: dict[DisplacementStatus, int] | None = None
    by_activity_type: dict[ActivityType, int] | None = None
    by_place: dict[str, int] | None = None
