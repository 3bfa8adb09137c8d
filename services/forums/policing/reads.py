"""Where the ministry's records come from: from where staff's do, those of them that stand, with fewer fields."""

from dataclasses import replace
from typing import Any

from services.forums.actions.reads import ACTION
from services.forums.concerns.reads import CONCERN
from services.forums.forums.reads import FORUM
from services.forums.meetings.reads import MEETING
from services.forums.minutes.reads import MINUTE
from services.forums.plans.reads import PLAN
from services.forums.policing.views import (
    ActionTold,
    ConcernTold,
    ForumTold,
    MeetingTold,
    MinuteTold,
    PlanTold,
    ReferralTold,
)
from services.forums.referrals.reads import REFERRAL
from shared.facts import Source
from shared.pages import SomeView


def _told(source: Source[Any], view: type[SomeView]) -> Source[SomeView]:
    return replace(source, view=view, only="fact.voided_at IS NULL")


FORUMS = _told(FORUM, ForumTold)
MEETINGS = _told(MEETING, MeetingTold)
MINUTES = _told(MINUTE, MinuteTold)
CONCERNS = _told(CONCERN, ConcernTold)
PLANS = _told(PLAN, PlanTold)
ACTIONS = _told(ACTION, ActionTold)
REFERRALS = _told(REFERRAL, ReferralTold)
