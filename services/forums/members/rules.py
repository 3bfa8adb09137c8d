"""What may happen to a seat: somebody takes it for a time; what was wrong is voided and recorded anew."""

from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.members.tables import Member
from services.forums.members.views import MemberDraft
from shared.errors import Invalid
from shared.mandate import Mandate
from shared.write import Write


async def seat(write: Write, draft: MemberDraft, mandate: Mandate) -> int:
    """Record that somebody sits in a forum for a time."""
    if draft.left_on is not None and draft.left_on <= draft.joined_on:
        raise Invalid("left-before-joining", "A member leaves after the day of joining.", field="left_on")
    forum = await require_forum(write, draft.forum_id, mandate)
    if draft.joined_on < forum.established_on:
        raise Invalid("before-establishment", "The forum was established after this day.", field="joined_on")
    await require_not_closed(write, forum.id, draft.joined_on, "joined_on")
    member = Member(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(member)
    await write.session.flush()
    await write.trail("member.seated", member.id, forum=member.forum_id)
    return member.id
