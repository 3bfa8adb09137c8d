"""What may happen to an award: it is approved once for an enterprise in a project, and voided while nothing is paid."""

from services.grants.awards import reads
from services.grants.awards.reads import AWARD
from services.grants.awards.tables import Award
from services.grants.awards.views import AwardDraft
from services.grants.enterprises.rules import require_enterprise
from services.grants.projects.rules import require_project
from shared import facts
from shared.database import judged
from shared.errors import Conflict
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write


async def approve(write: Write, draft: AwardDraft, mandate: Mandate) -> int:
    """Record an award that was approved; an enterprise has one in a project."""
    mandate.require_place(draft.place, "place")
    require_granular(draft.amount, draft.currency, "amount")
    await require_enterprise(write, draft.enterprise_id, mandate)
    await require_project(write, draft.project, draft.approved_on, mandate)
    award = Award(**draft.model_dump(), recorded_by=write.caller)
    twice = Conflict("already-awarded", "The enterprise has an award in this project.", field="enterprise_id")
    async with judged(write.session, {"uq_awards_standing": twice}):
        write.session.add(award)
    await write.trail("award.approved", award.id, enterprise=award.enterprise_id, project=award.project)
    return award.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an award of which nothing is paid."""
    await find(await write.reader(), AWARD, id, mandate)
    await write.session.get(Award, id, with_for_update=True)
    if await reads.has_payments(await write.reader(), id):
        raise Conflict("award-has-payments", "Void the payments first.")
    await facts.void(write, AWARD, id, reason, mandate)
    return id
