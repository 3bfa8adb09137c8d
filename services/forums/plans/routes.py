"""Plans: adopting, listing, reading, reviewing, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.plans import rules
from services.forums.plans.reads import PLAN
from services.forums.plans.views import PlanDraft, PlansAsked, PlanView, ReviewDraft
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/plans", tags=["plans"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=PlanView)
async def adopt(draft: PlanDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record the next version of a forum's plan, with its issues in order. Without issues it is none. Refused:
    `unknown-forum`, `forum-closed`, `unknown-concern`, `not-accepted`, `concern-closed`, `concern-merged`,
    `review-not-later`, `due-before`, `state-before-last`."""
    id = await write.once(lambda: rules.adopt(write, draft, caller))
    return shown(await find(await write.reader(), PLAN, int(id), caller), 201)


@router.get("", response_model=Page[PlanView])
async def plans(asked: Annotated[PlansAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The plans, newest first."""
    return shown(await listed(listing, PLAN, asked, caller))


@router.get("/{id}", response_model=PlanView)
async def plan(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A plan by its number."""
    return shown(await find(reading, PLAN, id, caller))


@router.post("/{id}/review", response_model=PlanView)
async def review(id: PathIdentifier, draft: ReviewDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that the forum looked at its plan again. Refused: `review-not-later`, `reviewed-already`."""
    await write.once(lambda: rules.review(write, id, draft, caller))
    return shown(await find(await write.reader(), PLAN, id, caller))


@router.post("/{id}/void", response_model=PlanView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a plan that was recorded in error; how its concerns stand is taken back with each of them."""
    await write.once(lambda: facts.void(write, PLAN, id, voiding.reason, caller))
    return shown(await find(await write.reader(), PLAN, id, caller))
