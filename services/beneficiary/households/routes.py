"""Households and memberships: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.households import rules
from services.beneficiary.households.reads import HOUSEHOLD, MEMBERSHIP
from services.beneficiary.households.views import (
    HouseholdDraft,
    HouseholdsAsked,
    HouseholdView,
    MembershipDraft,
    MembershipsAsked,
    MembershipView,
)
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

households = APIRouter(route_class=StrictRoute, prefix="/households", tags=["households"])
memberships = APIRouter(route_class=StrictRoute, prefix="/memberships", tags=["households"])
routers = [households, memberships]

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


@memberships.post("/{id}/void", response_model=MembershipView)
async def void_membership(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Void a membership that was recorded in error; a corrected one is recorded anew."""
    await write.once(lambda: facts.void(write, MEMBERSHIP, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MEMBERSHIP, id, caller))
