"""What callers state about plans, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View, from_json


@listed_as("action-owner")
class Owner(StrEnum):
    """In which capacity somebody sees to something: never a person."""

    FORUM_HEAD = "forum_head"
    FORUM_DEPUTY = "forum_deputy"
    FORUM_MEMBERS = "forum_members"
    COMMUNITY_POLICE = "community_police"
    LOCAL_POLICE = "local_police"
    MUNICIPALITY = "municipality"
    LOCAL_AUTHORITY = "local_authority"
    CIVIL_SOCIETY = "civil_society"
    PROGRAMME = "programme"


@listed_as("plan-review")
class ReviewOutcome(StrEnum):
    """What a forum said of its plan when it looked at it again."""

    KEPT = "kept"
    TO_BE_REVISED = "to_be_revised"
    FULFILLED = "fulfilled"


PLANS = Dataset(
    DatasetName.PLANS,
    {
        "id": LOW,
        "forum_id": LOW,
        "plan_id": LOW,
        "concern_id": LOW,
        "version": LOW,
        "adopted_on": LOW,
        "review_on": LOW,
        "issues": LOW,
        "priority": LOW,
        "owner": LOW,
        "due_on": LOW,
        "reviewed_on": LOW,
        "outcome": LOW,
        **RECORD_KEEPING,
    },
)

_PLAN = {
    "forum_id": 5,
    "adopted_on": "2019-12-03",
    "review_on": "2020-06-02",
}


@classified(PLANS)
class IssueDraft(Draft):
    """A concern of the forum that the plan takes up, who sees to it, and until when."""

    concern_id: Identifier
    owner: Owner
    due_on: Day


def _each_once(issues: list[IssueDraft]) -> list[IssueDraft]:
    if len({issue.concern_id for issue in issues}) < len(issues):
        raise PydanticCustomError("repeated", "has a concern twice")
    return issues


@classified(PLANS)
@example(**_PLAN, issues=[{"concern_id": 17, "owner": "municipality", "due_on": "2020-03-01"}])
class PlanDraft(Draft):
    """A plan as a forum adopts it: its issues in the order of their priority, and when the forum looks at it again."""

    forum_id: Identifier
    adopted_on: Day
    review_on: Day
    issues: Annotated[list[IssueDraft], AfterValidator(_each_once), Field(min_length=1, max_length=50)]


@classified(PLANS)
@example(reviewed_on="2020-06-02", outcome="kept")
class ReviewDraft(Draft):
    """That a forum looked at its plan again, and what it said of it."""

    reviewed_on: Day
    outcome: ReviewOutcome


class PlansAsked(Asked):
    """What is asked of the list of plans: of all, or of one forum."""

    forum_id: PathIdentifier | None = None


@classified(PLANS)
class IssueView(View):
    """A concern that the plan takes up; 1 comes first."""

    priority: int
    concern_id: int
    owner: Owner
    due_on: date


@classified(PLANS)
@example(
    id=3,
    **_PLAN,
    version=2,
    issues=[{"priority": 1, "concern_id": 17, "owner": "municipality", "due_on": "2020-03-01"}],
    reviewed_on="2020-06-02",
    outcome="kept",
    **RECORDED,
)
class PlanView(FactView):
    """A plan; of several of one forum the one of the highest version holds. `reviewed_on` and `outcome` are of the last
    time that the forum looked at it again."""

    id: int | None = None
    forum_id: int | None = None
    version: int | None = None
    adopted_on: date | None = None
    review_on: date | None = None
    issues: Annotated[list[IssueView], from_json] | None = None
    reviewed_on: date | None = None
    outcome: ReviewOutcome | None = None
