"""Contracts: signing, amending, listing, reading, voiding; and their tranches, of which no one stands by itself."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.contracts import reads, rules
from services.grants.granting.contracts.reads import CONTRACT, TRANCHE
from services.grants.granting.contracts.views import (
    AmendmentDraft,
    ContractDraft,
    ContractsAsked,
    ContractView,
    TranchesAsked,
    TrancheView,
    VersionsView,
)
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

contracts = APIRouter(route_class=StrictRoute, prefix="/contracts", tags=["contracts"])
tranches = APIRouter(route_class=StrictRoute, prefix="/tranches", tags=["contracts"])
routers = [contracts, tranches]

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@contracts.post("", status_code=201, response_model=ContractView)
async def sign(draft: ContractDraft, caller: Officer, write: WritingMoney) -> Response:
    """Record a contract that was signed about an award; its application is under contract. Refused: `unknown-award`,
    `contract-already`, `other-currency`, `above-award`, `tranches-uneven`, `signed-before-approval`,
    `due-before-signed`, `amount-too-fine`, `other-stage`."""
    id = await write.once(lambda: rules.sign(write, draft, caller))
    return shown(await find(await write.reader(), CONTRACT, int(id), caller), 201)


@contracts.get("", response_model=Page[ContractView])
async def all_contracts(asked: Annotated[ContractsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The contracts in their latest versions, newest first."""
    return shown(await listed(listing, CONTRACT, asked, caller))


@contracts.get("/{id}", response_model=ContractView)
async def contract(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A contract in its latest version; its tranches are listed with `GET /tranches?contract_id=`."""
    return shown(await find(reading, CONTRACT, id, caller))


@contracts.get("/{id}/versions", response_model=VersionsView)
async def versions(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """All versions of a contract, the first before the others."""
    return shown(await reads.versions(reading, id, caller))


@contracts.post("/{id}/amend", response_model=ContractView)
async def amend(id: PathIdentifier, draft: AmendmentDraft, caller: Officer, write: WritingMoney) -> Response:
    """Record a new version of a contract. Refused: `other-stage` where its grant was ended or closed out,
    `amended-already`, `tranche-begun`, `above-award`, `tranches-uneven`, `signed-before-approval`,
    `signed-before-the-last`, `amount-too-fine`, `over-the-budget` where the call has awarded to others what the version
    before released."""
    await write.once(lambda: rules.amend(write, id, draft, caller))
    return shown(await find(await write.reader(), CONTRACT, id, caller))


@contracts.post("/{id}/void", response_model=ContractView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void a contract that was recorded in error. Refused while a milestone of it stands,
    `contract-has-milestones`, or where what it released is awarded to others, `over-the-budget`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), CONTRACT, id, caller))


@tranches.get("", response_model=Page[TrancheView])
async def all_tranches(asked: Annotated[TranchesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The tranches of contracts in their latest versions, newest first: with `due=true` those whose milestones are due
    to be visited, with `payable=true` those whose milestones were verified by somebody else than who prepared them."""
    return shown(await listed(listing, TRANCHE, asked, caller))


@tranches.get("/{id}", response_model=TrancheView)
async def tranche(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A tranche by its number. One of an earlier version is not there any more."""
    return shown(await find(reading, TRANCHE, id, caller))
