"""Proposals: listing, comparing, confirming, rejecting."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.beneficiary.evidence.reads import side_by_side
from services.beneficiary.identities.views import PROPOSALS
from services.beneficiary.merges.reads import PROPOSAL, WAITS
from services.beneficiary.merges.views import ProposalView
from services.beneficiary.proposals import rules
from services.beneficiary.proposals.views import ComparedProposalView, ProposalsAsked, RulingDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import staff
from shared.lists import listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/proposals", tags=["merges"])

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]


@router.get("", response_model=Page[ProposalView])
async def proposals(
    asked: Annotated[ProposalsAsked, Query()], caller: Registrar, listing: Listing, request: Request
) -> Response:
    """The merges that wait for another person, of people who both live where the caller works, newest first."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, PROPOSAL, asked, name, caller, WAITS))


@router.get("/{id}", response_model=ComparedProposalView)
async def one_proposal(id: PathIdentifier, caller: Registrar, reading: Reading) -> Response:
    """A proposal by its number, with the two registrations side by side and the evidence; also what became of it."""
    found = await find(reading, PROPOSAL, id, caller)
    return shown(await side_by_side(reading, found, PROPOSALS, ComparedProposalView, caller))


@router.post("/{id}/confirm", response_model=ProposalView)
async def confirm(id: PathIdentifier, draft: RulingDraft, caller: Registrar, write: Writing) -> Response:
    """Say as another person that the two are one: they are merged now. Refused: `same-person`, `ruled-already`,
    `unknown-person`, `merged-into-another`."""
    await write.once(lambda: rules.confirm(write, id, draft.ground, caller))
    return shown(await find(await write.reader(), PROPOSAL, id, caller))


@router.post("/{id}/reject", response_model=ProposalView)
async def reject(id: PathIdentifier, draft: RulingDraft, caller: Registrar, write: Writing) -> Response:
    """Say that the two are not to be merged. Whoever proposed it may take it back so. Refused: `ruled-already`."""
    await write.once(lambda: rules.reject(write, id, draft.ground, caller))
    return shown(await find(await write.reader(), PROPOSAL, id, caller))
