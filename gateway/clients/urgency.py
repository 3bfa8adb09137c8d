"""How urgent it is that a service answers: what is refused last and what first when it has too much to do.

    with asking(Urgency.MANY):
        await forums.records(...)

A route asks for a person unless it says something else, so that nobody has to remember it where it matters most.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Urgency(IntEnum):
    """From what never waits to what waits longest."""

    ALWAYS = 0
    """Whether it is there at all: asked whatever else happens."""
    PERSON = 1
    """Somebody waits for one record, or for something to be recorded."""
    MANY = 2
    """What is composed, listed or counted of many records."""
    BACKGROUND = 3
    """The gateway's own work, which nobody waits for."""


URGENCY: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.PERSON)
"""Of what is asked from here on, in this request or this work."""


@contextmanager
def asking(urgency: Urgency) -> Iterator[None]:
    """What is asked inside is as urgent as this."""
    before = URGENCY.set(urgency)
    try:
        yield
    finally:
        URGENCY.reset(before)
