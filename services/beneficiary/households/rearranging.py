"""What may happen to a household as a whole: it has another head, some of it live on their own, it joins another one.

Everybody's relation is to the head, so whoever changes the head says what everybody is to the new one. Each change is
of those who live there on its day and goes before nothing that is recorded of a later day.
"""

from datetime import date

from sqlmodel import col, select

from services.beneficiary.households.reads import HOUSEHOLD
from services.beneficiary.households.restating import hold, restate, since, until, verdicts
from services.beneficiary.households.rules import form, require_household, require_receiving
from services.beneficiary.households.tables import Membership, Merger
from services.beneficiary.households.views import (
    HeadDraft,
    HouseholdDraft,
    MemberDraft,
    MergeDraft,
    Relation,
    SplitDraft,
)
from services.beneficiary.people.tables import Person
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.write import Write

Members = dict[str, Membership]
"""Who lives in a household on a day, by registration number."""


async def change_head(write: Write, id: int, draft: HeadDraft, mandate: Mandate) -> int:
    """Let somebody who lives in a household be its head from a day on, and everybody else be related to them."""
    members = await _household(write, id, draft.on, mandate)
    if draft.person not in members:
        raise _not_a_member("person")
    if members[draft.person].relation is Relation.HEAD:
        raise Conflict("head-already", "This person is the head of the household already.", field="person")
    relations = _related(members, draft.relations, "relations")
    if draft.person in relations or Relation.HEAD in relations.values():
        raise _one_head("relations")
    relations[draft.person] = Relation.HEAD
    _require_everybody(members, relations)
    changed = {number: relation for number, relation in relations.items() if relation != members[number].relation}
    remain = [part for number in changed for part in until(members[number], draft.on, write.caller)]
    follow = [since(members[number], draft.on, write.caller, relation=relation) for number, relation in changed.items()]
    await restate(write, (members[number] for number in changed), remain + follow, {})
    await write.trail("household.head_changed", id, person=members[draft.person].person_id)
    for membership in follow:
        await write.trail(
            "membership.related", membership.id, household=membership.household_id, person=membership.person_id
        )
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
    leaving = {number: members[number] for number in relations}
    _require_earlier(leaving, draft.on)
    household_id = await form(write, HouseholdDraft(place=draft.place), mandate)
    await write.trail("household.split", id, household=household_id)
    await _move(write, leaving, relations, draft.on, household_id)
    return household_id


async def merge(write: Write, id: int, draft: MergeDraft, mandate: Mandate) -> int:
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
    _require_earlier(members, draft.on)
    merger = Merger(household_id=id, into_id=draft.into, merged_on=draft.on, recorded_by=write.caller)
    write.session.add(merger)
    await write.trail("household.merged", id, household=merger.into_id)
    await _move(write, members, relations, draft.on, draft.into)
    return draft.into


async def _household(write: Write, id: int, on: date, mandate: Mandate, *others: int) -> Members:
    """Who lives on a day in the household that a request is about, which is held, with others, from everybody else."""
    await find(await write.reader(), HOUSEHOLD, id, mandate)
    require_past(on, "on")
    held = await hold(write, id, *others, alone=True)
    if held[id].voided_at is not None:
        raise Conflict("already-voided", "This was voided before.")
    return await _members(write, id, on)


async def _members(write: Write, household_id: int, on: date) -> Members:
    """Who lives in a household on a day; refused if somebody came to it, or to be something else there, later."""
    found = await write.session.exec(
        select(Person.registration_number, Membership)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Membership.household_id == household_id,
            col(Membership.voided_at).is_(None),
            col(Membership.left_on).is_(None) | (col(Membership.left_on) > on),
            col(Person.voided_at).is_(None),
        )
        .order_by(col(Membership.id))
    )
    members = list(found)
    if any(membership.joined_on > on for _, membership in members):
        raise Conflict("later-recorded", "Something that happened in the household later is recorded.", field="on")
    return dict(members)


def _related(members: Members, named: list[MemberDraft], field: str) -> dict[str, Relation]:
    """What each who is named is to the head; all of them live there, and each is named once."""
    relations: dict[str, Relation] = {}
    for place, draft in enumerate(named):
        if draft.person in relations:
            raise Invalid("named-twice", "This person is named twice.", field=f"{field}.{place}.person")
        if draft.person not in members:
            raise _not_a_member(f"{field}.{place}.person")
        relations[draft.person] = draft.relation
    return relations


def _require_everybody(members: Members, relations: dict[str, Relation]) -> None:
    if relations.keys() != members.keys():
        raise Invalid("relation-missing", "Say of everybody who lives there what they are.", field="relations")


def _require_earlier(members: Members, on: date) -> None:
    if any(membership.joined_on >= on for membership in members.values()):
        raise Invalid("left-before-joining", "A member leaves after the day of joining.", field="on")


def _not_a_member(field: str) -> NotFound:
    return NotFound("not-a-member", "Nobody with this number lives in the household on that day.", field=field)


def _one_head(field: str) -> Invalid:
    return Invalid("one-head", "A household has one head.", field=field)


async def _move(write: Write, members: Members, relations: dict[str, Relation], on: date, household_id: int) -> None:
    """Let members live in another household from a day on."""
    remain = [part for membership in members.values() for part in until(membership, on, write.caller)]
    moved = [
        since(membership, on, write.caller, relation=relations[number], household_id=household_id)
        for number, membership in members.items()
    ]
    await restate(write, members.values(), remain + moved, verdicts("on", "relations"))
    for membership in moved:
        await write.trail("membership.moved", membership.id, household=household_id, person=membership.person_id)
