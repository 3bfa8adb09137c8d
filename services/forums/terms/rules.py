"""What may happen to terms: somebody is appointed, or elected, and leads until the term ends."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.members.rules import require_member
from services.forums.members.tables import Member
from services.forums.members.views import OFFICIALS
from services.forums.restating import restate
from services.forums.terms.reads import TERM
from services.forums.terms.tables import Term
from services.forums.terms.views import Seat, TermDraft, TermEndingDraft
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def appoint(write: Write, draft: TermDraft, mandate: Mandate) -> int:
    """Record that a member leads a forum without an election."""
    require_past(draft.begins_on, "begins_on")
    require_later(draft.ends_on, draft.begins_on)
    member = await require_member(write, draft.member_id, mandate, "member_id")
    await require_forum(write, member.forum_id, mandate)
    require_able(member, draft.seat, draft.begins_on, "member_id")
    term = Term(**draft.model_dump(), forum_id=member.forum_id, recorded_by=write.caller)
    await keep(write, [term], "begins_on")
    return term.id


def require_seated(member: Member, day: date, field: str) -> None:
    """Refuse who does not sit in the forum on a day."""
    if not member.joined_on <= day or (member.left_on is not None and member.left_on <= day):
        raise Invalid("not-a-member-then", "The member does not sit in the forum on this day.", field=field)


def require_able(member: Member, seat: Seat, day: date, field: str) -> None:
    """Refuse who does not sit in the forum on the day on which a term begins, and an official at its head."""
    require_seated(member, day, field)
    if seat is Seat.HEAD and member.role in OFFICIALS:
        raise Invalid("head-from-community", "The head of a forum comes from the community.", field=field)


def require_later(ends_on: date | None, begins_on: date) -> None:
    """Refuse a term that ends before it has begun."""
    if ends_on is not None and ends_on <= begins_on:
        raise Invalid("ends-before-it-begins", "A term ends after the day on which it begins.", field="ends_on")


async def keep(write: Write, terms: Sequence[Term], field: str) -> None:
    """Record terms in a forum, which is held; refused where a seat is taken at that time, a member leads already, or a
    term would last on when the forum is closed."""
    for term in terms:
        last = date.max if term.ends_on is None else term.ends_on - timedelta(days=1)
        await require_not_closed(write, term.forum_id, last, field)
    taken = Conflict("seat-taken", "Somebody holds this seat at that time already.", field=field)
    verdicts = {f"ex_terms_{seat}": taken for seat in Seat}
    leads = Conflict("leads-already", "The member holds a seat at that time already.", field=field)
    async with judged(write, {**verdicts, "ex_terms_one_seat": leads}):
        write.session.add_all(terms)
    for term in terms:
        write.trail("term.begun", term.id, forum=term.forum_id)


async def end(write: Write, id: int, draft: TermEndingDraft, mandate: Mandate) -> int:
    """End a term on a day on which it lasted."""
    await find(await write.reader(), TERM, id, mandate)
    require_past(draft.ends_on, "ends_on")
    election_id = (await write.session.get_one(Term, id)).election_id
    if election_id is not None:  # held before the term, as whoever voids it does, who else would miss the term anew
        await (await write.reader()).fetchval("SELECT id FROM elections WHERE id = $1 FOR SHARE", election_id)
    term = await write.session.get_one(Term, id, with_for_update=True, populate_existing=True)
    if term.voided_at is not None:
        raise already_voided()
    require_later(draft.ends_on, term.begins_on)
    if term.ending is not None or (term.ends_on is not None and term.ends_on < draft.ends_on):
        raise Conflict("term-over", "The term had ended by this day.", field="ends_on")
    kept = term.model_dump(include={"forum_id", "member_id", "election_id", "seat", "begins_on"})
    ended = Term(**kept, **draft.model_dump(), recorded_by=write.caller)
    await restate(write, [term], [ended])
    await write.session.flush()
    write.trail("term.ended", ended.id, forum=ended.forum_id)
    return ended.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void the term of somebody who was never appointed; what follows from an election goes with that."""
    await find(await write.reader(), TERM, id, mandate)
    if (await write.session.get_one(Term, id)).election_id is not None:
        raise Conflict("term-of-an-election", "Void the election, or end the term.")
    return await facts.void(write, TERM, id, reason, mandate)
