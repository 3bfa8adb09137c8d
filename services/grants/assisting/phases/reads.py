"""Phases within a mandate: a phase is everywhere, like its project."""

from services.grants.assisting.phases.tables import Phase
from services.grants.assisting.phases.views import PHASES, PhaseView
from shared.database import Reader
from shared.facts import Source

PHASE = Source("phase", PHASES, Phase, PhaseView, project="fact.project")


async def is_used(reader: Reader, id: int) -> bool:
    """Whether an assistance, an assessment or a selection list of the phase stands."""
    used: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM assistances WHERE phase_id = $1 AND voided_at IS NULL)"
        " OR EXISTS (SELECT FROM assessments WHERE phase_id = $1 AND voided_at IS NULL)"
        " OR EXISTS (SELECT FROM selections WHERE phase_id = $1 AND voided_at IS NULL)",
        id,
    )
    return used
