"""Livelihood assistance: approving, listing, reading, ending, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.assistances import reads, rules
from services.grants.assisting.assistances.reads import ASSISTANCE
from services.grants.assisting.assistances.views import (
    AssistanceDraft,
    AssistancesAsked,
    AssistanceView,
    EndingDraft,
    RecipientsView,
)
from shared.callers import CallerClass, Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import partners, staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/assistances", tags=["assistances"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Partner = Annotated[Mandate, partners(CallerClass.AUTHORITY, CallerClass.AID)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=AssistanceView)
async def approve(draft: AssistanceDraft, caller: Officer, write: WritingMoney) -> Response:
    """Record livelihood assistance that was approved; the answer leaves the person out. Refused: `not-a-subject`,
    `unknown-project`, `before-project`, `amount-too-fine`; on a fund `unknown-fund`, `unknown-phase`,
    `fund-and-phase`, `other-project`, `other-currency`, `in-the-future`, `outside-the-phase`, `assisted-already`,
    `over-the-ceiling`, `by-list`; of a phase that selects by list `unknown-candidate`, `other-person`,
    `not-selected`."""
    id = await write.once(lambda: rules.approve(write, draft, caller))
    return shown(await find(await write.reader(), ASSISTANCE, int(id), caller), 201)


@router.post("/lookup", response_model=RecipientsView)
async def lookup(caller: Partner, reading: Reading) -> Response:
    """The assistance of the mandate's subjects, as far as it reaches, with the fields that it opens."""
    return shown(await reads.of_subjects(reading, caller))


@router.get("", response_model=Page[AssistanceView])
async def assistances(asked: Annotated[AssistancesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The livelihood assistance that was approved, newest first, without the people."""
    return shown(await listed(listing, ASSISTANCE, asked, caller))


@router.get("/{id}", response_model=AssistanceView)
async def assistance(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """Livelihood assistance by its number, without the person."""
    return shown(await find(reading, ASSISTANCE, id, caller))


@router.post("/{id}/end", response_model=AssistanceView)
async def end(id: PathIdentifier, draft: EndingDraft, caller: Officer, write: WritingMoney) -> Response:
    """Give nothing more of an assistance on a fund: what was committed to it and is not paid is available again.
    Refused: `of-no-fund`, `ended-already`, `already-voided`, and `wages-owed` while a day that was worked is not
    paid; but for what money was sent whose order was taken back since. One that has ended is ended again, for the
    reason of the first time, where something is committed to it that it does not owe any more."""
    await write.once(lambda: rules.end(write, id, draft.reason, caller))
    return shown(await find(await write.reader(), ASSISTANCE, id, caller))


@router.post("/{id}/void", response_model=AssistanceView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void assistance that was recorded in error: what was committed to it is available again. Refused while a payment
    of it stands, `assistance-has-payments`, an order, `assistance-has-orders`, or what it is given as,
    `assistance-provided-for`, and where money of it was ever sent with others, `money-was-sent`: end it instead."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ASSISTANCE, id, caller))
