"""Waves: opening, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.waves import rules
from services.forums.waves.reads import WAVE
from services.forums.waves.views import WaveDraft, WavesAsked, WaveView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/waves", tags=["surveys"])

Surveyor = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=WaveView)
async def open_wave(draft: WaveDraft, caller: Surveyor, write: Writing) -> Response:
    """Open a wave: from now on its questions stay as they are worded. Refused: `unknown-forum`, `forum-or-place`,
    `unknown-question`, `question-twice`, `ends-before-it-begins`, `in-the-future`."""
    id = await write.once(lambda: rules.open_wave(write, draft, caller))
    return shown(await find(await write.reader(), WAVE, int(id), caller), 201)


@router.get("", response_model=Page[WaveView])
async def waves(asked: Annotated[WavesAsked, Query()], caller: Surveyor, listing: Listing) -> Response:
    """The waves, newest first."""
    return shown(await listed(listing, WAVE, asked, caller))


@router.get("/{id}", response_model=WaveView)
async def wave(id: PathIdentifier, caller: Surveyor, reading: Reading) -> Response:
    """A wave by its number."""
    return shown(await find(reading, WAVE, id, caller))


@router.post("/{id}/void", response_model=WaveView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Surveyor, write: Writing) -> Response:
    """Void a wave that was opened in error. Refused: `wave-answered`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), WAVE, id, caller))
