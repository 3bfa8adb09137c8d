"""What may happen to a household: it is formed, people join it for a time, and what was wrong is voided."""

from sqlmodel import col, select

from services.beneficiary.households.reads import HOUSEHOLD
from services.beneficiary.households.tables import Household, Membership
from services.beneficiary.households.views import HouseholdDraft, MembershipDraft
from services.beneficiary.people import reads as people
from shared import facts
from shared.database import judged
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write


async def form(write: Write, draft: HouseholdDraft, mandate: Mandate) -> int:
    """Record a household where it lives."""
    mandate.require_place(draft.place, "place")
    household = Household(place=draft.place, recorded_by=write.caller)
    write.session.add(household)
    await write.session.flush()
    await write.trail("household.formed", household.id)
    return household.id


async def join(write: Write, draft: MembershipDraft, mandate: Mandate) -> int:
    """Record that a person lives in a household for a time; a person lives in one household at a time."""
    if draft.left_on is not None and draft.left_on <= draft.joined_on:
        raise Invalid("left-before-joining", "A member leaves after the day of joining.", field="left_on")
    await require_household(write, draft.household_id, mandate)
    membership = Membership(
        household_id=draft.household_id,
        person_id=await people.person_id(await write.reader(), draft.person, mandate, "person"),
        relation=draft.relation,
        joined_on=draft.joined_on,
        left_on=draft.left_on,
        recorded_by=write.caller,
    )
    elsewhere = Conflict(
        "already-in-a-household", "The person lives in a household at that time already.", field="joined_on"
    )
    async with judged(write.session, {"ex_memberships_one_at_a_time": elsewhere}):
        write.session.add(membership)
    await write.trail("membership.recorded", membership.id, household=draft.household_id, person=membership.person_id)
    return membership.id


async def require_household(write: Write, id: int, mandate: Mandate) -> None:
    """Refuse a household that the caller states and that does not stand; hold it until this write ends."""
    household = await write.session.get(Household, id, with_for_update={"read": True})
    if household is None or household.voided_at is not None or not mandate.covers_place(household.place):
        raise NotFound("unknown-household", "There is no such household.", field="household_id")


async def void_household(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a household that nobody is a member of."""
    await find(await write.reader(), HOUSEHOLD, id, mandate)
    await write.session.get(Household, id, with_for_update=True)
    member = select(Membership.id).where(col(Membership.household_id) == id, col(Membership.voided_at).is_(None))
    if (await write.session.exec(member.limit(1))).first() is not None:
        raise Conflict("household-has-members", "Void the memberships first.")
    await facts.void(write, HOUSEHOLD, id, reason, mandate)
    return id
