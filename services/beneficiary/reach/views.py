"""What the gateway is told of a project's reach."""

from datetime import date
from enum import StrEnum

from services.beneficiary.activities.views import ActivityType
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.people.views import Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.views import View


@listed_as("age-band")
class AgeBand(StrEnum):
    """Age in completed years, in the bands that IOM's Displacement Tracking Matrix reports."""

    UNDER_6 = "0-5"
    FROM_6_TO_17 = "6-17"
    FROM_18_TO_59 = "18-59"
    FROM_60 = "60+"
    NOT_STATED = "not_stated"


REACH = Dataset(
    DatasetName.RESULTS,
    {
        "known": LOW,
        "quarters": MODERATE,
        "since": LOW,
        "total": LOW,
        "by_sex": MODERATE,
        "by_age_band": MODERATE,
        "by_displacement_status": MODERATE,
        "by_activity_type": MODERATE,
        "by_place": MODERATE,
    },
)


@classified(REACH)
class ReachedView(View):
    """How many people a project reached: people, not attendances; each once a line, so that lines need not sum.

    Age and displacement status are those on the day of first attendance; `by_place` gives the district of the activity
    by P-code.
    """

    total: int | None = None
    by_sex: dict[Sex, int] | None = None
    by_age_band: dict[AgeBand, int] | None = None
    by_displacement_status: dict[DisplacementStatus, int] | None = None
    by_activity_type: dict[ActivityType, int] | None = None
    by_place: dict[str, int] | None = None


@classified(REACH)
class ReachView(ReachedView):
    """The same in all; `known` says whether any activity of the project is recorded."""

    known: bool | None = None


@classified(REACH)
class ReachQuarterView(ReachedView):
    """The same of those who came first in a quarter, which begins on `since`: to anything, to an activity of the type,
    or to one in the district. All quarters add up to the whole, line by line."""

    since: date | None = None


@classified(REACH)
class ReachQuartersView(View):
    """The quarters in which somebody came first, in their order."""

    known: bool | None = None
    quarters: list[ReachQuarterView] | None = None
