"""The way out for what partners are told: an agreement, then the answer, then its row, and only then a byte.

Mostly that is one agreement, which opens all of an answer; of one that is put together, each part has its own.
"""

from collections.abc import Awaitable, Callable, Sequence

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


Composing = Callable[[Sequence[Standing]], Awaitable[tuple[Response, Sequence[tuple[Standing, Told]]]]]
"""Makes an answer of parts under those agreements of a partner's that open them, refuses where none opens any, and says
what it tells under which."""


async def tell_under_each(request: Request, partner: Caller, composing: Composing) -> Response:
    """Answer a partner with what its agreements as they stand at this moment open, each part under its own.

    What is told is written down before the answer leaves, or it does not leave.
    """
    database = request.app.state.database
    answer, parts = await composing(await agreements.of_partner(database.reading, partner.name))
    for agreement, told in parts:
        await rules.note(database.appending, partner, told, request.scope["state"]["request_id"], agreement)
    return answer
