"""Until when an answer is worth anything: whatever is done for it, in this process or in the database, ends with it.

A mandate carries the deadline from hop to hop; the guard notes it here for the request that is under way. Each hop
works to a little less than whoever asked it waits, so that its own refusal still arrives.
"""

from contextvars import ContextVar
from time import time

TAKING = 60.0
"""Seconds that an answer may come for beyond its deadline, once it has begun, to somebody with a slow line."""
HOP = 0.5
"""Seconds that whoever asks waits beyond the deadline it gave, for the refusal to arrive."""

DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)
"""Of the request under way, in seconds since 1970; none where nobody waits, as in a job."""


def left(most: float) -> float:
    """The seconds that are left, at most so many. Raises `TimeoutError` if there are none."""
    deadline = DEADLINE.get()
    seconds = most if deadline is None else min(most, deadline - time())
    if seconds <= 0:
        raise TimeoutError
    return seconds
