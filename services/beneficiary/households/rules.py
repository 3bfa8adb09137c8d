"""What may happen to households and memberships, one at a time: a household is formed, people join it, leave it and
move, and what was wrong is voided. What happens to a household as a whole stands in `rearranging`."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from services.beneficiary.households import reads
from services.beneficiary.households.reads import HOUSEHOLD, MEMBERSHIP
from services.beneficiary.households.restating import hold, restate, since, until, verdicts
from services.beneficiary.households.tables import Household, Membership
from services.beneficiary.households.views import HouseholdDraft, LeavingDraft, MembershipDraft, MoveDraft, Relation
from services.beneficiary.people import births
from services.beneficiary.people import reads as people
from services.beneficiary.people.rules import require_born
from services.beneficiary.people.tables import Particulars
from shared import facts, recording
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound, already_voided, nothing_here
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def form(write: Write, draft: HouseholdDraft, mandate: Mandate) -> int:
    """Record a household where it lives."""
    mandate.require_place(draft.place, "place")
    household = Household(place=draft.place, recorded_by=write.caller)
    await recording.record(write, [household])
    write.trail("household.formed", household.id)
    return household.id


async def join(write: Write, draft: MembershipDraft, mandate: Mandate) -> int:
    """Record that a person lives in a household for a time; a person lives in one household at a time."""
    require_past(draft.joined_on, "joined_on")
    if draft.left_on is not None:
        _require_later(draft.left_on, draft.joined_on, "left_on")
        require_past(draft.left_on, "left_on")
    await require_household(write, draft.household_id, mandate)
    await require_receiving(write, draft.household_id, draft.left_on, "household_id")
    person_id = await people.person_id(await write.reader(), draft.person, mandate, "person")
    await require_born(write, person_id, draft.joined_on, "joined_on")
    membership = Membership(
        **draft.model_dump(exclude={"person"}),
        person_id=person_id,
        recorded_by=write.caller,
    )
    await keep(write, [membership])
    return membership.id


def member(household_id: int, stated: Particulars, relation: Relation, joined_on: date, caller: str) -> Membership:
    """The time in a household, without an end, of somebody who was registered just now."""
    require_past(joined_on, "joined_on")
    births.require_born(births.born(stated.birth_date, stated.birth_precision), joined_on, "joined_on")
    return Membership(
        household_id=household_id,
        person_id=stated.person_id,
        relation=relation,
        joined_on=joined_on,
        recorded_by=caller,
    )


async def keep(write: Write, memberships: Sequence[Membership]) -> None:
    """Record memberships, all in one statement, with the trail of each; refused as the database judges them."""
    async with judged(write, verdicts("joined_on", "relation")):
        await recording.record(write, memberships)
    for membership in memberships:
        write.trail(
            "membership.recorded", membership.id, household=membership.household_id, person=membership.person_id
        )


async def leave(write: Write, id: int, draft: LeavingDraft, mandate: Mandate) -> int:
    """End a membership on the day from which on the person lives there no more."""
    await find(await write.reader(), MEMBERSHIP, id, mandate)
    require_past(draft.left_on, "left_on")
    membership = await _lasting(write, id, draft.left_on, "left_on")
    await hold(write, membership.household_id, alone=False)
    [ended] = until(membership, draft.left_on, write.caller)
    await restate(write, [membership], [ended], {})
    write.trail("membership.ended", ended.id, household=ended.household_id, person=ended.person_id)
    return ended.id


async def move(write: Write, id: int, draft: MoveDraft, mandate: Mandate) -> int:
    """Let a person live in another household from a day on.

    Whoever covers the person and the new household may do it, wherever the old one lies: where one has lived until
    then is one's own.
    """
    require_past(draft.on, "on")
    membership = await write.session.get(Membership, id)
    if membership is None or not await people.is_within(await write.reader(), membership.person_id, mandate):
        raise nothing_here()
    await _lasting(write, id, draft.on, "on")
    if draft.household_id == membership.household_id:
        raise Invalid("same-household", "This is the same household.", field="household_id")
    await hold(write, membership.household_id, draft.household_id, alone=False)
    await require_household(write, draft.household_id, mandate)
    await require_receiving(write, draft.household_id, None, "household_id")
    moved = since(membership, draft.on, write.caller, relation=draft.relation, household_id=draft.household_id)
    remains = until(membership, draft.on, write.caller)
    await restate(write, [membership], [*remains, moved], verdicts("on", "relation"))
    write.trail("membership.moved", moved.id, household=moved.household_id, person=moved.person_id)
    return moved.id


async def _lasting(write: Write, id: int, until: date, field: str) -> Membership:
    """A membership without an end, which is to end on a day after the one on which it began."""
    membership = await write.session.get_one(Membership, id)
    if membership.voided_at is not None:
        raise already_voided()
    if membership.left_on is not None:
        raise Conflict("membership-ended", "This membership has ended.", field=field)
    _require_later(until, membership.joined_on, field)
    return membership


def _require_later(left_on: date, joined_on: date, field: str) -> None:
    if left_on <= joined_on:
        raise Invalid("left-before-joining", "A member leaves after the day of joining.", field=field)


async def require_household(write: Write, id: int, mandate: Mandate, field: str = "household_id") -> None:
    """Refuse a household that the caller states and that does not stand; hold it until this write ends."""
    household = await write.session.get(Household, id, with_for_update={"read": True})
    if household is None or household.voided_at is not None or not mandate.covers_place(household.place):
        raise NotFound("unknown-household", "There is no such household.", field=field)


async def require_receiving(write: Write, id: int, until: date | None, field: str) -> None:
    """Refuse a household, which is held, that is part of another one before a time in it has ended."""
    merged_on = await reads.merged_on(await write.reader(), id)
    if merged_on is not None and (until is None or until > merged_on):
        raise Conflict("household-merged", "This household is part of another one since.", field=field)


async def void_household(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a household that nobody is a member of."""
    await find(await write.reader(), HOUSEHOLD, id, mandate)
    await hold(write, id, alone=True)
    member = select(Membership.id).where(col(Membership.household_id) == id, col(Membership.voided_at).is_(None))
    if (await write.session.exec(member.limit(1))).first() is not None:
        raise Conflict("household-has-members", "Void the memberships first.")
    await facts.void(write, HOUSEHOLD, id, reason, mandate)
    return id
