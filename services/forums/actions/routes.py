"""Actions: agreeing, listing, reading, ending, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.actions import rules
from services.forums.actions.reads import ACTION
from services.forums.actions.views import ActionDraft, ActionEndingDraft, ActionsAsked, ActionView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/actions", tags=["actions"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=ActionView)
async def agree(draft: ActionDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record what is to be done about a concern. Refused: `unknown-concern`, `not-accepted`, `concern-closed`,
    `concern-merged`, `due-before`, `state-before-last`."""
    id = await write.once(lambda: rules.agree(write, draft, caller))
    return shown(await find(await write.reader(), ACTION, int(id), caller), 201)


@router.get("", response_model=Page[ActionView])
async def actions(asked: Annotated[ActionsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The actions, newest first."""
    return shown(await listed(listing, ACTION, asked, caller))


@router.get("/{id}", response_model=ActionView)
async def action(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An action by its number."""
    return shown(await find(reading, ACTION, id, caller))


@router.post("/{id}/end", response_model=ActionView)
async def end(id: PathIdentifier, draft: ActionEndingDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that an action ended, and what came of it. Refused: `action-ended`, `ended-before-agreed`."""
    await write.once(lambda: rules.end(write, id, draft, caller))
    return shown(await find(await write.reader(), ACTION, id, caller))


@router.post("/{id}/undo", response_model=ActionView)
async def undo(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Take back that an action ended, which was recorded in error. Refused: `action-not-ended`."""
    await write.once(lambda: rules.undo(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ACTION, id, caller))


@router.post("/{id}/void", response_model=ActionView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void an action that was recorded in error."""
    await write.once(lambda: facts.void(write, ACTION, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ACTION, id, caller))
