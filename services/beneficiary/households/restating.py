"""Memberships that give way to others at one moment, so that nobody is seen in two households or in none between."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlmodel import col

from services.beneficiary.households.tables import Household, Membership
from services.beneficiary.households.views import Relation
from shared.errors import Conflict, DomainError, already_voided
from shared.views import VoidReason
from shared.write import Write, judged


def verdicts(day: str, relation: str) -> Mapping[str, DomainError]:
    """What the database's refusals mean where these fields state a day and a relation."""
    return {
        "ex_memberships_one_at_a_time": Conflict(
            "already-in-a-household", "The person lives in a household at that time already.", field=day
        ),
        "ex_memberships_one_head": headed_already(relation),
    }


def headed_already(relation: str = "relation") -> Conflict:
    """What is said of a head beside another one, where this field states what somebody is."""
    return Conflict("already-headed", "The household has a head at that time already.", field=relation)


async def hold(write: Write, *ids: int, alone: bool) -> dict[int, Household]:
    """Households that this write is about, held until it ends: from all who change one as a whole and, `alone`, from
    all who write about its members. Always in one order, so that no two writes wait for each other."""
    wanted = select(Household).where(col(Household.id).in_(ids)).order_by(col(Household.id))
    held = wanted.with_for_update(read=not alone).execution_options(populate_existing=True)
    return {household.id: household for household in (await write.session.execute(held)).scalars()}


def until(membership: Membership, on: date, by: str) -> list[Membership]:
    """What remains of a time that ends on a day; nothing of one that would have begun on it."""
    return [like(membership, by, left_on=on)] if membership.joined_on < on else []


def since(
    membership: Membership, on: date, by: str, *, relation: Relation, household_id: int | None = None
) -> Membership:
    """What follows from a day on, in the same household or another one, for as long as the time that ended."""
    home = membership.household_id if household_id is None else household_id
    return like(membership, by, joined_on=on, relation=relation, household_id=home)


def like(membership: Membership, by: str, **changes: object) -> Membership:
    """The same time in a household, recorded anew, but for what changes of it."""
    kept = membership.model_dump(include={"household_id", "person_id", "relation", "joined_on", "left_on"})
    return Membership(**{**kept, **changes}, recorded_by=by)


async def now(write: Write) -> datetime:
    """The moment at which what is written now is recorded."""
    moment: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    return moment


async def restate(
    write: Write,
    old: Iterable[Membership],
    new: list[Membership],
    verdicts: Mapping[str, DomainError],
    at: datetime | None = None,
) -> None:
    """Void memberships and record what holds instead, `at` one moment; refused where somebody has voided one of them
    meanwhile."""
    given_way = [membership.id for membership in old]
    at = at or await now(write)
    voided = await write.session.execute(
        update(Membership)
        .where(col(Membership.id).in_(given_way), col(Membership.voided_at).is_(None))
        .values(voided_at=at, voided_by=write.caller, void_reason=VoidReason.CORRECTED)
        .returning(col(Membership.id))
        .execution_options(synchronize_session=False)
    )
    if len(voided.all()) < len(given_way):
        raise already_voided()
    for membership in new:
        membership.recorded_at = at
    async with judged(write, verdicts):
        write.session.add_all(new)
