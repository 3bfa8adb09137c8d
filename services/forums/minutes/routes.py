"""Minutes: writing down, listing, reading, releasing, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.guard.views import NOTHING_MARKED, ReleaseDraft
from services.forums.minutes import rules
from services.forums.minutes.reads import MINUTE
from services.forums.minutes.views import MinuteDraft, MinutesAsked, MinuteView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/minutes", tags=["minutes"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Reviewer = Annotated[Mandate, staff(Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=MinuteView)
async def write_down(draft: MinuteDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record one item of the minutes of a meeting that was held. Refused: `unknown-meeting`, `meeting-not-held`."""
    id = await write.once(lambda: rules.write_down(write, draft, caller))
    return shown(await find(await write.reader(), MINUTE, int(id), caller), 201)


@router.get("", response_model=Page[MinuteView])
async def minutes(asked: Annotated[MinutesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """Items of minutes, newest first."""
    return shown(await listed(listing, MINUTE, asked, caller))


@router.get("/{id}", response_model=MinuteView)
async def minute(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An item of minutes by its number."""
    return shown(await find(reading, MINUTE, id, caller))


@router.post("/{id}/release", response_model=MinuteView)
async def release(
    id: PathIdentifier, caller: Reviewer, write: Writing, draft: ReleaseDraft = NOTHING_MARKED
) -> Response:
    """Release the text of an item, having read it and found nobody in it; of each of its marks, say why it may go. It
    cannot be taken back: what was told was told. Refused: `own-text`, `nothing-to-release`, `released-already`,
    `marks-unanswered` unless the marks stated are those that the text has now."""
    await write.once(lambda: rules.release(write, id, draft, caller))
    return shown(await find(await write.reader(), MINUTE, id, caller))


@router.post("/{id}/void", response_model=MinuteView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void an item that was written down in error; a corrected one is written anew, and not released."""
    await write.once(lambda: facts.void(write, MINUTE, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MINUTE, id, caller))
