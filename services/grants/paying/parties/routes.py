"""Parties to payments: stating, listing, reading, confirming, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.paying.parties import rules
from services.grants.paying.parties.reads import PARTY
from services.grants.paying.parties.views import PartiesAsked, PartyDraft, PartyView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/parties", tags=["parties"])

Maker = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]
Approver = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]


@router.post("", status_code=201, response_model=PartyView)
async def state(draft: PartyDraft, caller: Maker, write: WritingMoney) -> Response:
    """State how an enterprise or somebody assisted is paid, or from where a fund pays. Refused: `one-of-three`,
    `unknown-enterprise`, `unknown-assistance`, `unknown-fund`, `account-or-none`, `bank-or-none`, `house-or-none`,
    `pays-by-bank`."""
    id = await write.once(lambda: rules.state(write, draft, caller))
    return shown(await find(await write.reader(), PARTY, int(id), caller), 201)


@router.get("", response_model=Page[PartyView])
async def parties(asked: Annotated[PartiesAsked, Query()], caller: Maker, listing: Listing) -> Response:
    """The parties, newest first; with `confirmed=false` those that wait for somebody to confirm them."""
    return shown(await listed(listing, PARTY, asked, caller))


@router.get("/{id}", response_model=PartyView)
async def party(id: PathIdentifier, caller: Maker, reading: Reading) -> Response:
    """A party by its number."""
    return shown(await find(reading, PARTY, id, caller))


@router.post("/{id}/confirm", response_model=PartyView)
async def confirm(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Confirm what somebody else stated. Refused: `same-person`, `confirmed-already`, `superseded`,
    `already-voided`."""
    await write.once(lambda: rules.confirm(write, id, caller))
    return shown(await find(await write.reader(), PARTY, id, caller))


@router.post("/{id}/void", response_model=PartyView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Void what was stated in error. Nothing is paid until it is stated anew and confirmed."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PARTY, id, caller))
