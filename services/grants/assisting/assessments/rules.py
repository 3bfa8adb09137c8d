"""What may happen to an assessment: it is recorded and scored, verified by somebody else, corrected, and voided while
nobody stands on a selection list by it.

Whoever changes an assessment or lists somebody by it holds it first.
"""

from typing import Any

from services.grants.assisting.assessments import reads
from services.grants.assisting.assessments.reads import ASSESSMENT
from services.grants.assisting.assessments.scoring import score
from services.grants.assisting.assessments.tables import Assessment, AssessmentVisit
from services.grants.assisting.assessments.views import AnswersDraft, AssessmentDraft, AssessmentVisitDraft
from services.grants.assisting.phases import rules as phases
from services.grants.assisting.phases.views import NeedsScoring
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def record(write: Write, draft: AssessmentDraft, mandate: Mandate) -> int:
    """Record what a person whom the mandate names answered, and the points for it."""
    mandate.require_place(draft.place, "place")
    person = mandate.require_subject(draft.person, "person")
    phase = await phases.hold(write, draft.phase_id, mandate)
    if phase.scoring is None:
        raise Conflict("selects-not-by-list", "This phase does not select by list.", field="phase_id")
    if await reads.of_person(await write.reader(), phase.id, person) is not None:
        raise _assessed_already()
    whose: dict[str, Any] = {"phase_id": phase.id, "project": phase.project, "place": draft.place}
    who: dict[str, Any] = {"person_id": person.person_id, "household_id": person.household_id}
    return await _keep(write, Assessment(**whose, **who, **_answered(write, draft, phase.scoring)))


async def correct(write: Write, id: int, draft: AnswersDraft, mandate: Mandate) -> int:
    """Record what was answered instead: what was recorded before is voided, and somebody looks anew."""
    old = await _unlisted(write, id, mandate)
    whose: dict[str, Any] = old.model_dump(include={"phase_id", "project", "place", "person_id", "household_id"})
    new = Assessment(**whose, **_answered(write, draft, old.scoring))
    await facts.void(write, ASSESSMENT, id, VoidReason.CORRECTED, mandate)
    return await _keep(write, new)


async def verify(write: Write, id: int, draft: AssessmentVisitDraft, mandate: Mandate) -> int:
    """Record what somebody found who went and looked, once, and who did not record what was answered."""
    assessment = await facts.hold(write, ASSESSMENT, Assessment, id, mandate)
    require_past(draft.visited_on, "visited_on")
    if draft.visited_on < assessment.assessed_on:
        raise Invalid("before-the-answers", "It is looked after it was answered.", field="visited_on")
    verdicts = {
        "pk_assessment_visits": Conflict("verified-already", "Somebody has looked at this before."),
        "ck_assessment_visits_by_another": Forbidden(
            "same-person", "Another person than the one who recorded it verifies it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(
            AssessmentVisit(
                assessment_id=id,
                assessed_by=assessment.recorded_by,
                **draft.model_dump(),
                recorded_by=write.caller,
            )
        )
    write.trail("assessment.verified", id, found=draft.found)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void what was recorded in error."""
    await _unlisted(write, id, mandate)
    return await facts.void(write, ASSESSMENT, id, reason, mandate)


async def _unlisted(write: Write, id: int, mandate: Mandate) -> Assessment:
    assessment = await facts.hold(write, ASSESSMENT, Assessment, id, mandate)
    if await reads.is_listed(await write.reader(), id):
        raise Conflict("assessment-listed", "Somebody is on a selection list by this.")
    return assessment


async def _keep(write: Write, assessment: Assessment) -> int:
    async with judged(write, {"uq_assessments_standing": _assessed_already()}):
        write.session.add(assessment)
    write.trail("assessment.recorded", assessment.id, project=assessment.project, person=assessment.person_id)
    return assessment.id


def _answered(write: Write, draft: AnswersDraft, version: NeedsScoring) -> dict[str, Any]:
    """What is kept of answers and their points."""
    require_past(draft.assessed_on, "assessed_on")
    if draft.dependants + draft.earners > draft.household_size:
        raise Invalid("more-than-the-household", "These are more than live in the household.", field="dependants")
    given = score(draft, version)
    answers = draft.model_dump(include=set(AnswersDraft.model_fields))
    points = {"needs": given.needs, "skills": given.skills, "score": given.total}
    parts = [part.model_dump(mode="json") for part in given.parts]
    return {**answers, **points, "scoring": version, "parts": parts, "recorded_by": write.caller}


def _assessed_already() -> Conflict:
    return Conflict("assessed-already", "This person is assessed for the phase: correct that.", field="person")
