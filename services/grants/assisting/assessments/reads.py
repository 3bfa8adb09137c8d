"""Assessments within a mandate; the person stays out of every view."""

from services.grants.assisting.assessments.tables import Assessment
from services.grants.assisting.assessments.views import ASSESSMENTS, AssessmentView
from shared.database import Reader
from shared.facts import Source
from shared.mandate import Subject

ASSESSMENT = Source(
    "assessment",
    ASSESSMENTS,
    Assessment,
    AssessmentView,
    joins="LEFT JOIN assessment_visits AS visit ON visit.assessment_id = fact.id",
    place="fact.place",
    project="fact.project",
    person="fact.person_id",
    columns={
        "visited": "visit.visited",
        "visited_on": "visit.visited_on",
        "found": "visit.found",
        "verified_by": "visit.recorded_by",
    },
)

WAITS = "visit.assessment_id IS NULL AND fact.recorded_by <> {}"
"""SQL: somebody may verify it, who did not record it."""


async def of_person(reader: Reader, phase_id: int, whose: Subject) -> int | None:
    """The number of somebody's assessment for a phase, under whichever of their ids; none if there is none."""
    id: int | None = await reader.fetchval(
        "SELECT id FROM assessments WHERE phase_id = $1 AND person_id = ANY ($2) AND voided_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        phase_id,
        whose.cluster,
    )
    return id


async def is_listed(reader: Reader, id: int) -> bool:
    """Whether an assessment has somebody on a selection list that stands."""
    listed: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM candidates AS candidate JOIN selections AS selection"
        " ON selection.id = candidate.selection_id WHERE candidate.assessment_id = $1"
        " AND candidate.voided_at IS NULL AND selection.voided_at IS NULL)",
        id,
    )
    return listed
