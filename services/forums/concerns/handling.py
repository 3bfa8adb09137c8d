"""What a forum makes of a concern: it accepts it, has it under way, refers it, resolves it or gives it up, and opens it
again; and it finds that two are one.

How a concern stands that was stated in error is taken back, the latest first.
"""

from datetime import date

from sqlmodel import col, select

from services.forums.concerns.rules import hold, hold_all
from services.forums.concerns.tables import Concern, ConcernMerge, ConcernState
from services.forums.concerns.views import ConcernStatus, MergingDraft, StateDraft
from services.forums.restating import restate
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

_OPENING = frozenset({ConcernStatus.ACCEPTED, ConcernStatus.REOPENED})
"""From these on something may follow from a concern."""
_FOLLOWED_SINCE = """
SELECT EXISTS (SELECT FROM actions WHERE concern_id = $1 AND voided_at IS NULL AND recorded_at >= $2)
    OR EXISTS (SELECT FROM referrals WHERE concern_id = $1 AND voided_at IS NULL AND recorded_at >= $2)
    OR EXISTS (
        SELECT FROM issues JOIN plans ON plans.id = issues.plan_id AND plans.voided_at IS NULL
        WHERE issues.concern_id = $1 AND plans.recorded_at >= $2
    )
"""
CLOSED = frozenset({ConcernStatus.RESOLVED, ConcernStatus.NOT_RESOLVABLE})

_VERDICTS = {
    "concern_states_in_order": Invalid("state-before-last", "The last change lies after this day.", field="since"),
    "concern_states_accepted_first": Conflict("not-accepted", "The forum has not accepted this concern yet."),
    "concern_states_closed": Conflict("concern-closed", "The concern is closed: reopen it first."),
    "concern_states_other": Conflict("same-state", "The concern stands so already, or further."),
}


async def accept(write: Write, id: int, draft: StateDraft, mandate: Mandate) -> int:
    """Say that the forum takes a concern up."""
    return await _become(write, id, ConcernStatus.ACCEPTED, draft, mandate)


async def start(write: Write, id: int, draft: StateDraft, mandate: Mandate) -> int:
    """Say that something is being done about a concern."""
    return await _become(write, id, ConcernStatus.IN_PROGRESS, draft, mandate)


async def refer(write: Write, id: int, draft: StateDraft, mandate: Mandate) -> int:
    """Say that a concern was passed on outside the forum."""
    return await _become(write, id, ConcernStatus.REFERRED, draft, mandate)


async def resolve(write: Write, id: int, draft: StateDraft, mandate: Mandate) -> int:
    """Say that a concern is none any more."""
    return await _become(write, id, ConcernStatus.RESOLVED, draft, mandate)


async def give_up(write: Write, id: int, draft: StateDraft, mandate: Mandate) -> int:
    """Say that a concern lies out of the forum's reach."""
    return await _become(write, id, ConcernStatus.NOT_RESOLVABLE, draft, mandate)


async def reopen(write: Write, id: int, draft: StateDraft, mandate: Mandate) -> int:
    """Say that a closed concern is one again."""
    return await _become(write, id, ConcernStatus.REOPENED, draft, mandate)


async def _become(write: Write, id: int, status: ConcernStatus, draft: StateDraft, mandate: Mandate) -> int:
    concern = await hold(write, id, mandate)
    require_past(draft.since, "since")
    if draft.since < concern.raised_on:
        raise Invalid("state-before-last", "The last change lies after this day.", field="since")
    if await _merge_of(write, id) is not None:
        raise Conflict("concern-merged", "The concern is a double of another one, which goes on.")
    async with judged(write, _VERDICTS):
        write.session.add(ConcernState(concern_id=id, status=status, since=draft.since, recorded_by=write.caller))
    write.trail("concern.changed", id, forum=concern.forum_id, status=status)
    return id


async def undo(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back the latest state of a concern, which was stated in error; refused while what it let follow stands."""
    concern = await hold(write, id, mandate)
    last = await _last(write, id)
    if last is None:
        raise Conflict("concern-only-raised", "Nothing was stated of this concern since it was raised.")
    if last.status in _OPENING and await (await write.reader()).fetchval(_FOLLOWED_SINCE, id, last.recorded_at):
        raise Conflict("concern-at-work", "Void the plans, actions and referrals that followed first.")
    await restate(write, [last], [], reason)
    write.trail("concern.changed_back", id, forum=concern.forum_id, status=last.status)
    return id


async def merge(write: Write, id: int, draft: MergingDraft, mandate: Mandate) -> int:
    """Record that a concern is a double of another one of its forum, which goes on for both."""
    await hold_all(write, [id, draft.into_id])
    concern = await hold(write, id, mandate)
    into = await write.session.get(Concern, draft.into_id)
    if into is None or into.voided_at is not None or into.forum_id != concern.forum_id:
        raise NotFound("unknown-concern", "There is no such concern in this forum.", field="into_id")
    verdicts = {
        "ck_concern_merges_not_itself": Invalid("same-concern", "This is the same concern.", field="into_id"),
        "concern_merges_goes_on": Conflict(
            "merged-itself", "That concern is a double of another one itself.", field="into_id"
        ),
        "uq_concern_merges_standing": Conflict(
            "concern-merged", "The concern is a double of another one, which goes on."
        ),
    }
    merging = ConcernMerge(forum_id=concern.forum_id, concern_id=id, into_id=draft.into_id, recorded_by=write.caller)
    async with judged(write, verdicts):
        write.session.add(merging)
    write.trail("concern.merged", id, forum=concern.forum_id, other=merging.into_id)
    return id


async def unmerge(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back that a concern is a double of another one."""
    concern = await hold(write, id, mandate)
    merging = await _merge_of(write, id)
    if merging is None:
        raise Conflict("not-merged", "The concern is a double of no other one.")
    await restate(write, [merging], [], reason)
    write.trail("concern.unmerged", id, forum=concern.forum_id, other=merging.into_id)
    return id


async def take_up(write: Write, id: int, forum_id: int, field: str) -> ConcernStatus:
    """How a concern of a forum stands that something follows from; held until this write ends.

    Refused where there is no such concern in the forum, and where it is not accepted, closed, or a double.
    """
    concern = await write.session.get(Concern, id, with_for_update=True, populate_existing=True)
    if concern is None or concern.voided_at is not None or concern.forum_id != forum_id:
        raise NotFound("unknown-concern", "There is no such concern in this forum.", field=field)
    if await _merge_of(write, id) is not None:
        raise Conflict("concern-merged", "The concern is a double of another one, which goes on.", field=field)
    last = await _last(write, id)
    if last is None:
        raise Conflict("not-accepted", "The forum has not accepted this concern yet.", field=field)
    if last.status in CLOSED:
        raise Conflict("concern-closed", "The concern is closed: reopen it first.", field=field)
    return last.status


async def advance(write: Write, id: int, forum_id: int, status: ConcernStatus, since: date, field: str) -> None:
    """Let a concern that was taken up stand so, for it follows from what else is recorded."""
    before = Invalid("state-before-last", "The last change lies after this day.", field=field)
    async with judged(write, {"concern_states_in_order": before}):
        write.session.add(ConcernState(concern_id=id, status=status, since=since, recorded_by=write.caller))
    write.trail("concern.changed", id, forum=forum_id, status=status)


async def _last(write: Write, id: int) -> ConcernState | None:
    """How a concern stands; nothing as long as it is only raised."""
    standing = select(ConcernState).where(col(ConcernState.concern_id) == id, col(ConcernState.voided_at).is_(None))
    latest_first = standing.order_by(col(ConcernState.since).desc(), col(ConcernState.id).desc())
    return (await write.session.exec(latest_first.limit(1))).first()


async def _merge_of(write: Write, id: int) -> ConcernMerge | None:
    standing = select(ConcernMerge).where(col(ConcernMerge.concern_id) == id, col(ConcernMerge.voided_at).is_(None))
    return (await write.session.exec(standing)).first()
