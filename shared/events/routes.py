"""Events over HTTP, for the gateway alone: what happened after a cursor, waited for if nothing has."""

from time import time
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter

from shared.events.outbox import Outbox
from shared.events.views import EventView
from shared.guard import gateway
from shared.mandate import Mandate
from shared.routes import StrictRoute

MOST = 500
"""Events in one answer."""
LONGEST_WAIT = 8
"""Seconds that a question may wait for something to happen; a mandate hardly lives longer."""
_TO_ANSWER = 1.0
"""Seconds of a mandate's life that are kept for the answer."""

_EVENTS = TypeAdapter(list[EventView])


class Batch(JSONResponse):
    """Events in the JSON batch format of CloudEvents."""

    media_type = "application/cloudevents-batch+json"

    def render(self, content: list[EventView]) -> bytes:
        return _EVENTS.dump_json(content)


router = APIRouter(route_class=StrictRoute, tags=["events"])


@router.get("/events", response_class=Batch, response_model=list[EventView])
async def events(
    request: Request,
    mandate: Annotated[Mandate, gateway()],
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT)] = 0,
) -> Response:
    """What happened after a sequence, in order, as a batch of CloudEvents; continue after the last one's `sequence`.

    None is skipped, however late its transaction commits. If nothing has happened, `wait` seconds are waited for it,
    and the batch is empty if nothing does. With fewer events than `limit`, nothing else has happened yet. After a
    sequence that nothing has yet, it is refused as `cursor-ahead`.
    """
    outbox: Outbox = request.app.state.outbox
    patience = max(0.0, min(wait, mandate.deadline - time() - _TO_ANSWER))
    found = await outbox.after(after, limit, patience)
    return Batch(found, headers={"cache-control": "no-store"})
