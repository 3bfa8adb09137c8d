"""Merges: recording, listing, reading, undoing."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.beneficiary.merges import reads, rules
from services.beneficiary.merges.reads import MERGE, PROPOSAL
from services.beneficiary.merges.rules import Effect
from services.beneficiary.merges.views import MergeDraft, MergesAsked, MergeView, ProposalView, ShownMergeView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/merges", tags=["merges"])

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]


_WAITS: dict[int | str, dict[str, Any]] = {
    202: {"model": ProposalView, "description": "It is proposed, and merged when another person confirms it."}
}


@router.post("", status_code=201, response_model=MergeView, responses=_WAITS)
async def merge(draft: MergeDraft, caller: Registrar, write: Writing) -> Response:
    """Merge a registration into another one of the same person. Nothing that was recorded moves, and the merge can be
    undone. Where it is risky it is proposed, and waits for another person. Refused: `same-registration`,
    `unknown-person`, `merged-into-another`, `proposed-already`."""
    made = Effect.read(await write.once(lambda: rules.merge(write, draft, caller)))
    reader = await write.reader()
    if made.is_proposal:
        return shown(await find(reader, PROPOSAL, made.id, caller), 202)
    return shown(await find(reader, MERGE, made.id, caller), 201)


@router.get("", response_model=Page[MergeView])
async def merges(asked: Annotated[MergesAsked, Query()], caller: Registrar, listing: Listing) -> Response:
    """The merges that stand of people who both live where the caller works, newest first."""
    return shown(await listed(listing, MERGE, asked, caller))


@router.get("/{id}", response_model=ShownMergeView)
async def one_merge(id: PathIdentifier, caller: Registrar, reading: Reading) -> Response:
    """A merge by its number, with what the registrations of the person contradict each other in."""
    return shown(await reads.shown(reading, id, caller))


@router.post("/{id}/undo", response_model=MergeView)
async def undo(id: PathIdentifier, voiding: Voiding, caller: Registrar, write: Writing) -> Response:
    """Undo a merge that was wrong: both registrations go on themselves, each with what was recorded under it."""
    await write.once(lambda: rules.undo(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MERGE, id, caller))
