"""What a ministry asks of concerns and of what is done about them, and is told."""

from datetime import date

from gateway.access.offers import ACTIONS, CONCERNS, PLANS, REFERRALS
from gateway.policing.fields import A_CONCERN, A_FORUM, ANOTHER, Code, Reference, coded, coded_part, told_of
from shared.classification import LOW, classified
from shared.drafts import Day, Draft
from shared.examples import example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import View


class ConcernsAsked(Asked):
    """What is asked of the list of concerns: of all, or of one forum, category, place, group or status."""

    forum_id: Reference | None = None
    category: Code | None = None
    place: Pcode | None = None
    raised_by: Code | None = None
    status: Code | None = None


_CONCERNS = told_of(CONCERNS, state=LOW, since=LOW)


@classified(_CONCERNS)
class StateTold(View):
    """How a concern stood from a day on."""

    state: str = coded_part("concern-status")
    since: date


@classified(_CONCERNS)
@example(
    id=ANOTHER,
    forum_id=A_FORUM,
    category="services",
    place="IQG15Q08N01",
    raised_by="women",
    raised_on="2019-11-05",
    status="accepted",
    status_since="2019-12-03",
    history=[{"state": "raised", "since": "2019-11-05"}, {"state": "accepted", "since": "2019-12-03"}],
    votes_for=5,
    votes_of=6,
    merged_into_id=None,
    released_text=None,
)
class ConcernTold(View):
    """A concern that a group raised. `merged_into_id` is the concern that it proved to be a double of; `released_text`
    is null unless somebody has read a text and released it."""

    id: str | None = None
    forum_id: str | None = None
    category: str | None = coded("concern-category")
    place: str | None = None
    raised_by: str | None = coded("concern-raiser")
    raised_on: date | None = None
    status: str | None = coded("concern-status")
    status_since: date | None = None
    history: list[StateTold] | None = None
    votes_for: int | None = None
    votes_of: int | None = None
    merged_into_id: str | None = None
    released_text: str | None = None


class PlansAsked(Asked):
    """What is asked of the list of plans: of all, or of one forum."""

    forum_id: Reference | None = None


_PLANS = told_of(PLANS, priority=LOW, owner=LOW, due_on=LOW)


@classified(_PLANS)
class IssueTold(View):
    """A concern that the plan takes up; 1 comes first."""

    priority: int
    concern_id: str
    owner: str = coded_part("action-owner")
    due_on: date


@classified(_PLANS)
@example(
    id=ANOTHER,
    forum_id=A_FORUM,
    version=2,
    adopted_on="2019-12-03",
    review_on="2020-06-02",
    issues=[
        {
            "priority": 1,
            "concern_id": A_CONCERN,
            "owner": "community_police",
            "due_on": "2020-03-01",
        }
    ],
    reviewed_on=None,
    outcome=None,
)
class PlanTold(View):
    """A security and safety plan; of several of one forum the one of the highest version holds."""

    id: str | None = None
    forum_id: str | None = None
    version: int | None = None
    adopted_on: date | None = None
    review_on: date | None = None
    issues: list[IssueTold] | None = None
    reviewed_on: date | None = None
    outcome: str | None = coded("plan-review")


class ActionsAsked(Asked):
    """What is asked of the list of actions: of all, or of one forum, concern or owner."""

    forum_id: Reference | None = None
    concern_id: Reference | None = None
    owner: Code | None = None


@classified(told_of(ACTIONS))
@example(
    id=ANOTHER,
    forum_id=A_FORUM,
    concern_id=A_CONCERN,
    kind="patrol",
    owner="community_police",
    agreed_on="2019-12-03",
    due_on="2020-03-01",
    ended_on=None,
    result=None,
)
class ActionTold(View):
    """What is done about a concern. `ended_on` and `result` are null as long as it lasts."""

    id: str | None = None
    forum_id: str | None = None
    concern_id: str | None = None
    kind: str | None = coded("action-kind")
    owner: str | None = coded("action-owner")
    agreed_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    result: str | None = coded("action-result")


@classified(told_of(ACTIONS))
@example(ended_on="2020-02-25", result="done")
class EndingStated(Draft):
    """The day on which an action of the police ended, and what came of it."""

    ended_on: Day
    result: Code = coded_part("action-result")


class ReferralsAsked(Asked):
    """What is asked of the list of referrals: of all, or of one forum, concern or target."""

    forum_id: Reference | None = None
    concern_id: Reference | None = None
    target: Code | None = None


@classified(told_of(REFERRALS))
@example(
    id=ANOTHER,
    forum_id=A_FORUM,
    concern_id=A_CONCERN,
    target="police",
    referred_on="2019-12-03",
    answer_due_on="2020-01-07",
    answered_on=None,
    answer=None,
)
class ReferralTold(View):
    """A concern that was passed on. `answered_on` and `answer` are null as long as nothing came back."""

    id: str | None = None
    forum_id: str | None = None
    concern_id: str | None = None
    target: str | None = coded("referral-target")
    referred_on: date | None = None
    answer_due_on: date | None = None
    answered_on: date | None = None
    answer: str | None = coded("referral-answer")


@classified(told_of(REFERRALS))
@example(answered_on="2019-12-17", answer="taken_up")
class AnswerStated(Draft):
    """What came of a concern that was passed on to the police, and when."""

    answered_on: Day
    answer: Code = coded_part("referral-answer")
