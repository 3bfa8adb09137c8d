"""How many calls to one service are under way at once, and who waits: the most urgent first, and not for long.

When too many wait, the youngest of the least urgent is sent away. So what the gateway holds stays within bounds however
much is asked of it, and the service works at what it can finish.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from time import time

from gateway.clients.urgency import Urgency

AT_ONCE = 32
"""Calls to one service from one process of the gateway."""
PLACES: Mapping[Urgency, int] = {Urgency.PERSON: AT_ONCE, Urgency.MANY: 24, Urgency.BACKGROUND: 16}
"""Calls that may be under way when one of this urgency begins: some places are kept for what is more urgent."""
WAITING = 128
"""Calls that wait for a place."""
PATIENCE = 2.0
"""Seconds that one waits."""


class Limit:
    """The places at one service; `under_way` are taken, `waiting` calls wait, and `shed` have been sent away."""

    def __init__(self) -> None:
        self.under_way = 0
        self.shed = dict.fromkeys(PLACES, 0)
        self._lines: dict[Urgency, deque[asyncio.Future[bool]]] = {urgency: deque() for urgency in sorted(PLACES)}

    @property
    def waiting(self) -> int:
        return sum(map(len, self._lines.values()))

    async def take(self, urgency: Urgency, deadline: float) -> bool:
        """Wait for a place, at most until the deadline in seconds since 1970; whether there is one."""
        taken = await self._take(urgency, deadline)
        if not taken:
            self.shed[urgency] += 1
        return taken

    async def _take(self, urgency: Urgency, deadline: float) -> bool:
        if self.under_way < PLACES[urgency] and not any(
            line for ahead, line in self._lines.items() if ahead <= urgency
        ):
            self.under_way += 1
            return True
        if self.waiting >= WAITING and not self._send_away_for(urgency):
            return False
        waiter: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._lines[urgency].append(waiter)
        try:
            async with asyncio.timeout(min(PATIENCE, deadline - time())):
                return await waiter
        except TimeoutError:
            self._forget(urgency, waiter)
            return False
        except BaseException:
            self._forget(urgency, waiter)
            raise

    def leave(self) -> None:
        """Give a place free, to whoever waits."""
        self.under_way -= 1
        for urgency, line in self._lines.items():
            while line and self.under_way < PLACES[urgency]:
                if not (waiter := line.popleft()).done():
                    self.under_way += 1
                    waiter.set_result(True)

    def _send_away_for(self, urgency: Urgency) -> bool:
        """Let one wait in the place of another that is less urgent, if there is any."""
        for other, line in reversed(self._lines.items()):
            while other > urgency and line:
                if not (waiter := line.pop()).done():
                    waiter.set_result(False)
                    return True
        return False

    def _forget(self, urgency: Urgency, waiter: "asyncio.Future[bool]") -> None:
        """One that waits no more; a place that it was given in this moment goes to the next."""
        if waiter.done() and not waiter.cancelled():
            if waiter.result():
                self.leave()
        elif waiter in self._lines[urgency]:
            self._lines[urgency].remove(waiter)
