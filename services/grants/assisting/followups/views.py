"""What callers state about follow-ups, and are told: never who was asked."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.assisting.assistances.views import Modality
from services.grants.people import IncomeBand
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode, once_each
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag
from shared.places import Pcode
from shared.views import FactView, View


@listed_as("follow-up-mark")
class FollowUpMark(StrEnum):
    """How long after it was given assistance is followed up."""

    AFTER_1_MONTH = "after_1_month"
    AFTER_3_MONTHS = "after_3_months"
    AFTER_6_MONTHS = "after_6_months"


MONTHS: Mapping[FollowUpMark, int] = {
    FollowUpMark.AFTER_1_MONTH: 1,
    FollowUpMark.AFTER_3_MONTHS: 3,
    FollowUpMark.AFTER_6_MONTHS: 6,
}
PATIENCE = 14
"""Days after which what is due is overdue."""


@listed_as("follow-up-means")
class FollowupMeans(StrEnum):
    """How somebody was asked."""

    VISIT = "visit"
    PHONE = "phone"


@listed_as("livelihood-state")
class LivelihoodState(StrEnum):
    """Whether the business runs or the work goes on that the assistance was for."""

    GOES_ON = "goes_on"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    NEVER_BEGUN = "never_begun"


@listed_as("asset-state")
class AssetState(StrEnum):
    """What became of the goods that were delivered."""

    IN_USE = "in_use"
    NOT_IN_USE = "not_in_use"
    SOLD = "sold"
    GONE = "gone"
    NONE_GIVEN = "none_given"


@listed_as("livelihood-difficulty")
class Difficulty(StrEnum):
    """What makes it hard to go on."""

    FEW_CUSTOMERS = "few_customers"
    COSTS = "costs"
    ELECTRICITY = "electricity"
    TOOLS = "tools"
    SKILLS = "skills"
    DEBT = "debt"
    HEALTH = "health"
    CARE = "care"
    TRANSPORT = "transport"
    PERMITS = "permits"
    OTHER = "other"


FOLLOWUPS = Dataset(
    DatasetName.FOLLOWUPS,
    {
        "id": LOW,
        "assistance_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "modality": LOW,
        "given_on": LOW,
        "mark": LOW,
        "due_on": LOW,
        "days_late": LOW,
        "overdue": LOW,
        "followed_on": LOW,
        "means": LOW,
        "state": MODERATE,
        "income": MODERATE,
        "asset": MODERATE,
        "difficulties": MODERATE,
        **RECORD_KEEPING,
    },
)

_FOLLOWUP = {
    "assistance_id": 214,
    "mark": "after_1_month",
    "followed_on": "2020-02-27",
    "means": "visit",
    "state": "goes_on",
    "income": "350000_to_700000",
    "asset": "in_use",
    "difficulties": ["electricity"],
}


@classified(FOLLOWUPS)
@example(**_FOLLOWUP)
class FollowUpDraft(Draft):
    """What was found of an assistance at a mark, by a visit or by phone."""

    assistance_id: Identifier
    mark: FollowUpMark
    followed_on: Day
    means: FollowupMeans
    state: LivelihoodState
    income: IncomeBand
    asset: AssetState
    difficulties: Annotated[list[Difficulty], Field(max_length=len(Difficulty)), once_each]


class FollowUpsAsked(Asked):
    """What is asked of the list of follow-ups: of all, or of an assistance or a project, or at a mark."""

    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    mark: FollowUpMark | None = None


class DueAsked(Asked):
    """What is asked of what is due: of all, or of a project, a place or a kind of assistance; what is `overdue`."""

    project: ProjectCode | None = None
    place: Pcode | None = None
    modality: Modality | None = None
    overdue: Flag | None = None


@classified(FOLLOWUPS)
@example(id=17, **_FOLLOWUP, project="JPN-SDN-2019", place="IQG15Q08", **RECORDED)
class FollowUpView(FactView):
    """What was found of an assistance at a mark."""

    id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    mark: FollowUpMark | None = None
    followed_on: date | None = None
    means: FollowupMeans | None = None
    state: LivelihoodState | None = None
    income: IncomeBand | None = None
    asset: AssetState | None = None
    difficulties: list[Difficulty] | None = None


@classified(FOLLOWUPS)
@example(
    assistance_id=214,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    modality="BSP",
    given_on="2020-01-26",
    mark="after_3_months",
    due_on="2020-04-26",
    days_late=21,
    overdue=True,
)
class DueView(View):
    """An assistance that is to be followed up: since when and for how many days at which mark, the next after the last
    at which it was."""

    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    modality: Modality | None = None
    given_on: date | None = None
    mark: FollowUpMark | None = None
    due_on: date | None = None
    days_late: int | None = None
    overdue: bool | None = None
