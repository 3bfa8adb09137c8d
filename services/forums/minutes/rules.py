"""What may happen to minutes: an item is written down, and somebody else may release its text."""

from services.forums import releasing
from services.forums.guard.views import ReleaseDraft
from services.forums.meetings.rules import require_held
from services.forums.minutes.reads import MINUTE
from services.forums.minutes.tables import Minute, MinuteRelease
from services.forums.minutes.views import MinuteDraft
from shared.facts import find
from shared.mandate import Mandate
from shared.write import Write


async def write_down(write: Write, draft: MinuteDraft, mandate: Mandate) -> int:
    """Record one item of the minutes of a meeting that was held."""
    meeting = await require_held(write, draft.meeting_id, mandate, "meeting_id")
    minute = Minute(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(minute)
    await write.session.flush()
    write.trail("minute.written", minute.id, forum=meeting.forum_id, meeting=minute.meeting_id)
    return minute.id


async def release(write: Write, id: int, draft: ReleaseDraft, mandate: Mandate) -> int:
    """Release the text of an item that somebody else wrote."""
    await find(await write.reader(), MINUTE, id, mandate)
    minute = await write.session.get_one(Minute, id, with_for_update={"read": True})
    made = MinuteRelease(minute_id=id, written_by=minute.recorded_by, recorded_by=write.caller)
    await releasing.release(write, minute, made, draft.despite)
    write.trail("minute.released", id)
    return id
