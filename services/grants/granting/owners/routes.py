"""Owners: recording one more, listing, reading, voiding. The first ones are stated with the enterprise."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.owners import rules
from services.grants.granting.owners.reads import OWNER
from services.grants.granting.owners.views import OwnerDraft, OwnersAsked, OwnerView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/owners", tags=["owners"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.post("", status_code=201, response_model=OwnerView)
async def record(draft: OwnerDraft, caller: Officer, write: Writing) -> Response:
    """Record one more owner of an enterprise; the answer leaves the person out. Refused: `not-a-subject`,
    `unknown-enterprise`, `owner-already`, `too-many-owners`."""
    id = await write.once(lambda: rules.add(write, draft, caller))
    return shown(await find(await write.reader(), OWNER, int(id), caller), 201)


@router.get("", response_model=Page[OwnerView])
async def owners(asked: Annotated[OwnersAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The owners of enterprises, newest first, without the people."""
    return shown(await listed(listing, OWNER, asked, caller))


@router.get("/{id}", response_model=OwnerView)
async def owner(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An owner by number, without the person."""
    return shown(await find(reading, OWNER, id, caller))


@router.post("/{id}/void", response_model=OwnerView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void an owner who was stated in error. Refused: `last-owner`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), OWNER, id, caller))
