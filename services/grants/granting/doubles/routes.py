"""Enterprises that may be one: listing, reading, settling. They are raised when one of them is recorded."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.doubles import rules
from services.grants.granting.doubles.reads import DOUBLE
from services.grants.granting.doubles.views import DoublesAsked, DoubleView, SettlingDoubleDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/doubles", tags=["doubles"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]


@router.get("", response_model=Page[DoubleView])
async def doubles(asked: Annotated[DoublesAsked, Query()], caller: Officer, listing: Listing) -> Response:
    """The enterprises that may be one and that nobody has settled yet, because both state the same registry number,
    legal name or phone."""
    return shown(await listed(listing, DOUBLE, asked, caller))


@router.get("/{id}", response_model=DoubleView)
async def double(id: PathIdentifier, caller: Officer, reading: Reading) -> Response:
    """Two enterprises that may be one, by the number of the pair."""
    return shown(await find(reading, DOUBLE, id, caller))


@router.post("/{id}/settle", response_model=DoubleView)
async def settle(id: PathIdentifier, draft: SettlingDoubleDraft, caller: Officer, write: Writing) -> Response:
    """Say what was found out. It changes neither enterprise: one that was recorded twice is voided as a `duplicate`.
    Refused: `settled-already`."""
    await write.once(lambda: rules.settle(write, id, draft.outcome, caller))
    return shown(await find(await write.reader(), DOUBLE, id, caller))
