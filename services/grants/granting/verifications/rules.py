"""What may happen to a verification: somebody else than who recorded the enterprise visits it and says what they found,
as often as it is visited; nothing that was declared changes."""

from services.grants.granting.enterprises.rules import require_enterprise, require_sound
from services.grants.granting.enterprises.views import DECLARED
from services.grants.granting.verifications.tables import Verification
from services.grants.granting.verifications.views import VerificationDraft
from shared.days import require_past
from shared.errors import Forbidden, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged


async def record(write: Write, draft: VerificationDraft, mandate: Mandate) -> int:
    """Record what the caller found in an enterprise."""
    require_past(draft.visited_on, "visited_on")
    require_sound(draft, draft.visited_on)
    if draft.place is not None:
        mandate.require_place(draft.place, "place")
    if not draft.model_dump(include=set(DECLARED), exclude_none=True):
        raise Invalid("nothing-found", "A visit finds something: say at least one thing as it is there.")
    enterprise = await require_enterprise(write, draft.enterprise_id, mandate)
    verification = Verification(**draft.model_dump(), declared_by=enterprise.recorded_by, recorded_by=write.caller)
    own = Forbidden("same-person", "Another person than the one who recorded the enterprise verifies it.")
    async with judged(write, {"ck_verifications_by_another": own}):
        write.session.add(verification)
    write.trail("verification.recorded", verification.id, enterprise=verification.enterprise_id)
    return verification.id
