"""What may happen to a phase: it is recorded for a project, and voided while nothing is recorded of it."""

from datetime import date

from services.grants.assisting.phases import reads
from services.grants.assisting.phases.reads import PHASE
from services.grants.assisting.phases.tables import Phase
from services.grants.assisting.phases.views import PhaseDraft
from services.grants.funding.projects.rules import require_standing
from shared import facts
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def record(write: Write, draft: PhaseDraft, mandate: Mandate) -> int:
    """Record a phase of a project that stands."""
    mandate.require_country()
    if draft.ends_on < draft.starts_on:
        raise Invalid("ends-before-start", "The last day is not before the first.", field="ends_on")
    project = await require_standing(write, draft.project, mandate)
    if draft.starts_on < project.starts_on:
        raise Invalid("before-project", "The project starts after this day.", field="starts_on")
    phase = Phase(**draft.model_dump(), recorded_by=write.caller)
    taken = Conflict("phase-already", "The project has a phase of this number.", field="number")
    async with judged(write, {"uq_phases_standing": taken}):
        write.session.add(phase)
    write.trail("phase.recorded", phase.id, project=phase.project)
    return phase.id


async def hold(write: Write, id: int, mandate: Mandate) -> Phase:
    """A standing phase of the caller's projects, held until this write ends; others may hold it beside."""
    phase = await write.session.get(Phase, id, with_for_update={"read": True}, populate_existing=True)
    if phase is None or phase.voided_at is not None:
        raise NotFound("unknown-phase", "There is no such phase.", field="phase_id")
    mandate.require_project(phase.project, "phase_id")
    return phase


def require_within(phase: Phase, day: date, field: str) -> None:
    """Refuse a day that does not lie in the phase."""
    if not phase.starts_on <= day <= phase.ends_on:
        raise Invalid("outside-the-phase", "This day does not lie in the phase.", field=field)


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a phase of which nothing stands."""
    mandate.require_country()
    await find(await write.reader(), PHASE, id, mandate)
    await write.session.get(Phase, id, with_for_update=True)
    if await reads.is_used(await write.reader(), id):
        raise Conflict("phase-in-use", "Void what is recorded of the phase first.")
    return await facts.void(write, PHASE, id, reason, mandate)
