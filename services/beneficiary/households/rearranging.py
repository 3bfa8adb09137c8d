"""What may happen to a household as a whole: it has another head, some of it live on their own, it joins another one.

Everybody's relation is to the head, so whoever changes the head says what everybody is to the new one. Each change is
of those who live there on its day and goes before nothing that is recorded of a later day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select, update

from services.beneficiary.households.reads import HOUSEHOLD, members_from
from services.beneficiary.households.restating import hold, like, now, restate, since, until, verdicts
from services.beneficiary.households.rules import form, require_household, require_receiving
from services.beneficiary.households.tables import Membership, Merger
from services.beneficiary.households.views import (
    HeadDraft,
    HouseholdDraft,
    HouseholdMergeDraft,
    MemberDraft,
    Relation,
    SplitDraft,
)
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write


@dataclass(frozen=True)
class Members:
    """Who lives in a household on a day, by registration number.

    Somebody who was registered twice lives there under each number: it is the first membership that counts.
    """

    memberships: Mapping[str, list[Membership]]
    numbers: Mapping[str, str]
    """By every number of theirs the one that goes on."""

    def number(self, stated: str, field: str) -> str:
        """The number that goes on for a number that is stated; refused for whoever does not live there."""
        if stated not in self.numbers:
            raise NotFound("not-a-member", "Nobody with this number lives in the household on that day.", field=field)
        return self.numbers[stated]

    def related(self, relations: Mapping[str, Relation]) -> list[tuple[Membership, Relation]]:
        """The memberships of those who are named, and what each is from now on. Nobody is head twice."""
        return [
            (membership, Relation.OTHER_RELATIVE if again and relation is Relation.HEAD else relation)
            for number, relation in relations.items()
            for again, membership in enumerate(self.memberships[number])
        ]


async def change_head(write: Write, id: int, draft: HeadDraft, mandate: Mandate) -> int:
    """Let somebody who lives in a household be its head from a day on, and everybody else be related to them."""
    members = await _household(write, id, draft.on, mandate)
    head = members.number(draft.person, "person")
    membership, *_ = members.memberships[head]
    if membership.relation is Relation.HEAD:
        raise Conflict("head-already", "This person is the head of the household already.", field="person")
    relations = _related(members, draft.relations, "relations")
    if head in relations or Relation.HEAD in relations.values():
        raise _one_head("relations")
    relations[head] = Relation.HEAD
    _require_everybody(members, relations)
    write.trail("household.head_changed", id, person=membership.person_id)
    changed = [(old, relation) for old, relation in members.related(relations) if old.relation is not relation]
    remain = [part for old, _ in changed for part in until(old, draft.on, write.caller)]
    follow = [since(old, draft.on, write.caller, relation=relation) for old, relation in changed]
    await restate(write, (old for old, _ in changed), remain + follow, {})
    for membership in follow:
        write.trail("membership.related", membership.id, household=membership.household_id, person=membership.person_id)
    return id


async def split(write: Write, id: int, draft: SplitDraft, mandate: Mandate) -> int:
    """Let some who live in a household, or all, live in a new one from a day on, with a head of its own.

    A household that returns as a whole leaves an empty one behind. Whether the new one is displaced is not taken from
    the old one: it may live elsewhere now, and its status is stated for it.
    """
    members = await _household(write, id, draft.on, mandate)
    relations = _related(members, draft.members, "members")
    if list(relations.values()).count(Relation.HEAD) != 1:
        raise _one_head("members")
    leaving = members.related(relations)
    _require_earlier(leaving, draft.on)
    household_id = await form(write, HouseholdDraft(place=draft.place), mandate)
    write.trail("household.split", id, household=household_id)
    await _move(write, leaving, draft.on, household_id)
    return household_id


async def merge(write: Write, id: int, draft: HouseholdMergeDraft, mandate: Mandate) -> int:
    """Let a household be part of another one from a day on: whoever lives in it lives there; it takes nobody any more.

    Two households cannot be part of each other, however many stand between: what is merged away receives nothing.
    """
    members = await _household(write, id, draft.on, mandate, draft.into)
    if draft.into == id:
        raise Invalid("same-household", "This is the same household.", field="into")
    await require_household(write, draft.into, mandate, "into")
    await require_receiving(write, id, None, "id")
    await require_receiving(write, draft.into, None, "into")
    await _members(write, draft.into, draft.on)
    relations = _related(members, draft.relations, "relations")
    _require_everybody(members, relations)
    coming = members.related(relations)
    _require_earlier(coming, draft.on)
    merger = Merger(household_id=id, into_id=draft.into, merged_on=draft.on, recorded_by=write.caller)
    merger.recorded_at = await now(write)
    write.session.add(merger)
    write.trail("household.merged", id, household=merger.into_id)
    await _move(write, coming, draft.on, draft.into, merger.recorded_at)
    return draft.into


async def unmerge(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void that a household became part of another one: whoever came with it lives in it as before, as if they had
    never moved. Refused where one of them has moved on since, left, or become something else."""
    await find(await write.reader(), HOUSEHOLD, id, mandate)
    merger = await _merger(write, id)
    await hold(write, id, merger.into_id, alone=True)
    await require_household(write, merger.into_id, mandate, "id")
    if await _merger(write, id) is not merger:
        raise _not_merged()
    of_both = select(Membership).where(col(Membership.household_id).in_([id, merger.into_id]))
    moved = (await write.session.exec(of_both.where(col(Membership.recorded_at) == merger.recorded_at))).all()
    if any(membership.voided_at is not None for membership in moved):
        raise Conflict("later-recorded", "Something that happened in the household later is recorded.")
    before = (await write.session.exec(of_both.where(col(Membership.voided_at) == merger.recorded_at))).all()
    at = await now(write)
    await write.session.execute(
        update(Merger)
        .where(col(Merger.id) == merger.id)
        .values(voided_at=at, voided_by=write.caller, void_reason=reason)
        .execution_options(synchronize_session=False)
    )
    write.trail("household.unmerged", id, household=merger.into_id, reason=reason)
    back = [like(membership, write.caller) for membership in before]
    await restate(write, moved, back, {}, at)
    for membership in back:
        write.trail("membership.moved", membership.id, household=membership.household_id, person=membership.person_id)
    return id


async def _merger(write: Write, id: int) -> Merger:
    """That a household is part of another one now."""
    standing = select(Merger).where(col(Merger.household_id) == id, col(Merger.voided_at).is_(None))
    merger = (await write.session.exec(standing)).first()
    if merger is None:
        raise _not_merged()
    return merger


def _not_merged() -> Conflict:
    return Conflict("not-merged", "This household is no part of another one.")


async def _household(write: Write, id: int, on: date, mandate: Mandate, *others: int) -> Members:
    """Who lives on a day in the household that a request is about, which is held, with others, from everybody else."""
    await find(await write.reader(), HOUSEHOLD, id, mandate)
    require_past(on, "on")
    held = await hold(write, id, *others, alone=True)
    if held[id].voided_at is not None:
        raise already_voided()
    return await _members(write, id, on)


async def _members(write: Write, household_id: int, on: date) -> Members:
    """Who lives in a household on a day; refused if somebody came to it, or to be something else there, later."""
    found = await members_from(await write.reader(), household_id, on)
    wanted = select(Membership).where(col(Membership.id).in_([id for id, _, _ in found]))
    by_id = {membership.id: membership for membership in await write.session.exec(wanted)}
    if any(membership.joined_on > on for membership in by_id.values()):
        raise Conflict("later-recorded", "Something that happened in the household later is recorded.", field="on")
    memberships: dict[str, list[Membership]] = {}
    for id, number, _ in found:
        memberships.setdefault(number, []).append(by_id[id])
    return Members(memberships, {each: number for _, number, numbers in found for each in numbers})


def _related(members: Members, named: list[MemberDraft], field: str) -> dict[str, Relation]:
    """What each who is named is to the head; all of them live there, and each is named once."""
    relations: dict[str, Relation] = {}
    for place, draft in enumerate(named):
        number = members.number(draft.person, f"{field}.{place}.person")
        if number in relations:
            raise Invalid("named-twice", "This person is named twice.", field=f"{field}.{place}.person")
        relations[number] = draft.relation
    return relations


def _require_everybody(members: Members, relations: Mapping[str, Relation]) -> None:
    if relations.keys() != members.memberships.keys():
        raise Invalid("relation-missing", "Say of everybody who lives there what they are.", field="relations")


def _require_earlier(leaving: list[tuple[Membership, Relation]], on: date) -> None:
    if any(membership.joined_on >= on for membership, _ in leaving):
        raise Invalid("left-before-joining", "A member leaves after the day of joining.", field="on")


def _one_head(field: str) -> Invalid:
    return Invalid("one-head", "A household has one head.", field=field)


async def _move(
    write: Write,
    leaving: list[tuple[Membership, Relation]],
    on: date,
    household_id: int,
    at: datetime | None = None,
) -> None:
    """Let members live in another household from a day on, so related to its head."""
    remain = [part for membership, _ in leaving for part in until(membership, on, write.caller)]
    moved = [
        since(membership, on, write.caller, relation=relation, household_id=household_id)
        for membership, relation in leaving
    ]
    await restate(write, (membership for membership, _ in leaving), remain + moved, verdicts("on", "relations"), at)
    for membership in moved:
        write.trail("membership.moved", membership.id, household=household_id, person=membership.person_id)
