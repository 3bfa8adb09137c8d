"""The one way out for what partners are told: an agreement, then the answer, then its row, and only then a byte."""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from gateway.access.agreements import reads as agreements
from gateway.access.agreements.judging import Asked, Standing
from gateway.access.callers import Caller
from gateway.ledger import rules
from gateway.ledger.rules import Told

Answering = Callable[[Standing], Awaitable[tuple[Response, Told]]]
"""Makes the answer under an agreement, and says what it tells about whom."""


async def tell(request: Request, partner: Caller, answering: Answering, *asked: Asked) -> Response:
    """Answer a partner under the agreement of its that opens everything asked for, as it stands at this moment.

    Refused if there is none. What is told is written down before the answer leaves, or it does not leave.
    """
    database = request.app.state.database
    agreement = await agreements.require(database.reading, partner, *asked)
    answer, told = await answering(agreement)
    await rules.note(database.appending, partner, told, request.scope["state"]["request_id"], agreement)
    return answer
