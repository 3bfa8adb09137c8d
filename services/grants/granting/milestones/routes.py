"""Milestones: preparing, listing, reading, verifying, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.granting.milestones import rules
from services.grants.granting.milestones.reads import MILESTONE, WAITS
from services.grants.granting.milestones.views import MilestoneDraft, MilestonesAsked, MilestoneView, VerifyingDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/milestones", tags=["milestones"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=MilestoneView)
async def prepare(draft: MilestoneDraft, caller: Officer, write: WritingMoney) -> Response:
    """Say that the milestone of a tranche was reached, with the files that are evidence of it. Refused:
    `unknown-contract`, `unknown-tranche`, `unknown-file`, `prepared-already`, `in-the-future`."""
    id = await write.once(lambda: rules.prepare(write, draft, caller))
    return shown(await find(await write.reader(), MILESTONE, int(id), caller), 201)


@router.get("", response_model=Page[MilestoneView])
async def milestones(
    asked: Annotated[MilestonesAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """The milestones that were prepared, newest first; with `others=true` those that wait for the caller to verify
    them."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, MILESTONE, asked, name, caller, WAITS))


@router.get("/{id}", response_model=MilestoneView)
async def milestone(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A milestone by the number under which it was prepared."""
    return shown(await find(reading, MILESTONE, id, caller))


@router.post("/{id}/verify", response_model=MilestoneView)
async def verify(id: PathIdentifier, draft: VerifyingDraft, caller: Officer, write: WritingMoney) -> Response:
    """Say as another person that it was reached: its tranche is payable. Refused: `same-person`, `verified-already`,
    `verified-too-early`, `in-the-future`, and while the application is suspended or has ended `other-stage`."""
    await write.once(lambda: rules.verify(write, id, draft.verified_on, caller))
    return shown(await find(await write.reader(), MILESTONE, id, caller))


@router.post("/{id}/void", response_model=MilestoneView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void what was prepared, to be prepared anew. Refused when it was verified: `verified-already`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MILESTONE, id, caller))
