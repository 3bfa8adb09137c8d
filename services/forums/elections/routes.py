"""Elections: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.elections import rules
from services.forums.elections.reads import ELECTION
from services.forums.elections.views import ElectionDraft, ElectionsAsked, ElectionView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/elections", tags=["elections"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=ElectionView)
async def hold(draft: ElectionDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record an election; who was elected leads from that day on. Without candidates it is none. Refused:
    `unknown-forum`, `forum-closed`, `unknown-member`, `not-a-member-then`, `from-an-office`, `more-votes-than-voters`,
    `elected-that-day`, `seat-taken`, `leads-already`."""
    id = await write.once(lambda: rules.hold(write, draft, caller))
    return shown(await find(await write.reader(), ELECTION, int(id), caller), 201)


@router.get("", response_model=Page[ElectionView])
async def elections(asked: Annotated[ElectionsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The elections, newest first."""
    return shown(await listed(listing, ELECTION, asked, caller))


@router.get("/{id}", response_model=ElectionView)
async def election(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An election by its number."""
    return shown(await find(reading, ELECTION, id, caller))


@router.post("/{id}/void", response_model=ElectionView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void an election that was recorded in error, with the terms that follow from it."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ELECTION, id, caller))
