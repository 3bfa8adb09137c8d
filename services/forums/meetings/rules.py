"""What may happen to meetings: one is scheduled, held with so many of the forum's members, or called off."""

from collections import Counter
from datetime import date

from sqlmodel import col, select

from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.forums.tables import Forum
from services.forums.meetings.reads import MEETING
from services.forums.meetings.tables import Attendees, Holding, Meeting
from services.forums.meetings.views import HoldingDraft, MeetingDraft, MeetingKind
from services.forums.members import reads as members
from services.forums.members.views import MemberRole, SeatsView, Sex
from services.forums.restating import restate
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

_MINUTED = "SELECT EXISTS (SELECT FROM minutes WHERE meeting_id = $1 AND voided_at IS NULL)"
_VOTELESS = MemberRole.PROGRAMME_FACILITATOR


async def schedule(write: Write, draft: MeetingDraft, mandate: Mandate) -> int:
    """Record that a forum is to meet."""
    forum = await require_forum(write, draft.forum_id, mandate)
    await _require_there(write, forum, draft.scheduled_on, "scheduled_on")
    meeting = Meeting(**draft.model_dump(), recorded_by=write.caller)
    twice = Conflict("meeting-that-day", "A meeting of this kind is scheduled for this day.", field="scheduled_on")
    async with judged(write, {"uq_meetings_a_day": twice}):
        write.session.add(meeting)
    write.trail("meeting.scheduled", meeting.id, forum=meeting.forum_id)
    return meeting.id


async def hold(write: Write, id: int, draft: HoldingDraft, mandate: Mandate) -> int:
    """Record that a meeting was held, and how many of the forum's members were there."""
    meeting = await facts.hold(write, MEETING, Meeting, id, mandate)
    require_past(draft.held_on, "held_on")
    forum = await write.session.get_one(Forum, meeting.forum_id, with_for_update={"read": True})
    await _require_there(write, forum, draft.held_on, "held_on")
    seats = await members.seated(await write.reader(), meeting.forum_id, draft.held_on)
    _require_members(draft, meeting.kind, seats)
    holding = Holding(
        meeting_id=id,
        held_on=draft.held_on,
        members=sum(seat.seats for seat in seats),
        present=sum(each.people for each in draft.attendance),
        voting_members=sum(seat.seats for seat in seats if seat.role is not _VOTELESS),
        voting_present=sum(each.people for each in draft.attendance if each.role is not _VOTELESS),
        recorded_by=write.caller,
    )
    before = Conflict("meeting-held", "That this meeting was held is recorded.")
    async with judged(write, {"uq_holdings_standing": before}):
        write.session.add(holding)
    write.session.add_all(Attendees(**each.model_dump(), holding_id=holding.id) for each in draft.attendance)
    await write.session.flush()
    write.trail("meeting.held", id, forum=meeting.forum_id)
    return id


async def undo(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back that a meeting was held, which was recorded in error."""
    meeting = await facts.hold(write, MEETING, Meeting, id, mandate)
    standing = select(Holding).where(col(Holding.meeting_id) == id, col(Holding.voided_at).is_(None))
    held = (await write.session.exec(standing)).first()
    if held is None:
        raise Conflict("meeting-not-held", "That this meeting was held is not recorded.")
    if await (await write.reader()).fetchval(_MINUTED, id):
        raise Conflict("meeting-has-minutes", "Void its minutes first.")
    await restate(write, [held], [], reason)
    write.trail("meeting.reopened", meeting.id, forum=meeting.forum_id)
    return id


async def call_off(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a meeting that was not held."""
    await facts.hold(write, MEETING, Meeting, id, mandate)
    if await _was_held(write, id):
        raise Conflict("meeting-held", "That this meeting was held is recorded.")
    return await facts.void(write, MEETING, id, reason, mandate)


async def require_held(write: Write, id: int, mandate: Mandate, field: str) -> Meeting:
    """The meeting that the caller states, which was held and stays so until this write ends; refused where it does not
    stand or lies out of reach."""
    unknown = NotFound("unknown-meeting", "There is no such meeting.", field=field)
    meeting = await write.session.get(Meeting, id, with_for_update={"read": True}, populate_existing=True)
    if meeting is None or meeting.voided_at is not None:
        raise unknown
    forum = await write.session.get_one(Forum, meeting.forum_id)
    if not mandate.covers_place(forum.place):
        raise unknown
    mandate.require_project(forum.project or "", field)
    if not await _was_held(write, id):
        raise Conflict("meeting-not-held", "That this meeting was held is not recorded.", field=field)
    return meeting


async def _was_held(write: Write, id: int) -> bool:
    held: bool = await (await write.reader()).fetchval(
        "SELECT EXISTS (SELECT FROM holdings WHERE meeting_id = $1 AND voided_at IS NULL)", id
    )
    return held


async def _require_there(write: Write, forum: Forum, day: date, field: str) -> None:
    """Refuse a day on which the forum is not there yet, or is no more."""
    if day < forum.established_on:
        raise Invalid("before-establishment", "The forum was established after this day.", field=field)
    await require_not_closed(write, forum.id, day, field)


def _require_members(draft: HoldingDraft, kind: MeetingKind, seats: list[SeatsView]) -> None:
    """Refuse more people of a role and sex than sit in the forum as such, and men at a session for women.

    Ages are those of joining, and members grow older: they are not compared.
    """
    free: Counter[tuple[MemberRole, Sex]] = Counter()
    for seat in seats:
        free[seat.role, seat.sex] += seat.seats
    there: Counter[tuple[MemberRole, Sex]] = Counter()
    for number, each in enumerate(draft.attendance):
        if kind is MeetingKind.WOMEN and each.sex is Sex.MALE:
            raise Invalid(
                "not-among-women", "At a session for women no man is counted.", field=f"attendance.{number}.sex"
            )
        there[each.role, each.sex] += each.people
        if there[each.role, each.sex] > free[each.role, each.sex]:
            raise Invalid(
                "more-than-members",
                "{seats} such members sat in the forum on this day.",
                field=f"attendance.{number}.people",
                seats=free[each.role, each.sex],
            )
