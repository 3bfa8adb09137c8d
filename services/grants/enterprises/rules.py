"""What may happen to an enterprise: it is recorded, and voided while it has no award."""

from services.grants.enterprises import reads
from services.grants.enterprises.reads import ENTERPRISE
from services.grants.enterprises.tables import Enterprise
from services.grants.enterprises.views import EnterpriseDraft
from shared import facts
from shared.errors import Conflict, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write


async def record(write: Write, draft: EnterpriseDraft, mandate: Mandate) -> int:
    """Record an enterprise."""
    mandate.require_place(draft.place, "place")
    enterprise = Enterprise(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(enterprise)
    await write.session.flush()
    await write.trail("enterprise.recorded", enterprise.id)
    return enterprise.id


async def require_enterprise(write: Write, id: int, mandate: Mandate) -> None:
    """Refuse an enterprise that the caller states and that does not stand; hold it until this write ends."""
    enterprise = await write.session.get(Enterprise, id, with_for_update={"read": True})
    if enterprise is None or enterprise.voided_at is not None or not mandate.covers_place(enterprise.place):
        raise NotFound("unknown-enterprise", "There is no such enterprise.", field="enterprise_id")


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an enterprise that has no award."""
    await find(await write.reader(), ENTERPRISE, id, mandate)
    await write.session.get(Enterprise, id, with_for_update=True)
    if await reads.has_awards(await write.reader(), id):
        raise Conflict("enterprise-has-awards", "Void the awards first.")
    await facts.void(write, ENTERPRISE, id, reason, mandate)
    return id
