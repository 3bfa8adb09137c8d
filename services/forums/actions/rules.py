"""What may happen to actions: one is agreed about a concern, and ends with a result."""

from sqlmodel import col, select

from services.forums.actions.reads import ACTION
from services.forums.actions.tables import Action, ActionEnd
from services.forums.actions.views import ActionDraft, ActionEndingDraft
from services.forums.concerns import handling
from services.forums.concerns.rules import require_concern
from services.forums.concerns.views import ConcernStatus
from services.forums.restating import restate
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

_NOTHING_AGREED = {ConcernStatus.ACCEPTED, ConcernStatus.REOPENED, ConcernStatus.IN_PLAN}


async def agree(write: Write, draft: ActionDraft, mandate: Mandate) -> int:
    """Record what is to be done about a concern, which stands so from that day on."""
    require_past(draft.agreed_on, "agreed_on")
    if draft.due_on < draft.agreed_on:
        raise Invalid("due-before", "This is due before it is agreed.", field="due_on")
    concern = await require_concern(write, draft.concern_id, mandate, "concern_id")
    stands = await handling.take_up(write, concern.id, concern.forum_id, "concern_id")
    action = Action(**draft.model_dump(), forum_id=concern.forum_id, recorded_by=write.caller)
    write.session.add(action)
    await write.session.flush()
    write.trail("action.agreed", action.id, forum=action.forum_id)
    if stands in _NOTHING_AGREED:
        agreed = ConcernStatus.ACTION_AGREED
        await handling.advance(write, concern.id, concern.forum_id, agreed, draft.agreed_on, "agreed_on")
    return action.id


async def end(write: Write, id: int, draft: ActionEndingDraft, mandate: Mandate) -> int:
    """Record that an action ended. What follows for the concern, the forum says."""
    action = await facts.hold(write, ACTION, Action, id, mandate)
    require_past(draft.ended_on, "ended_on")
    if draft.ended_on < action.agreed_on:
        raise Invalid("ended-before-agreed", "The action was agreed after this day.", field="ended_on")
    before = Conflict("action-ended", "That this action ended is recorded.")
    async with judged(write, {"uq_action_ends_standing": before}):
        write.session.add(ActionEnd(**draft.model_dump(), action_id=id, recorded_by=write.caller))
    write.trail("action.ended", id, forum=action.forum_id, outcome=draft.result)
    return id


async def undo(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back that an action ended, which was recorded in error."""
    action = await facts.hold(write, ACTION, Action, id, mandate)
    standing = select(ActionEnd).where(col(ActionEnd.action_id) == id, col(ActionEnd.voided_at).is_(None))
    ended = (await write.session.exec(standing)).first()
    if ended is None:
        raise Conflict("action-not-ended", "That this action ended is not recorded.")
    await restate(write, [ended], [], reason)
    write.trail("action.reopened", id, forum=action.forum_id)
    return id
