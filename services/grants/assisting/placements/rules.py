"""What may happen to a placement: it begins at a host employer under assistance of its kind, ends once, and is voided
where it was recorded in error."""

from services.grants.assisting.assistances.rules import require_assistance, require_going_on
from services.grants.assisting.assistances.views import Modality
from services.grants.assisting.placements.reads import PLACEMENT
from services.grants.assisting.placements.tables import Placement, PlacementEnd
from services.grants.assisting.placements.views import PlacementDraft, PlacementEndDraft
from services.grants.granting.enterprises.rules import require_enterprise
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.money import require_payable
from shared.write import Write, judged

_AT_AN_EMPLOYER = (Modality.ON_THE_JOB_TRAINING, Modality.JOB_PLACEMENT)


async def place(write: Write, draft: PlacementDraft, mandate: Mandate) -> int:
    """Record that somebody works at a host employer, for no more than was approved."""
    if (draft.enterprise_id is None) == (draft.host is None):
        raise Invalid("one-host", "A host is an enterprise or an employer by name.", field="enterprise_id")
    assistance = await require_assistance(write, draft.assistance_id, mandate)
    if assistance.modality not in _AT_AN_EMPLOYER:
        raise Conflict("other-modality", "This is for no work at an employer.", field="assistance_id")
    if draft.starts_on < assistance.approved_on:
        raise Invalid("starts-before-approval", "Nothing starts before it is approved.", field="starts_on")
    await require_going_on(await write.reader(), assistance.id, "starts_on", draft.starts_on)
    if draft.enterprise_id is not None:
        await require_enterprise(write, draft.enterprise_id, mandate)
    if draft.stipend is not None:
        require_payable(draft.stipend, assistance.currency, "stipend")
        if draft.stipend * draft.months > assistance.amount:
            raise Conflict("above-assistance", "With this they are paid more than was approved.", field="stipend")
    placement = Placement(**draft.model_dump(), recorded_by=write.caller)
    placed = Conflict("placed-already", "They are placed at an employer.", field="assistance_id")
    async with judged(write, {"uq_placements_standing": placed}):
        write.session.add(placement)
    write.trail("placement.begun", placement.id, assistance=placement.assistance_id)
    return placement.id


async def end(write: Write, id: int, draft: PlacementEndDraft, mandate: Mandate) -> int:
    """Record how a placement ended."""
    require_past(draft.ended_on, "ended_on")
    placement = await facts.hold(write, PLACEMENT, Placement, id, mandate)
    if draft.ended_on < placement.starts_on:
        raise Invalid("ends-before-it-starts", "This does not end before it starts.", field="ended_on")
    ended = Conflict("ended-already", "This has ended.")
    async with judged(write, {"pk_placement_ends": ended}):
        write.session.add(PlacementEnd(**draft.model_dump(), placement_id=id, recorded_by=write.caller))
    write.trail("placement.ended", id)
    return id
