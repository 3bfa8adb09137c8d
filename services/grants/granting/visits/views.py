"""What callers state about monitoring visits to enterprises with an award, and are told.

They come after the award, and tell what became of it; what somebody found before it, `verifications` keeps.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.grants.amounts import AmountView
from services.grants.granting.enterprises.views import Staff
from services.grants.marks import Mark
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import AmountOrZero, Day, Draft, Identifier, PathIdentifier, ProjectCode, Text, once_each
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked, Flag
from shared.places import Pcode
from shared.views import View, from_json

LONGEST_TEXT = 2_000
MOST_PHOTOS = 20


@listed_as("enterprise-operation")
class Operation(StrEnum):
    """Whether an enterprise is at work."""

    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"


@listed_as("closing-reason")
class Closing(StrEnum):
    """Why an enterprise was closed, as its owners say."""

    NO_DEMAND = "no_demand"
    NO_CAPITAL = "no_capital"
    COSTS = "costs"
    INSECURITY = "insecurity"
    PREMISES_LOST = "premises_lost"
    OWNERS_UNABLE = "owners_unable"
    MOVED_AWAY = "moved_away"
    SOLD = "sold"
    OTHER = "other"


@listed_as("visit-observation")
class Observation(StrEnum):
    """What is not as it was agreed or should be."""

    EQUIPMENT_MISSING = "equipment_missing"
    EQUIPMENT_UNUSED = "equipment_unused"
    SPENT_OTHERWISE = "spent_otherwise"
    FEWER_STAFF = "fewer_staff"
    RECORDS_MISSING = "records_missing"
    UNSAFE_WORK = "unsafe_work"
    WAGES_UNPAID = "wages_unpaid"
    PREMISES_CHANGED = "premises_changed"
    OWNER_CHANGED = "owner_changed"
    OTHER = "other"


@listed_as("observation-severity")
class Severity(StrEnum):
    """How much it matters: it is told to the owner; it is looked at again; or it is dealt with at once."""

    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


VISITS = Dataset(
    DatasetName.VISITS,
    {
        "id": LOW,
        "visit_id": LOW,
        "award_id": LOW,
        "file_id": LOW,
        "enterprise_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "visited_on": LOW,
        "mark": LOW,
        "operation": MODERATE,
        "closed_because": MODERATE,
        "staff_women": MODERATE,
        "staff_men": MODERATE,
        "revenue_before": MODERATE,
        "revenue": MODERATE,
        "currency": LOW,
        "observed": MODERATE,
        "observation": MODERATE,
        "severity": MODERATE,
        "text": HIGH,  # whoever writes it may write of anybody
        "photos": LOW,
        "paid_on": LOW,
        "due_on": LOW,
        "days_late": LOW,
        "overdue": LOW,
        **RECORD_KEEPING,
    },
)

_VISIT = {
    "award_id": 17,
    "visited_on": "2020-05-12",
    "mark": "after_6_months",
    "operation": "running",
    "closed_because": None,
    "staff_women": 3,
    "staff_men": 6,
    "revenue_before": "3100.00",
    "revenue": "4250.00",
    "currency": "USD",
    "observed": [{"observation": "records_missing", "severity": "minor"}],
    "text": "The second oven is at work. Sales are not written down every day.",
    "photos": [31, 32],
}


@classified(VISITS)
class ObservationPart(Draft):
    """What was observed, and how much it matters."""

    observation: Observation
    severity: Severity


def _each_once(observed: list[ObservationPart]) -> list[ObservationPart]:
    if len({each.observation for each in observed}) < len(observed):
        raise PydanticCustomError("repeated", "has an observation twice")
    return observed


@classified(VISITS)
@example(**_VISIT)
class VisitDraft(Draft):
    """What the caller saw who visited the enterprise of an award.

    `mark` is which visit it is: that three, six or twelve months after the first payment of the award, or none of them.
    Revenue is what the owners say was taken in the month before the visit and, in `revenue_before`, in a usual month
    before the grant, both in one currency. `photos` are the numbers of files about the enterprise.
    """

    award_id: Identifier
    visited_on: Day
    mark: Mark | None = None
    operation: Operation
    closed_because: Closing | None = None
    staff_women: Staff
    staff_men: Staff
    revenue_before: AmountOrZero | None = None
    revenue: AmountOrZero | None = None
    currency: Currency | None = None
    observed: Annotated[list[ObservationPart], AfterValidator(_each_once), Field(max_length=len(Observation))] = Field(
        default_factory=list
    )
    text: Annotated[Text, Field(max_length=LONGEST_TEXT)] | None = None
    photos: Annotated[list[Identifier], Field(max_length=MOST_PHOTOS), once_each] = Field(default_factory=list)


class VisitsAsked(Asked):
    """What is asked of the list of monitoring visits: of all, or of an award, an enterprise, a project, a place, a mark
    or how an enterprise was found."""

    award_id: PathIdentifier | None = None
    enterprise_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None
    mark: Mark | None = None
    operation: Operation | None = None


class DueAsked(Asked):
    """What is asked of the visits that are due: of all, or of a project or a place; those that are `overdue`."""

    project: ProjectCode | None = None
    place: Pcode | None = None
    overdue: Flag | None = None


@classified(VISITS)
class ObservedView(View):
    """What was observed, and how much it matters."""

    observation: Observation
    severity: Severity


@classified(VISITS)
@example(id=12, enterprise_id=9, project="JPN-SDN-2019", place="IQG15Q08", **_VISIT, **RECORDED)
class VisitView(AmountView):
    """What was seen at a visit; `recorded_by` is who was there. Of photos the list of files has the hash."""

    id: int | None = None
    award_id: int | None = None
    enterprise_id: int | None = None
    project: str | None = None
    place: str | None = None
    visited_on: date | None = None
    mark: Mark | None = None
    operation: Operation | None = None
    closed_because: Closing | None = None
    staff_women: int | None = None
    staff_men: int | None = None
    revenue_before: Decimal | None = None
    revenue: Decimal | None = None
    observed: Annotated[list[ObservedView], from_json] | None = None
    text: str | None = None
    photos: list[int] | None = None


@classified(VISITS)
@example(
    award_id=17,
    enterprise_id=9,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    paid_on="2019-11-10",
    mark="after_6_months",
    due_on="2020-05-10",
    days_late=21,
    overdue=True,
)
class DueVisitView(View):
    """An award whose enterprise is to be visited: since when and for how many days at which mark after its first
    payment, the next after the last at which it was."""

    award_id: int | None = None
    enterprise_id: int | None = None
    project: str | None = None
    place: str | None = None
    paid_on: date | None = None
    mark: Mark | None = None
    due_on: date | None = None
    days_late: int | None = None
    overdue: bool | None = None
