"""Awards: listing, reading, voiding. They are approved at sittings of the committee."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.awards import rules
from services.grants.granting.awards.reads import AWARD
from services.grants.granting.awards.views import AwardsAsked, AwardView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/awards", tags=["awards"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.get("", response_model=Page[AwardView])
async def awards(asked: Annotated[AwardsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The awards, newest first."""
    return shown(await listed(listing, AWARD, asked, caller))


@router.get("/{id}", response_model=AwardView)
async def award(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An award by its number."""
    return shown(await find(reading, AWARD, id, caller))


@router.post("/{id}/void", response_model=AwardView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void an award that was approved in error: its application is before the committee again. Refused while a payment
    of it stands, `award-has-payments`, or its contract, `award-has-contract`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), AWARD, id, caller))
