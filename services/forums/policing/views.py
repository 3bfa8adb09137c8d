"""What the ministry is told of the records of forums: the fields of each that it may ever have, and no others."""

from datetime import date
from typing import Annotated

from services.forums.actions.views import ACTIONS, ActionKind, Result
from services.forums.concerns.views import CONCERNS, Category, ConcernStatus, Raiser, StateView
from services.forums.forums.views import FORUMS, ForumLevel, ForumStatus, Founder, PoliceOffice
from services.forums.meetings.views import MEETINGS, AgendaItem, AttendeesView, MeetingKind
from services.forums.minutes.views import MINUTES, MinuteKind, Outcome
from services.forums.plans.views import PLANS, IssueView, Owner, ReviewOutcome
from services.forums.referrals.views import REFERRALS, Answer, Target
from shared.classification import classified
from shared.views import View, from_json


@classified(FORUMS)
class ForumTold(View):
    """A forum as it is now."""

    id: int | None = None
    project: str | None = None
    name: str | None = None
    level: ForumLevel | None = None
    place: str | None = None
    established_on: date | None = None
    set_up_by: Founder | None = None
    status: ForumStatus | None = None
    status_since: date | None = None
    procedure: str | None = None
    catchment: list[str] | None = None
    police_office: PoliceOffice | None = None
    police_place: str | None = None
    last_met_on: date | None = None
    quiet: bool | None = None


@classified(MEETINGS)
class MeetingTold(View):
    """A meeting, with who was there, counted."""

    id: int | None = None
    forum_id: int | None = None
    kind: MeetingKind | None = None
    scheduled_on: date | None = None
    agenda: list[AgendaItem] | None = None
    held_on: date | None = None
    members: int | None = None
    present: int | None = None
    quorate: bool | None = None
    attendance: Annotated[list[AttendeesView], from_json] | None = None


@classified(MINUTES)
class MinuteTold(View):
    """An item of minutes; whether it has a text that was not released is not told."""

    id: int | None = None
    forum_id: int | None = None
    meeting_id: int | None = None
    kind: MinuteKind | None = None
    about: AgendaItem | None = None
    outcome: Outcome | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    released_text: str | None = None


@classified(CONCERNS)
class ConcernTold(View):
    """A concern; whether it has a text that was not released is not told."""

    id: int | None = None
    forum_id: int | None = None
    category: Category | None = None
    place: str | None = None
    raised_by: Raiser | None = None
    raised_on: date | None = None
    status: ConcernStatus | None = None
    status_since: date | None = None
    history: Annotated[list[StateView], from_json] | None = None
    votes_for: int | None = None
    votes_of: int | None = None
    merged_into_id: int | None = None
    released_text: str | None = None


@classified(PLANS)
class PlanTold(View):
    """A version of a plan, with its issues in order."""

    id: int | None = None
    forum_id: int | None = None
    version: int | None = None
    adopted_on: date | None = None
    review_on: date | None = None
    issues: Annotated[list[IssueView], from_json] | None = None
    reviewed_on: date | None = None
    outcome: ReviewOutcome | None = None


@classified(ACTIONS)
class ActionTold(View):
    """An action, and what came of it."""

    id: int | None = None
    forum_id: int | None = None
    concern_id: int | None = None
    kind: ActionKind | None = None
    owner: Owner | None = None
    agreed_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    result: Result | None = None


@classified(REFERRALS)
class ReferralTold(View):
    """A concern that was passed on, and what came back."""

    id: int | None = None
    forum_id: int | None = None
    concern_id: int | None = None
    target: Target | None = None
    referred_on: date | None = None
    answer_due_on: date | None = None
    answered_on: date | None = None
    answer: Answer | None = None
