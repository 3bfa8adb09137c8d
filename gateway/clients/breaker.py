"""A service that keeps failing is asked no more for a moment, and then by one call at a time until it answers again.

Whoever is refused here is told at once what they would have been told after waiting: it cannot be reached.

It is our own because the libraries that there are do not fit: purgatory lets everybody through as soon as one may try
again, aiobreaker is not kept any more, pybreaker knows no asyncio, and all of them end a call where a function returns,
not where an answer has come.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

WINDOW = 10.0
"""Seconds for which it is remembered how a call ended."""
REMEMBERED = 100
"""Calls of which it is remembered, the last ones."""
FAILURES = 5
"""So many calls have to fail, and half of all those remembered, until no more are made."""
PAUSE = 1.0
"""Seconds in which none is made."""
LEASH = 3.0
"""Seconds after which one that asks whether it is back counts as lost, and another may."""
NEWS = 0.5
"""Seconds that others wait for what it finds."""


class Attempt:
    """A call that was let through, and says how it ended."""

    def __init__(self, breaker: "Breaker", probe: "asyncio.Future[None] | None" = None) -> None:
        self._breaker = breaker
        self._probe = probe

    def succeeded(self) -> None:
        self._breaker._ended(self._probe, failed=False)

    def failed(self) -> None:
        self._breaker._ended(self._probe, failed=True)

    def left(self) -> None:
        """Nobody waited for its end."""
        self._breaker._left(self._probe)


class Breaker:
    """Remembers how the calls to one service ended.

    `openings` is how often it began to keep them back, `refused` how many it has kept back.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.openings = 0
        self.refused = 0
        self._clock = clock
        self._ends: deque[tuple[float, bool]] = deque()
        self._failures = 0
        self._since: float | None = None
        self._probe: asyncio.Future[None] | None = None
        self._probing_since = 0.0

    @property
    def open(self) -> bool:
        """Whether calls are kept back, but for one at a time that asks whether the service is back."""
        return self._since is not None

    async def admit(self) -> Attempt | None:
        """Let a call through, or none."""
        if self._since is None:
            return Attempt(self)
        now = self._clock()
        if now - self._since >= PAUSE:
            if self._probe is None or now - self._probing_since >= LEASH:
                self._probe, self._probing_since = asyncio.get_running_loop().create_future(), now
                return Attempt(self, self._probe)
            await asyncio.wait([self._probe], timeout=NEWS)
            if not self.open:
                return Attempt(self)
        self.refused += 1
        return None

    def _ended(self, probe: "asyncio.Future[None] | None", *, failed: bool) -> None:
        if not self.open:
            self._remember(failed)
            if self._failures >= FAILURES and 2 * self._failures >= len(self._ends):
                self._since = self._clock()
                self.openings += 1
        elif probe is not None:
            self._since = self._clock() if failed else None
            self._forget()
        self._left(probe)

    def _left(self, probe: "asyncio.Future[None] | None") -> None:
        """Let those know who wait for what it finds, and another ask."""
        if self._probe is probe:
            self._probe = None
        if probe is not None and not probe.done():
            probe.set_result(None)

    def _remember(self, failed: bool) -> None:
        now = self._clock()
        self._ends.append((now, failed))
        self._failures += failed
        while len(self._ends) > REMEMBERED or self._ends[0][0] <= now - WINDOW:
            self._failures -= self._ends.popleft()[1]

    def _forget(self) -> None:
        self._ends.clear()
        self._failures = 0
