"""What becomes of a list that is closed: somebody else than who made it decides, those who were selected lapse, the
next of the reserve move up, and something is approved for whoever holds a place.
"""

from services.grants.assisting.selections import reads
from services.grants.assisting.selections.reads import CANDIDATE, LAST_OPINION, SELECTION
from services.grants.assisting.selections.rules import hold
from services.grants.assisting.selections.tables import (
    Candidate,
    CandidateLapse,
    CandidateOutcome,
    CandidateReplacement,
    Selection,
    SelectionDecision,
)
from services.grants.assisting.selections.views import DecisionDraft, SelectionOutcome, SelectionReason
from shared import facts
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.mandate import Mandate, Subject
from shared.write import Write, judged

_DECIDE = f"""
WITH judged AS (
    SELECT ranked.candidate_id, ranked.rank, said.validation_id, said.opinion, aside.reason AS aside,
        said.opinion = 'confirmed' AND aside.reason IS NULL AS fits
    FROM candidate_ranks AS ranked {LAST_OPINION.format(candidate="ranked.candidate_id")}
    LEFT JOIN unnest($2::int[], $3::text[]) AS aside (candidate_id, reason)
        ON aside.candidate_id = ranked.candidate_id
    WHERE ranked.selection_id = $1
),
placed AS (SELECT judged.*, count(*) FILTER (WHERE fits) OVER (ORDER BY rank) AS place FROM judged)
INSERT INTO candidate_outcomes (candidate_id, selection_id, validation_id, opinion, outcome, reason)
SELECT candidate_id, $1, validation_id, opinion,
    CASE WHEN NOT fits THEN 'not_selected' WHEN place <= $4 THEN 'selected' ELSE 'reserve' END,
    CASE WHEN aside IS NOT NULL THEN aside WHEN NOT fits THEN opinion
        WHEN place <= $4 THEN 'within_places' ELSE 'beyond_places' END
FROM placed
"""  # noqa: S608 - no value in it


async def decide(write: Write, id: int, draft: DecisionDraft, mandate: Mandate) -> int:
    """Decide on a list of which the community has said something of everybody; what it comes to follows."""
    selection = await facts.hold(write, SELECTION, Selection, id, mandate)
    reader = await write.reader()
    if not await reads.is_closed(reader, id):
        raise Conflict("list-open", "This list is not closed.")
    if not await reads.is_heard(reader, id):
        raise Conflict("not-validated", "The community has not said something of everybody on the list.")
    aside = await _set_aside(write, id, draft)
    verdicts = {
        "pk_selection_decisions": Conflict("decided-already", "Somebody has decided on this list."),
        "ck_selection_decisions_by_another": Forbidden(
            "same-person", "Another person than the one who made the list decides on it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(SelectionDecision(selection_id=id, made_by=selection.recorded_by, recorded_by=write.caller))
    set_aside = list(aside), list(aside.values())
    await (await write.reader()).fetch(_DECIDE, id, *set_aside, selection.places)
    write.trail("selection.decided", id)
    return id


async def _set_aside(write: Write, id: int, draft: DecisionDraft) -> dict[int, SelectionReason]:
    """Why who is set aside, each of whom stands on the list and is named once."""
    on_it = set(await reads.ranked(await write.reader(), id))
    aside: dict[int, SelectionReason] = {}
    for place, each in enumerate(draft.set_aside):
        field = f"set_aside.{place}.candidate_id"
        if each.candidate_id not in on_it:
            raise NotFound("unknown-candidate", "There is no such candidate.", field=field)
        if each.candidate_id in aside:
            raise Invalid("named-twice", "This candidate is named twice.", field=field)
        aside[each.candidate_id] = each.reason
    return aside


async def lapse(write: Write, id: int, reason: SelectionReason, mandate: Mandate) -> int:
    """State that somebody who was selected, or stood in reserve, does not any more; nothing was given to them."""
    decided = await _decided(write, id, mandate)
    if decided.outcome is SelectionOutcome.NOT_SELECTED:
        raise Conflict("not-selected", "This candidate is not selected.")
    verdicts = {
        "pk_candidate_lapses": Conflict("lapsed-already", "This candidate has lapsed before."),
        "candidate_lapses_unassisted": Conflict("candidate-assisted", "Void first what was given to this candidate."),
    }
    of = decided.model_dump(include={"candidate_id", "selection_id", "outcome"})
    async with judged(write, verdicts):
        write.session.add(CandidateLapse(**of, reason=reason, recorded_by=write.caller))
    write.trail("candidate.lapsed", id, selection=decided.selection_id, reason=reason)
    return id


async def replace(write: Write, id: int, mandate: Mandate) -> int:
    """Let the next of the reserve move up in the place of somebody who lapsed; gives the number of who does."""
    decided = await _decided(write, id, mandate)
    reader = await write.reader()
    if not await reads.held_a_place(reader, id):
        raise Conflict("no-place-left", "This candidate has left no place.")
    next = await reads.next_of_reserve(reader, decided.selection_id)
    if next is None:
        raise Conflict("nobody-in-reserve", "Nobody is in reserve any more.")
    replaced = Conflict("replaced-already", "Somebody has moved up in this place.")
    moved = CandidateReplacement(
        candidate_id=next, selection_id=decided.selection_id, in_place_of=id, recorded_by=write.caller
    )
    async with judged(write, {"uq_candidate_replacements_in_place_of": replaced}):
        write.session.add(moved)
    write.trail("candidate.moved_up", moved.candidate_id, selection=moved.selection_id, candidate=moved.in_place_of)
    return moved.candidate_id


async def require_selected(write: Write, id: int, phase_id: int, person: Subject, mandate: Mandate) -> Candidate:
    """Somebody who holds a place on a list of a phase, and is the person named, under whichever of their ids; the list
    is held as it is."""
    unknown = NotFound("unknown-candidate", "There is no such candidate.", field="candidate_id")
    candidate = await write.session.get(Candidate, id)
    if candidate is None or candidate.phase_id != phase_id:
        raise unknown
    try:
        await hold(write, candidate.selection_id, mandate, "candidate_id", alone=False)
    except NotFound:
        raise unknown from None
    if candidate.person_id not in person.cluster:
        raise Invalid("other-person", "The candidate is somebody else.", field="candidate_id")
    if not await reads.holds_place(await write.reader(), id):
        raise not_selected()
    return candidate


def not_selected() -> Conflict:
    """What is said of somebody for whom nothing can be approved."""
    return Conflict("not-selected", "This candidate is not selected.", field="candidate_id")


async def _decided(write: Write, id: int, mandate: Mandate) -> CandidateOutcome:
    """What was decided of a candidate, whose list is held."""
    candidate = (await facts.find(await write.reader(), CANDIDATE, id, mandate)).view
    assert candidate.selection_id is not None
    await hold(write, candidate.selection_id, mandate)
    decided = await write.session.get(CandidateOutcome, id, populate_existing=True)
    if decided is None:
        raise Conflict("not-decided", "Nobody has decided on this list.")
    return decided
