"""Exchange rates: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.funding.rates import rules
from services.grants.funding.rates.reads import RATE
from services.grants.funding.rates.views import RateDraft, RatesAsked, RateView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/rates", tags=["statements"])

Keeper = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]


@router.post("", status_code=201, response_model=RateView)
async def record(draft: RateDraft, caller: Keeper, write: Writing) -> Response:
    """Record how many dinars a dollar is, on some days. Refused: `ends-before-start`, `rate-already`."""
    id = await write.once(lambda: rules.record(write, draft))
    return shown(await find(await write.reader(), RATE, int(id), caller), 201)


@router.get("", response_model=Page[RateView])
async def rates(asked: Annotated[RatesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The exchange rates, those recorded last first."""
    return shown(await listed(listing, RATE, asked, caller))


@router.get("/{id}", response_model=RateView)
async def rate(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An exchange rate by its number."""
    return shown(await find(reading, RATE, id, caller))


@router.post("/{id}/void", response_model=RateView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Keeper, write: Writing) -> Response:
    """Void a rate that was recorded in error; the right one is recorded for its days."""
    await write.once(lambda: facts.void(write, RATE, id, voiding.reason, caller))
    return shown(await find(await write.reader(), RATE, id, caller))
