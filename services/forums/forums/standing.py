"""What becomes of a forum by and by: it is active, rests and closes, and what it goes by is stated anew.

A status that was stated in error is taken back, the latest one first.
"""

from sqlmodel import col, select

from services.forums.forums.reads import is_led, met_since, worked_since
from services.forums.forums.rules import hold
from services.forums.forums.tables import Charter, Forum, Status
from services.forums.forums.views import CharterDraft, ForumStatus, StatusDraft
from services.forums.restating import restate
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

_VERDICTS = {
    "statuses_closed": Conflict("forum-closed", "The forum is closed.", field="since"),
    "statuses_in_order": Invalid("status-before-last", "The last change lies on this day or after it.", field="since"),
    "statuses_other": Conflict("same-status", "The forum is in this status already."),
    "statuses_rests": Conflict("forum-not-active", "Only an active forum can rest."),
}


async def activate(write: Write, id: int, draft: StatusDraft, mandate: Mandate) -> int:
    """Say that a forum has formed, or is awake again."""
    return await _become(write, id, ForumStatus.ACTIVE, draft, mandate)


async def rest(write: Write, id: int, draft: StatusDraft, mandate: Mandate) -> int:
    """Say that an active forum does not meet for the time being."""
    return await _become(write, id, ForumStatus.DORMANT, draft, mandate)


async def close(write: Write, id: int, draft: StatusDraft, mandate: Mandate) -> int:
    """Say that a forum is no more from a day on, on which it did nothing and nobody leads it, nor since."""
    forum = await hold(write, id, mandate)
    reader = await write.reader()
    if await met_since(reader, forum.id, draft.since):
        raise Conflict("forum-met-since", "The forum met on this day or after it.", field="since")
    if await worked_since(reader, forum.id, draft.since):
        raise Conflict(
            "forum-worked-since",
            "On this day or after it the forum elected, adopted a plan, or heard a concern.",
            field="since",
        )
    if await is_led(reader, forum.id, draft.since):
        raise Conflict("forum-led-since", "Somebody leads the forum on this day or after it.", field="since")
    return await _become(write, id, ForumStatus.CLOSED, draft, mandate)


async def _become(write: Write, id: int, status: ForumStatus, draft: StatusDraft, mandate: Mandate) -> int:
    forum = await hold(write, id, mandate)
    _require_established(forum, draft)
    async with judged(write, _VERDICTS):
        write.session.add(Status(forum_id=id, status=status, since=draft.since, recorded_by=write.caller))
    write.trail("forum.changed", id, status=status)
    return id


async def undo(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back the latest status of a forum, which was stated in error."""
    await hold(write, id, mandate)
    standing = select(Status).where(col(Status.forum_id) == id, col(Status.voided_at).is_(None))
    last = (await write.session.exec(standing.order_by(col(Status.since).desc()).limit(1))).first()
    if last is None:
        raise Conflict("nothing-to-undo", "No status of the forum was stated.")
    await restate(write, [last], [], reason)
    write.trail("forum.changed_back", id, status=last.status)
    return id


async def charter(write: Write, id: int, draft: CharterDraft, mandate: Mandate) -> int:
    """State what a forum goes by from a day on; what was stated of that very day is corrected."""
    forum = await hold(write, id, mandate)
    _require_established(forum, draft)
    for number, place in enumerate(draft.catchment):
        if not place.startswith(forum.place):
            raise Invalid("outside-forum", "A forum serves places within its own.", field=f"catchment.{number}")
    earlier = select(Charter).where(
        col(Charter.forum_id) == id, col(Charter.since) == draft.since, col(Charter.voided_at).is_(None)
    )
    stated = Charter(**draft.model_dump(), forum_id=id, recorded_by=write.caller)
    await restate(write, (await write.session.exec(earlier)).all(), [stated])
    await write.session.flush()
    write.trail("forum.chartered", id)
    return id


def _require_established(forum: Forum, draft: StatusDraft | CharterDraft) -> None:
    if draft.since < forum.established_on:
        raise Invalid("before-establishment", "The forum was established after this day.", field="since")
    require_past(draft.since, "since")
