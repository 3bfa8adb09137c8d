"""What callers state about activities, and are told."""

from datetime import date
from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode
from shared.views import FactView


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


_ACTIVITY = {
    "project": "JPN-SDN-2019",
    "type": "mediation",
    "place": "IQG15Q08",
    "starts_on": "2019-06-01",
    "ends_on": "2019-06-30",
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
