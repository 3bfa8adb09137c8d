"""Funds: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.funding.funds import rules
from services.grants.funding.funds.reads import FUND
from services.grants.funding.funds.views import FundDraft, FundsAsked, FundView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/funds", tags=["funds"])

Administrator = Annotated[Mandate, staff(Role.ADMINISTRATOR)]
Observer = Annotated[
    Mandate,
    staff(Role.ADMINISTRATOR, Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING),
]


@router.post("", status_code=201, response_model=FundView)
async def record(draft: FundDraft, caller: Administrator, write: Writing) -> Response:
    """Record a fund. Refused: `unknown-project`, `amount-too-fine`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), FUND, int(id), caller), 201)


@router.get("", response_model=Page[FundView])
async def funds(asked: Annotated[FundsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The funds that stand, newest first."""
    return shown(await listed(listing, FUND, asked, caller))


@router.get("/{id}", response_model=FundView)
async def fund(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A fund by its number."""
    return shown(await find(reading, FUND, id, caller))


@router.post("/{id}/void", response_model=FundView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Administrator, write: Writing) -> Response:
    """Void a fund that was recorded in error. Refused while a call or an assistance draws on it:
    `fund-in-use`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), FUND, id, caller))
