"""What callers state about activities, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.activities.mhpss import MhpssCode, MhpssLayer
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Line, ProjectCode, YesOrNo
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode
from shared.views import FactView

MOST_PLACES = 10_000


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
        "facilitator": MODERATE,
        "capacity": LOW,
        "by_enrolment": LOW,
        "certificate_share": LOW,
        "mhpss_code": MODERATE,
        "mhpss_layer": MODERATE,
        "not_recommended": MODERATE,
        **RECORD_KEEPING,
    },
)


_ACTIVITY = {
    "project": "JPN-SDN-2019",
    "type": "mediation",
    "place": "IQG15Q08",
    "starts_on": "2019-06-01",
    "ends_on": "2019-06-30",
    "facilitator": "Sanad for Peacebuilding",
    "capacity": 25,
    "by_enrolment": True,
    "certificate_share": 80,
}


@classified(ACTIVITIES)
@example(**_ACTIVITY)
class ActivityDraft(Draft):
    """An activity under a project: what, where, and from which day to which; who holds it, as written.

    Whoever comes takes part, unless it goes `by_enrolment`: then it may have a `capacity`, and certificates for those
    who were present at `certificate_share` percent of its sessions. Nothing says for whom it is: it is for everybody.
    MHPSS has its code in the 4Ws and its layer, and nothing else has.
    """

    project: ProjectCode
    type: ActivityType
    place: DistrictPcode
    starts_on: Day
    ends_on: Day
    facilitator: Line | None = None
    capacity: Annotated[int, Field(strict=True, ge=1, le=MOST_PLACES)] | None = None
    by_enrolment: YesOrNo = False
    certificate_share: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None
    mhpss_code: MhpssCode | None = None
    mhpss_layer: MhpssLayer | None = None


class ActivitiesAsked(Asked):
    """What is asked of the list of activities: of all, or of a project, a type or a place."""

    project: ProjectCode | None = None
    type: ActivityType | None = None
    place: Pcode | None = None


@classified(ACTIVITIES)
@example(id=12, **_ACTIVITY, not_recommended=False, **RECORDED)
class ActivityView(FactView):
    """An activity; `not_recommended` warns that what is done is no recommended practice."""

    id: int | None = None
    project: str | None = None
    type: ActivityType | None = None
    place: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    facilitator: str | None = None
    capacity: int | None = None
    by_enrolment: bool | None = None
    certificate_share: int | None = None
    mhpss_code: MhpssCode | None = None
    mhpss_layer: MhpssLayer | None = None
    not_recommended: bool | None = None
