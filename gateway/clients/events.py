"""The events that every service offers the gateway."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, RootModel

from gateway.clients.asking import ask
from gateway.clients.upstream import Upstream
from shared.mandate import Mandate

MOST = 500
"""Events that are asked for at once."""


class Event(BaseModel):
    """A CloudEvent; `sequence` is where to continue after."""

    source: str
    type: str
    subject: str
    time: datetime
    data: dict[str, int | str | None]
    sequence: Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]


class Batch(RootModel[list[Event]]):
    """Events in their order."""


async def after(upstream: Upstream, mandate: Mandate, sequence: int, wait: int) -> list[Event]:
    """What happened in the service after a sequence; waits so many seconds for something to happen.

    Raises Invalid when the service has not come to this sequence.
    """
    query = {"after": str(sequence), "limit": str(MOST), "wait": str(wait)}
    return (await ask(upstream, mandate, "GET", "/events", Batch, query=query)).root
