"""Pay periods: closing, listing, reading, confirming, voiding; and the wages that they fix, none of which stands by
itself."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.periods import rules
from services.grants.assisting.periods.reads import PERIOD, WAGE
from services.grants.assisting.periods.views import PeriodDraft, PeriodsAsked, PeriodView, WagesAsked, WageView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

periods = APIRouter(route_class=StrictRoute, prefix="/periods", tags=["cash for work"])
wages = APIRouter(route_class=StrictRoute, prefix="/wages", tags=["cash for work"])
routers = [periods, wages]

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Confirmer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@periods.post("", status_code=201, response_model=PeriodView)
async def close(draft: PeriodDraft, caller: Officer, write: WritingMoney) -> Response:
    """Close days of a site, which fixes what everybody is due for them. Refused: `unknown-work`, `period-overlaps`,
    `nothing-worked`, `too-long`, `ends-before-it-starts`, `in-the-future`."""
    id = await write.once(lambda: rules.close(write, draft, caller))
    return shown(await find(await write.reader(), PERIOD, int(id), caller), 201)


@periods.get("", response_model=Page[PeriodView])
async def all_periods(asked: Annotated[PeriodsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The pay periods, newest first; with `confirmed=false` those that wait for somebody else to confirm them."""
    return shown(await listed(listing, PERIOD, asked, caller))


@periods.get("/{id}", response_model=PeriodView)
async def period(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A pay period by its number; its wages are listed with `GET /wages?period_id=`."""
    return shown(await find(reading, PERIOD, id, caller))


@periods.post("/{id}/confirm", response_model=PeriodView)
async def confirm(id: PathIdentifier, caller: Confirmer, write: WritingMoney) -> Response:
    """Find a period right as another person than who closed it: its wages are due. Refused: `same-person`,
    `confirmed-already`, `already-voided`."""
    await write.once(lambda: rules.confirm(write, id, caller))
    return shown(await find(await write.reader(), PERIOD, id, caller))


@periods.post("/{id}/void", response_model=PeriodView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void a period with its wages, so that its days may be changed and closed anew. Refused while an order to pay one
    of them stands, `period-ordered`, or, on no fund, a payment, `period-paid`, and where money for one was ever sent
    with others, `money-was-sent`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PERIOD, id, caller))


@wages.get("", response_model=Page[WageView])
async def all_wages(asked: Annotated[WagesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """What workers are due, newest first; with `confirmed=true` of periods that somebody else has confirmed."""
    return shown(await listed(listing, WAGE, asked, caller))


@wages.get("/{id}", response_model=WageView)
async def wage(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """What a worker is due for a period."""
    return shown(await find(reading, WAGE, id, caller))
