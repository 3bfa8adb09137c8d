"""What may happen to elections: one is held, and who was elected leads from that day on; or it is voided with that."""

from sqlmodel import col, select

from services.forums.elections.reads import ELECTION
from services.forums.elections.tables import Candidate, Election
from services.forums.elections.views import ElectionDraft
from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.members.rules import require_member
from services.forums.members.views import OFFICIALS
from services.forums.restating import restate
from services.forums.terms import rules as terms
from services.forums.terms.tables import Term
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def hold(write: Write, draft: ElectionDraft, mandate: Mandate) -> int:
    """Record an election, with the terms of those who were elected."""
    require_past(draft.held_on, "held_on")
    if draft.terms_end_on is not None and draft.terms_end_on <= draft.held_on:
        raise Invalid("ends-before-it-begins", "A term ends after the day on which it begins.", field="terms_end_on")
    forum = await require_forum(write, draft.forum_id, mandate)
    await require_not_closed(write, forum.id, draft.held_on, "held_on")
    await _require_electable(write, draft, mandate)
    election = Election(**draft.model_dump(exclude={"candidates"}), recorded_by=write.caller)
    twice = Conflict("elected-that-day", "An election of the forum on this day is recorded.", field="held_on")
    async with judged(write, {"uq_elections_a_day": twice}):
        write.session.add(election)
    for candidate in draft.candidates:
        stood = Candidate(**candidate.model_dump(), election_id=election.id, voters=election.voters)
        write.session.add(stood)
    await write.session.flush()
    write.trail("election.held", election.id, forum=election.forum_id)
    elected = [
        Term(
            forum_id=forum.id,
            member_id=candidate.member_id,
            election_id=election.id,
            seat=candidate.elected_as,
            begins_on=draft.held_on,
            ends_on=draft.terms_end_on,
            recorded_by=write.caller,
        )
        for candidate in draft.candidates
        if candidate.elected_as is not None
    ]
    await terms.keep(write, elected, "candidates")
    return election.id


async def _require_electable(write: Write, draft: ElectionDraft, mandate: Mandate) -> None:
    """Refuse candidates who are not members of the forum on the day, or come from an office, and votes of nobody."""
    for number, candidate in enumerate(draft.candidates):
        at = f"candidates.{number}"
        member = await require_member(write, candidate.member_id, mandate, f"{at}.member_id", forum_id=draft.forum_id)
        if member.role in OFFICIALS:
            raise Invalid(
                "from-an-office", "Who sits in a forum for an office is not elected.", field=f"{at}.member_id"
            )
        terms.require_seated(member, draft.held_on, f"{at}.member_id")
        if candidate.votes > draft.voters:
            raise Invalid("more-votes-than-voters", "There are more votes than people who voted.", field=f"{at}.votes")


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an election that was not held so, with the terms that follow from it."""
    await find(await write.reader(), ELECTION, id, mandate)
    await facts.void(write, ELECTION, id, reason, mandate)
    followed = select(Term).where(col(Term.election_id) == id, col(Term.voided_at).is_(None))
    terms_of_it = (await write.session.exec(followed.with_for_update())).all()
    await restate(write, terms_of_it, [], reason)
    for term in terms_of_it:
        write.trail("term.voided", term.id, forum=term.forum_id)
    return id
