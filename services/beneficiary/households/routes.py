"""Households and memberships: recording, listing, reading, ending and changing, voiding; who lived where on a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.beneficiary.households import reads, rearranging, rules
from services.beneficiary.households.reads import HOUSEHOLD, MEMBERSHIP
from services.beneficiary.households.views import (
    CompositionView,
    HeadDraft,
    HouseholdDraft,
    HouseholdMergeDraft,
    HouseholdsAsked,
    HouseholdView,
    LeavingDraft,
    MembershipDraft,
    MembershipsAsked,
    MembershipsView,
    MembershipView,
    MoveDraft,
    OneHouseholdDraft,
    OneHouseholdView,
    SplitDraft,
)
from services.beneficiary.people.numbers import RegistrationNumber
from shared import facts
from shared.callers import Role
from shared.days import today
from shared.drafts import Day, PathIdentifier
from shared.facts import Voiding, find
from shared.guard import gateway, staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown
from shared.write import Write

households = APIRouter(route_class=StrictRoute, prefix="/households", tags=["households"])
memberships = APIRouter(route_class=StrictRoute, prefix="/memberships", tags=["households"])
of_people = APIRouter(route_class=StrictRoute, prefix="/people", tags=["households"])
identities = APIRouter(route_class=StrictRoute, prefix="/identities", tags=["households"])
routers = [households, memberships, of_people, identities]

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.CASEWORKER, Role.MONITORING, Role.PROTECTION)]


@households.post("", status_code=201, response_model=HouseholdView)
async def form(draft: HouseholdDraft, caller: Registrar, write: Writing) -> Response:
    """Record a household."""
    id = await write.once(lambda: rules.form(write, draft, caller))
    return shown(await find(await write.reader(), HOUSEHOLD, int(id), caller), 201)


@households.get("", response_model=Page[HouseholdView])
async def all_households(asked: Annotated[HouseholdsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The households, newest first."""
    return shown(await listed(listing, HOUSEHOLD, asked, caller))


@households.get("/{id}", response_model=HouseholdView)
async def household(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A household by its number."""
    return shown(await find(reading, HOUSEHOLD, id, caller))


@households.get("/{id}/members", response_model=CompositionView)
async def members(
    id: PathIdentifier, caller: Observer, reading: Reading, on: Annotated[Day | None, Query()] = None
) -> Response:
    """Who lived in a household on a day, or lives there today, and who was its head."""
    return shown(await reads.composition(reading, id, on or today(), caller))


@households.post("/{id}/head", response_model=CompositionView)
async def change_head(id: PathIdentifier, draft: HeadDraft, caller: Registrar, write: Writing) -> Response:
    """Let somebody be the head of their household from a day on, and say what the others are to them."""
    await write.once(lambda: rearranging.change_head(write, id, draft, caller))
    return await _composed(write, id, draft.on, caller)


@households.post("/{id}/split", status_code=201, response_model=CompositionView)
async def split(id: PathIdentifier, draft: SplitDraft, caller: Registrar, write: Writing) -> Response:
    """Let members of a household live in a new one from a day on; the answer is the new one."""
    formed = await write.once(lambda: rearranging.split(write, id, draft, caller))
    return await _composed(write, int(formed), draft.on, caller, 201)


@households.post("/{id}/merge", response_model=CompositionView)
async def merge(id: PathIdentifier, draft: HouseholdMergeDraft, caller: Registrar, write: Writing) -> Response:
    """Let a household be part of another one from a day on; the answer is the other one."""
    into = await write.once(lambda: rearranging.merge(write, id, draft, caller))
    return await _composed(write, int(into), draft.on, caller)


@households.post("/{id}/unmerge", response_model=HouseholdView)
async def unmerge(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Undo that a household became part of another one: whoever came with it lives in it as before. Refused:
    `not-merged`, and once one of them has moved on, left or become something else, `later-recorded`."""
    await write.once(lambda: rearranging.unmerge(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), HOUSEHOLD, id, caller))


async def _composed(write: Write, id: int, on: date, caller: Mandate, status: int = 200) -> Response:
    return shown(await reads.composition(await write.reader(), id, on, caller), status)


@households.post("/{id}/void", response_model=HouseholdView)
async def void_household(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a household that was recorded in error and has no members."""
    await write.once(lambda: rules.void_household(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), HOUSEHOLD, id, caller))


@memberships.post("", status_code=201, response_model=MembershipView)
async def join(draft: MembershipDraft, caller: Registrar, write: Writing) -> Response:
    """Record a person's time in a household."""
    id = await write.once(lambda: rules.join(write, draft, caller))
    return shown(await find(await write.reader(), MEMBERSHIP, int(id), caller), 201)


@memberships.get("", response_model=Page[MembershipView])
async def all_memberships(asked: Annotated[MembershipsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The memberships, newest first."""
    return shown(await listed(listing, MEMBERSHIP, asked, caller))


@memberships.get("/{id}", response_model=MembershipView)
async def membership(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A membership by its number."""
    return shown(await find(reading, MEMBERSHIP, id, caller))


@memberships.post("/{id}/end", response_model=MembershipView)
async def leave(id: PathIdentifier, draft: LeavingDraft, caller: Registrar, write: Writing) -> Response:
    """End a membership on a day. The answer is the membership as it stands now, under a number of its own."""
    ended = await write.once(lambda: rules.leave(write, id, draft, caller))
    return shown(await find(await write.reader(), MEMBERSHIP, int(ended), caller))


@memberships.post("/{id}/move", status_code=201, response_model=MembershipView)
async def move(id: PathIdentifier, draft: MoveDraft, caller: Registrar, write: Writing) -> Response:
    """Let a person live in another household from a day on: this membership ends, and the answer is the new one.

    For whoever covers the person and the new household, wherever the old one lies.
    """
    moved = await write.once(lambda: rules.move(write, id, draft, caller))
    return shown(await find(await write.reader(), MEMBERSHIP, int(moved), caller), 201)


@memberships.post("/{id}/void", response_model=MembershipView)
async def void_membership(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a membership that was recorded in error; a corrected one is recorded anew."""
    await write.once(lambda: facts.void(write, MEMBERSHIP, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MEMBERSHIP, id, caller))


@of_people.get("/{registration_number}/memberships", response_model=MembershipsView)
async def memberships_of_person(
    registration_number: Annotated[RegistrationNumber, Path()], caller: Observer, reading: Reading
) -> Response:
    """The households that a person has lived in, the latest first, at most 200, wherever they lie."""
    return shown(await reads.memberships(reading, registration_number, caller))


@identities.post("/households/clusters", response_model=OneHouseholdView)
async def one_household(draft: OneHouseholdDraft, mandate: Annotated[Mandate, gateway()], reading: Reading) -> Response:
    """What is one household now, of households of which some became part of others."""
    return shown(await reads.one_household(reading, draft.households))
