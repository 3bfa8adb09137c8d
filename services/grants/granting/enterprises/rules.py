"""What may happen to an enterprise: it is recorded with its owners, and voided while it has no award."""

from datetime import date

from services.grants.granting.doubles import raising
from services.grants.granting.enterprises import forms, reads
from services.grants.granting.enterprises.reads import ENTERPRISE
from services.grants.granting.enterprises.tables import Enterprise
from services.grants.granting.enterprises.views import Declared, EnterpriseDraft
from services.grants.granting.owners import rules as owners
from shared import facts
from shared.days import today
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write


async def record(write: Write, draft: EnterpriseDraft, mandate: Mandate) -> int:
    """Record an enterprise and whose it is; whichever others state the same are raised for an officer to look at."""
    mandate.require_place(draft.place, "place")
    require_sound(draft, today())
    people = owners.named(draft.owners, mandate)
    enterprise = Enterprise(
        **draft.model_dump(exclude={"owners"}),
        registry_form=forms.registry_form(draft.registry_number),
        legal_name_form=forms.legal_name_form(draft.legal_name),
        recorded_by=write.caller,
    )
    write.session.add(enterprise)
    await write.session.flush()
    write.trail("enterprise.recorded", enterprise.id)
    await owners.state(write, enterprise.id, draft.owners, people)
    await raising.look(write, enterprise.id)
    return enterprise.id


def require_sound(stated: Declared, on: date) -> None:
    """Refuse what cannot be true of an enterprise on a day."""
    if stated.founded is not None and stated.founded > on.year:
        raise Invalid("in-the-future", "This year has not come yet.", field="founded")
    if (stated.revenue is None) != (stated.currency is None):
        raise Invalid("currency-missing", "Revenue goes with its currency.", field="currency")
    if stated.revenue is not None and stated.currency is not None:
        require_granular(stated.revenue, stated.currency, "revenue")


async def require_enterprise(write: Write, id: int, mandate: Mandate) -> Enterprise:
    """Refuse an enterprise that the caller states and that does not stand; hold it until this write ends."""
    enterprise = await write.session.get(Enterprise, id, with_for_update={"read": True})
    if enterprise is None or enterprise.voided_at is not None or not mandate.covers_place(enterprise.place):
        raise NotFound("unknown-enterprise", "There is no such enterprise.", field="enterprise_id")
    return enterprise


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an enterprise that has no award."""
    await find(await write.reader(), ENTERPRISE, id, mandate)
    await write.session.get(Enterprise, id, with_for_update=True)
    if await reads.has_awards(await write.reader(), id):
        raise Conflict("enterprise-has-awards", "Void the awards first.")
    if await reads.has_applications(await write.reader(), id):
        raise Conflict("enterprise-has-applications", "Void, reject or withdraw its applications first.")
    await facts.void(write, ENTERPRISE, id, reason, mandate)
    await owners.void_all(write, id, reason)
    return id
