"""What may happen to a concern as such: a group raises it, the forum votes on it, and its text is released."""

from collections.abc import Iterable

from sqlmodel import col, select

from services.forums import releasing
from services.forums.concerns.reads import CONCERN
from services.forums.concerns.tables import Concern, ConcernRelease, ConcernVote
from services.forums.concerns.views import ConcernDraft, VoteDraft
from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.forums.tables import Forum
from services.forums.guard.views import ReleaseDraft
from services.forums.meetings.rules import require_held
from services.forums.restating import restate
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

_FOLLOWED = """
SELECT EXISTS (SELECT FROM actions WHERE concern_id = $1 AND voided_at IS NULL)
    OR EXISTS (SELECT FROM referrals WHERE concern_id = $1 AND voided_at IS NULL)
    OR EXISTS (SELECT FROM concern_merges WHERE into_id = $1 AND voided_at IS NULL)
    OR EXISTS (
        SELECT FROM issues JOIN plans ON plans.id = issues.plan_id AND plans.voided_at IS NULL
        WHERE issues.concern_id = $1
    )
"""
_MERGED = "SELECT EXISTS (SELECT FROM concern_merges WHERE concern_id = $1 AND voided_at IS NULL)"
_VOTING = "SELECT voting_present FROM holdings WHERE meeting_id = $1 AND voided_at IS NULL"


async def bring(write: Write, draft: ConcernDraft, mandate: Mandate) -> int:
    """Record what a group raised in a forum."""
    require_past(draft.raised_on, "raised_on")
    forum = await require_forum(write, draft.forum_id, mandate)
    if not draft.place.startswith(forum.place):
        raise Invalid("outside-forum", "A forum serves places within its own.", field="place")
    mandate.require_place(draft.place, "place")
    if draft.raised_on < forum.established_on:
        raise Invalid("before-establishment", "The forum was established after this day.", field="raised_on")
    await require_not_closed(write, forum.id, draft.raised_on, "raised_on")
    concern = Concern(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(concern)
    await write.session.flush()
    write.trail("concern.raised", concern.id, forum=concern.forum_id)
    return concern.id


async def vote(write: Write, id: int, draft: VoteDraft, mandate: Mandate) -> int:
    """Record how many at a meeting of its forum voted for a concern to come first; stated again of the same meeting, it
    is corrected."""
    concern = await hold(write, id, mandate)
    meeting = await require_held(write, draft.meeting_id, mandate, "meeting_id")
    if meeting.forum_id != concern.forum_id:
        raise Invalid("other-forum", "This belongs to another forum.", field="meeting_id")
    of = await (await write.reader()).fetchval(_VOTING, meeting.id)
    verdicts = {
        "ck_concern_votes_votes": Invalid(
            "more-votes-than-voters", "There are more votes than people who voted.", field="votes_for"
        ),
    }
    earlier = select(ConcernVote).where(
        col(ConcernVote.concern_id) == id,
        col(ConcernVote.meeting_id) == meeting.id,
        col(ConcernVote.voided_at).is_(None),
    )
    given = ConcernVote(**draft.model_dump(), concern_id=id, votes_of=of, recorded_by=write.caller)
    async with judged(write, verdicts):
        await restate(write, (await write.session.exec(earlier)).all(), [given])
    write.trail("concern.voted", id, forum=concern.forum_id, meeting=draft.meeting_id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a concern that nothing follows from, that no other is a double of, and that is none itself: the other would
    have a double for ever."""
    await hold(write, id, mandate)
    if await (await write.reader()).fetchval(_MERGED, id):
        raise Conflict("concern-merged", "The concern is a double of another one, which goes on.")
    if await (await write.reader()).fetchval(_FOLLOWED, id):
        raise Conflict("concern-at-work", "Void the plans, actions, referrals and doubles of this concern first.")
    return await facts.void(write, CONCERN, id, reason, mandate)


async def release(write: Write, id: int, draft: ReleaseDraft, mandate: Mandate) -> int:
    """Release the text of a concern that somebody else wrote."""
    await find(await write.reader(), CONCERN, id, mandate)
    concern = await write.session.get_one(Concern, id, with_for_update={"read": True})
    made = ConcernRelease(concern_id=id, written_by=concern.recorded_by, recorded_by=write.caller)
    await releasing.release(write, concern, made, draft.despite)
    write.trail("concern.released", id, forum=concern.forum_id)
    return id


async def require_concern(write: Write, id: int, mandate: Mandate, field: str) -> Concern:
    """The concern that the caller states; refused when it does not stand or lies out of reach."""
    concern = await write.session.get(Concern, id)
    if concern is None or concern.voided_at is not None or not mandate.covers_place(concern.place):
        raise NotFound("unknown-concern", "There is no such concern in this forum.", field=field)
    forum = await write.session.get_one(Forum, concern.forum_id)
    mandate.require_project(forum.project or "", field)
    return concern


async def hold_all(write: Write, ids: Iterable[int]) -> None:
    """Let no other write be about any of these concerns until this one ends: always in one order, so that no two wait
    for each other."""
    await write.session.exec(
        select(Concern).where(col(Concern.id).in_(ids)).order_by(col(Concern.id)).with_for_update()
    )


async def hold(write: Write, id: int, mandate: Mandate) -> Concern:
    """The concern at the path, which no other write is about until this one ends; refused when it does not stand."""
    return await facts.hold(write, CONCERN, Concern, id, mandate)
