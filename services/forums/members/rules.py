"""What may happen to a seat: somebody takes it for a time; what was wrong is voided and recorded anew."""

from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.forums.tables import Forum
from services.forums.members import reads
from services.forums.members.reads import MEMBER
from services.forums.members.tables import Member
from services.forums.members.views import MemberDraft
from shared import facts
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
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
    write.trail("member.seated", member.id, forum=member.forum_id)
    return member.id


async def require_member(write: Write, id: int, mandate: Mandate, field: str, *, forum_id: int | None = None) -> Member:
    """The member whom the caller states, of a certain forum if that is stated, held until this write ends; refused
    where the seat does not stand or lies out of reach."""
    unknown = NotFound("unknown-member", "There is no such member.", field=field)
    member = await write.session.get(Member, id, with_for_update={"read": True}, populate_existing=True)
    if member is None or member.voided_at is not None or forum_id not in {None, member.forum_id}:
        raise unknown
    forum = await write.session.get_one(Forum, member.forum_id)
    if not mandate.covers_place(forum.place):
        raise unknown
    mandate.require_project(forum.project or "", field)
    return member


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void the seat of somebody who does not lead the forum."""
    await find(await write.reader(), MEMBER, id, mandate)
    await write.session.get(Member, id, with_for_update=True)
    if await reads.leads(await write.reader(), id):
        raise Conflict("member-leads", "End the member's term first.")
    return await facts.void(write, MEMBER, id, reason, mandate)
