"""What may happen to livelihood assistance: it is approved for a person, and voided while nothing is paid."""

from services.grants.assistances import reads
from services.grants.assistances.reads import ASSISTANCE
from services.grants.assistances.tables import Assistance
from services.grants.assistances.views import AssistanceDraft
from services.grants.projects.rules import require_project
from shared import facts
from shared.errors import Conflict
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write


async def approve(write: Write, draft: AssistanceDraft, mandate: Mandate) -> int:
    """Record assistance that was approved for a person whom the mandate names."""
    mandate.require_place(draft.place, "place")
    require_granular(draft.amount, draft.currency, "amount")
    person_id = mandate.require_subject(draft.recipient, "recipient").person_id
    await require_project(write, draft.project, draft.approved_on, mandate)
    assistance = Assistance(**draft.model_dump(exclude={"recipient"}), person_id=person_id, recorded_by=write.caller)
    write.session.add(assistance)
    await write.session.flush()
    await write.trail("assistance.approved", assistance.id, project=assistance.project, person=person_id)
    return assistance.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void assistance of which nothing is paid."""
    await find(await write.reader(), ASSISTANCE, id, mandate)
    await write.session.get(Assistance, id, with_for_update=True)
    if await reads.has_payments(await write.reader(), id):
        raise Conflict("assistance-has-payments", "Void the payments first.")
    await facts.void(write, ASSISTANCE, id, reason, mandate)
    return id
