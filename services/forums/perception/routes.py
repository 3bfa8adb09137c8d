"""Perception: what a wave says, and what changed since the one before."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.forums.perception import reads
from services.forums.perception.views import ChangeAsked, PerceptionAsked, PerceptionChangeView, PerceptionView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/waves", tags=["surveys"])

Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.get("/{id}/perception", response_model=PerceptionView)
async def perception(
    id: PathIdentifier,
    asked: Annotated[PerceptionAsked, Query()],
    caller: Observer,
    reading: Reading,
    request: Request,
) -> Response:
    """What was answered to each question of a wave: weighted shares with their intervals of 95 %, of everybody, and of
    each group that is large enough; as known now or at an earlier moment. Without answers there are no results."""
    as_of = await request.app.state.database.moments.agreed(asked.as_of)
    return shown(await reads.perception(reading, id, asked.by, as_of, caller))


@router.get("/{id}/perception/change", response_model=PerceptionChangeView)
async def change(
    id: PathIdentifier, asked: Annotated[ChangeAsked, Query()], caller: Observer, reading: Reading, request: Request
) -> Response:
    """How the answers changed since an earlier wave, to those questions that both ask in one wording. Refused:
    `unknown-wave`, `not-a-wave-before`."""
    as_of = await request.app.state.database.moments.agreed(asked.as_of)
    return shown(await reads.changed(reading, id, asked.before_id, asked.by, as_of, caller))
