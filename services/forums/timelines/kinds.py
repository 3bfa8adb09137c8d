"""What of forums stands on a timeline: of somebody who is named in a seat, and of an area.

What is told stays as it was recorded, so that what became of a forum, a concern, a plan, an action or a referral is a
fact of its own here, and not what the record says now. What is raised apart for protection is on no timeline.
"""

from dataclasses import replace
from typing import Any

from services.forums.actions.reads import ACTION
from services.forums.actions.tables import ActionEnd
from services.forums.concerns.reads import CONCERN
from services.forums.concerns.tables import ConcernState
from services.forums.elections.reads import ELECTION
from services.forums.forums.reads import FORUM
from services.forums.forums.tables import Status
from services.forums.meetings.reads import MEETING
from services.forums.meetings.tables import Holding
from services.forums.members.reads import MEMBER, OF_A_FORUM
from services.forums.members.views import MEMBERS
from services.forums.plans.reads import PLAN
from services.forums.plans.tables import PlanReview
from services.forums.referrals.reads import REFERRAL
from services.forums.referrals.tables import ReferralAnswer
from services.forums.timelines.views import ForumsHappening as Happening
from services.forums.trainings.reads import TRAINING
from services.forums.waves.reads import WAVE
from shared.facts import Source, standing
from shared.tables import Fact
from shared.timelines.kinds import AGREED, AS_OF, Kind, in_an_area, ordered

_NAMED = f"""fact.id = ANY (ARRAY(
    SELECT naming.member_id FROM namings AS naming
    WHERE naming.person_id = ANY ({AGREED}) AND {standing("naming", AS_OF)}
))"""  # noqa: S608 - no value in it
_SEAT = {MEMBERS: ("forum_id", "role")}


def _plain(source: Source[Any], joins: str = OF_A_FORUM) -> Source[Any]:
    """A source without what is so now."""
    return replace(source, joins=joins, columns={})


def _became(
    source: Source[Any], table: type[Fact], whole: str, called: str, place: str = "forum.place", **columns: str
) -> Source[Any]:
    """What became of a record of a source: facts of their own, each of a row of `whole`, which is `called` so. They are
    told as long as that row stands."""
    columns = {f"{called}_id": f"fact.{called}_id", "forum_id": f"{called}.forum_id", **columns}
    joins = (
        f"JOIN {whole} AS {called} ON {called}.id = fact.{called}_id"
        f" JOIN forums AS forum ON forum.id = {called}.forum_id"
    )
    return replace(source, table=table, joins=joins, place=place, columns=columns)


_STATUS = replace(FORUM, table=Status, joins=OF_A_FORUM, place="forum.place", project="forum.project", columns={})
_MOVED = _became(CONCERN, ConcernState, "concerns", "concern", place="concern.place", category="concern.category")
_HELD = _became(MEETING, Holding, "meetings", "meeting", kind="meeting.kind")
_REVIEWED = _became(PLAN, PlanReview, "plans", "plan", version="plan.version")
_ENDED = _became(ACTION, ActionEnd, "actions", "action", kind="action.kind")
_ANSWERED = _became(REFERRAL, ReferralAnswer, "referrals", "referral")

OF_A_PERSON = ordered(
    [
        Kind(Happening.SEAT_TAKEN, MEMBER, "joined_on", _NAMED, _SEAT),
        Kind(Happening.SEAT_LEFT, MEMBER, "left_on", _NAMED, _SEAT, where="fact.left_on IS NOT NULL"),
    ]
)

IN_AN_AREA = ordered(
    [
        in_an_area(
            Happening.FORUM_SET_UP,
            _plain(FORUM, joins=""),
            "established_on",
            *("name", "level", "place", "project", "set_up_by"),
        ),
        in_an_area(Happening.FORUM_CHANGED, _STATUS, "since", "forum_id", "status"),
        in_an_area(Happening.ELECTION_HELD, _plain(ELECTION), "held_on", "forum_id", "method", "voters"),
        in_an_area(
            Happening.MEETING_HELD,
            _HELD,
            "held_on",
            *("meeting_id", "forum_id", "kind", "members", "present"),
            where=standing("meeting", AS_OF),
        ),
        in_an_area(
            Happening.CONCERN_RAISED, _plain(CONCERN), "raised_on", "forum_id", "category", "place", "raised_by"
        ),
        in_an_area(
            Happening.CONCERN_MOVED,
            _MOVED,
            "since",
            *("concern_id", "forum_id", "category", "status"),
            where=standing("concern", AS_OF),
        ),
        in_an_area(Happening.PLAN_ADOPTED, _plain(PLAN), "adopted_on", "forum_id", "version", "review_on"),
        in_an_area(
            Happening.PLAN_REVIEWED,
            _REVIEWED,
            "reviewed_on",
            *("plan_id", "forum_id", "version", "outcome"),
            where=standing("plan", AS_OF),
        ),
        in_an_area(
            Happening.ACTION_AGREED,
            _plain(ACTION),
            "agreed_on",
            *("forum_id", "concern_id", "kind", "owner", "due_on"),
        ),
        in_an_area(
            Happening.ACTION_ENDED,
            _ENDED,
            "ended_on",
            *("action_id", "forum_id", "kind", "result"),
            where=standing("action", AS_OF),
        ),
        in_an_area(
            Happening.REFERRAL_MADE,
            _plain(REFERRAL),
            "referred_on",
            *("forum_id", "concern_id", "target", "answer_due_on"),
        ),
        in_an_area(
            Happening.REFERRAL_ANSWERED,
            _ANSWERED,
            "answered_on",
            *("referral_id", "forum_id", "target", "answer"),
            where=standing("referral", AS_OF),
        ),
        in_an_area(
            Happening.TRAINING_BEGAN,
            _plain(TRAINING),
            "begins_on",
            *("forum_id", "topic", "facilitator", "ends_on"),
        ),
        in_an_area(
            Happening.SURVEY_BEGAN,
            _plain(WAVE, joins=""),
            "begins_on",
            *("forum_id", "place", "project", "design", "method", "ends_on"),
        ),
    ]
)
