"""What the gateway is told of the people and the activities of an area: counts, and nobody."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.beneficiary.activities.views import ActivityType
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.people.views import Sex
from services.beneficiary.reach.views import AgeBand
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.views import View

AREAS = Dataset(
    DatasetName.PEOPLE,
    {
        "people": MODERATE,
        "activities": MODERATE,
        "total": MODERATE,
        "by_sex": MODERATE,
        "by_age_band": MODERATE,
        "by_displacement_status": MODERATE,
        "held": MODERATE,
        "by_type": MODERATE,
        "sessions": MODERATE,
        "attendances": MODERATE,
        "quarters": MODERATE,
        "since": LOW,
        "registered": MODERATE,
    },
)


@classified(AREAS)
class PeopleQuarterView(View):
    """How many of those who live there were registered in a quarter, which begins on `since`."""

    since: date
    registered: int


@classified(AREAS)
class PeopleView(View):
    """How many people live in an area, each once. Age and displacement status are those of the day.

    What somebody else would have to be told of each of them is told in sums to whoever counts, and else is null.
    """

    total: int
    by_sex: dict[Sex, int]
    by_age_band: dict[AgeBand, int] | None
    by_displacement_status: dict[DisplacementStatus, int] | None
    quarters: list[PeopleQuarterView]


@classified(AREAS)
class ActivitiesQuarterView(View):
    """The sessions of a quarter, which begins on `since`, and how many people were at them, each session by itself."""

    since: date
    sessions: int
    attendances: int


@classified(AREAS)
class ActivitiesView(View):
    """How many activities in an area had a session up to the day, in all and by type, how many sessions that were, and
    how many people were at them, each session by itself."""

    held: int
    by_type: dict[ActivityType, int]
    sessions: int
    attendances: int
    quarters: list[ActivitiesQuarterView]


@classified(AREAS)
class AreaView(View):
    """People and activities; what the mandate does not open is absent. Quarters are the last eight."""

    people: Annotated[PeopleView | None, Field(json_schema_extra={"x-dataset": DatasetName.PEOPLE.value})] = None
    activities: Annotated[
        ActivitiesView | None, Field(json_schema_extra={"x-dataset": DatasetName.ATTENDANCES.value})
    ] = None
