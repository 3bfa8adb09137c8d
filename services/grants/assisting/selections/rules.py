"""What may happen to a selection list: it is made, people are put on it and taken off, and who made it closes it.

Whoever writes about a list holds it, so that of two at once the second sees what the first did. What follows when it is
closed stands in `deciding`.
"""

from services.grants.assisting.assessments import reads as assessments
from services.grants.assisting.assessments.tables import Assessment, AssessmentVisit
from services.grants.assisting.assessments.views import AsStated
from services.grants.assisting.phases import rules as phases
from services.grants.assisting.selections import reads
from services.grants.assisting.selections.reads import CANDIDATE, ON, ORDERS, SELECTION
from services.grants.assisting.selections.tables import Candidate, Selection, SelectionClosing
from services.grants.assisting.selections.views import MOST_CANDIDATES, CandidateDraft, SelectionDraft
from shared import facts
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.mandate import Mandate, Subject
from shared.views import VoidReason
from shared.write import Write, judged

_RANK = f"""
INSERT INTO candidate_ranks (candidate_id, selection_id, rank)
SELECT candidate.id, candidate.selection_id, row_number() OVER (ORDER BY {{order}}) {ON}
"""


async def make(write: Write, draft: SelectionDraft, mandate: Mandate) -> int:
    """Begin a list of a phase that selects by list."""
    mandate.require_place(draft.place, "place")
    phase = await phases.hold(write, draft.phase_id, mandate)
    if phase.scoring is None:
        raise Conflict("selects-not-by-list", "This phase does not select by list.", field="phase_id")
    selection = Selection(**draft.model_dump(), project=phase.project, recorded_by=write.caller)
    made = Conflict("selection-already", "There is a list of this phase for this place.", field="place")
    async with judged(write, {"uq_selections_standing": made}):
        write.session.add(selection)
    write.trail("selection.made", selection.id, phase=selection.phase_id, project=selection.project)
    return selection.id


async def put_on(write: Write, draft: CandidateDraft, mandate: Mandate) -> int:
    """Put somebody on a list, by their assessment for its phase, which somebody verified."""
    person = mandate.require_subject(draft.person, "person")
    selection = await hold(write, draft.selection_id, mandate)
    reader = await write.reader()
    if await reads.is_closed(reader, selection.id):
        raise _closed()
    if await reads.many(reader, selection.id) >= MOST_CANDIDATES:
        raise Conflict("list-full", "A list has {most} people at the most.", field="selection_id", most=MOST_CANDIDATES)
    if await reads.stands_on(reader, selection.id, person):
        raise _listed_already()
    assessment = await _verified(write, selection, person)
    candidate = Candidate(
        selection_id=selection.id,
        phase_id=selection.phase_id,
        assessment_id=assessment.id,
        person_id=assessment.person_id,
        household_id=person.household_id,
        recorded_by=write.caller,
    )
    verdicts = dict.fromkeys(("uq_candidates_person", "uq_candidates_household"), _listed_already())
    async with judged(write, verdicts | {"candidate_on_open_list": _closed()}):
        write.session.add(candidate)
    write.trail("candidate.listed", candidate.id, selection=candidate.selection_id, person=candidate.person_id)
    return candidate.id


async def _verified(write: Write, selection: Selection, person: Subject) -> Assessment:
    """Somebody's assessment for the phase of a list and for its place, held as it is."""
    id = await assessments.of_person(await write.reader(), selection.phase_id, person)
    unknown = Conflict("not-assessed", "This person is not assessed for the phase.", field="person")
    if id is None:
        raise unknown
    assessment = await write.session.get_one(Assessment, id, with_for_update={"read": True}, populate_existing=True)
    if assessment.voided_at is not None:
        raise unknown
    visit = await write.session.get(AssessmentVisit, id)
    if visit is None or visit.found is not AsStated.AS_STATED:
        raise Conflict("not-verified", "Nobody has found it as this person answered.", field="person")
    if not assessment.place.startswith(selection.place):
        raise Invalid("other-place", "This person is assessed for another place.", field="person")
    return assessment


async def take_off(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take somebody off a list that is open."""
    candidate = (await facts.find(await write.reader(), CANDIDATE, id, mandate)).view
    assert candidate.selection_id is not None
    await hold(write, candidate.selection_id, mandate)
    if await reads.is_closed(await write.reader(), candidate.selection_id):
        raise _closed()
    return await facts.void(write, CANDIDATE, id, reason, mandate)


async def close(write: Write, id: int, mandate: Mandate) -> int:
    """Close a list that one has made, which fixes in which order people stand on it."""
    selection = await facts.hold(write, SELECTION, Selection, id, mandate)
    reader = await write.reader()
    if await reads.many(reader, id) == 0:
        raise Conflict("nobody-listed", "Nobody is on this list.")
    verdicts = {
        "pk_selection_closings": Conflict("closed-before", "This list was closed before."),
        "ck_selection_closings_by_its_maker": Forbidden("not-its-maker", "Who made the list closes it."),
    }
    async with judged(write, verdicts):
        write.session.add(SelectionClosing(selection_id=id, made_by=selection.recorded_by, recorded_by=write.caller))
    await (await write.reader()).fetch(_RANK.format(order=ORDERS[selection.rule]), id)
    write.trail("selection.closed", id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a list by which nothing was given."""
    await facts.hold(write, SELECTION, Selection, id, mandate)
    if await reads.is_given(await write.reader(), id):
        raise Conflict("selection-given", "Void first what was given to those on the list.")
    return await facts.void(write, SELECTION, id, reason, mandate)


async def hold(
    write: Write, id: int, mandate: Mandate, field: str = "selection_id", *, alone: bool = True
) -> Selection:
    """A list that stands and that the mandate reaches, held so that nobody else writes about it meanwhile; not `alone`,
    so that nobody changes it."""
    selection = await write.session.get(Selection, id, with_for_update={"read": not alone}, populate_existing=True)
    if selection is None or selection.voided_at is not None or not mandate.covers_place(selection.place):
        raise NotFound("unknown-selection", "There is no such list.", field=field)
    mandate.require_project(selection.project, field)
    return selection


def _closed() -> Conflict:
    return Conflict("list-closed", "This list is closed.")


def _listed_already() -> Conflict:
    return Conflict("listed-already", "This household is on the list.", field="person")
