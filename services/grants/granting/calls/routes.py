"""Calls: announcing, listing, reading, releasing what is left, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.calls import reads, rules
from services.grants.granting.calls.reads import CALL
from services.grants.granting.calls.views import CallDraft, CallsAsked, CallView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/calls", tags=["calls"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.post("", status_code=201, response_model=CallView)
async def announce(draft: CallDraft, caller: Officer, write: Writing) -> Response:
    """Announce a call. Refused: `unknown-fund`, `other-currency`, `over-the-ceiling`, `largest-below-smallest`,
    `largest-over-budget`, `closes-before-opening`, `amount-too-fine`."""
    id = await write.once(lambda: rules.announce(write, draft, caller))
    return shown(await find(await write.reader(), CALL, int(id), caller), 201)


@router.get("", response_model=Page[CallView])
async def calls(asked: Annotated[CallsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The calls, newest first."""
    return shown(await reads.calls(listing, asked, caller))


@router.get("/{id}", response_model=CallView)
async def call(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A call by its number."""
    return shown(await find(reading, CALL, id, caller))


@router.post("/{id}/release", response_model=CallView)
async def release(id: PathIdentifier, caller: Officer, write: WritingMoney) -> Response:
    """Give back to its fund what a closed call has left: it is available for other calls and for assistance. What an
    award releases later, as a contract for less does, is given back by another release. Refused: `call-open`,
    `call-undecided` while an application that was received has no award and was neither rejected nor withdrawn,
    `nothing-left`, `already-voided`."""
    await write.once(lambda: rules.release(write, id, caller))
    return shown(await find(await write.reader(), CALL, id, caller))


@router.post("/{id}/void", response_model=CallView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a call that was announced in error. Refused where somebody has applied: `call-has-applications`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), CALL, id, caller))
