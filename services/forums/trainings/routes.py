"""Trainings: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.trainings import rules
from services.forums.trainings.reads import TRAINING
from services.forums.trainings.views import TrainingDraft, TrainingsAsked, TrainingView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/trainings", tags=["trainings"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=TrainingView)
async def record(draft: TrainingDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that police and members of a forum were trained. Refused: `unknown-forum`, `forum-closed`,
    `ends-before-it-begins`, `in-the-future`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), TRAINING, int(id), caller), 201)


@router.get("", response_model=Page[TrainingView])
async def trainings(asked: Annotated[TrainingsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The trainings, newest first."""
    return shown(await listed(listing, TRAINING, asked, caller))


@router.get("/{id}", response_model=TrainingView)
async def training(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A training by its number."""
    return shown(await find(reading, TRAINING, id, caller))


@router.post("/{id}/void", response_model=TrainingView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a training that was recorded in error."""
    await write.once(lambda: facts.void(write, TRAINING, id, voiding.reason, caller))
    return shown(await find(await write.reader(), TRAINING, id, caller))
