"""The moment: a point in time after which no fact can appear with an earlier `recorded_at`.

Every write holds the advisory lock MOMENT shared, from before its first row to its commit. Fixing a moment takes the
lock exclusively, so that no write is half-way, and reads the clock: whatever is recorded later carries a later time
(`recorded_now()` in the database sees to that even when the clock steps back). An answer read as of a moment is
therefore the same whenever it is asked again.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.errors import Invalid, Unavailable
from shared.transaction import transaction

MOMENT = 7_301_001
"""Key of the advisory lock, alike in every database of the platform."""

HOLD = f"SELECT pg_advisory_xact_lock_shared({MOMENT})"
"""The first statement of every write transaction, after how long one may take."""
_BARRIER = f"SELECT pg_advisory_xact_lock({MOMENT})"
_PATIENT = "SET LOCAL lock_timeout = '200ms'"

_ATTEMPTS = 15
_LONGEST = 2.0
"""Seconds that an attempt may take, its lock's 200 ms included: all who wait wait for one, and none may hang."""
_FIX = """
UPDATE moment SET at = greatest(clock_timestamp(), at + interval '1 microsecond'),
    sequence = (SELECT coalesce(max(seq), 0) FROM outbox)
RETURNING at, sequence
"""


@dataclass(frozen=True)
class Fixed:
    """A moment, and the last outbox row that lies before it."""

    at: datetime
    sequence: int


class Moments:
    """Fixes moments in one database; readers that wait together share one barrier.

    `waits` of them were waited for so far, `waited` seconds in all.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.waits = 0
        self.waited = 0.0
        self._engine = engine
        self._last: Fixed | None = None
        self._running: asyncio.Task[Fixed] | None = None
        self._next: asyncio.Task[Fixed] | None = None

    @property
    def reached(self) -> int:
        """The last outbox row of the latest moment fixed here: nothing can appear at or before it any more."""
        return 0 if self._last is None else self._last.sequence

    async def fix(self) -> Fixed:
        """A moment not earlier than this call.

        A barrier that is already under way may have read the clock before this call, so callers wait for the next
        one, which they all share.
        """
        begun = monotonic()
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._running))
        try:
            return await asyncio.shield(self._next)
        finally:
            self.waits += 1
            self.waited += monotonic() - begun

    async def agreed(self, as_of: datetime | None) -> datetime:
        """The moment to read as of: the one asked for, if nothing can be recorded before it any more, or a new one.

        One that lies before a moment fixed earlier costs nothing.
        """
        if as_of is not None and self._last is not None and as_of <= self._last.at:
            return as_of
        fixed = await self.fix()
        if as_of is not None and as_of > fixed.at:
            raise Invalid("as-of-in-the-future", "This is later than anything recorded so far.", field="as_of")
        return as_of or fixed.at

    async def _after(self, running: asyncio.Task[Fixed] | None) -> Fixed:
        if running is not None:
            await asyncio.wait([running])
        self._running, self._next = self._next, None
        fixed = await self._fix()
        self._last = fixed
        return fixed

    async def _fix(self) -> Fixed:
        for _ in range(_ATTEMPTS):
            with suppress(asyncpg.LockNotAvailableError):
                async with asyncio.timeout(_LONGEST), transaction(self._engine, _PATIENT, _BARRIER) as (_, driver):
                    return Fixed(*await driver.fetchrow(_FIX))
        raise Unavailable("moment-not-reached", "Writes are under way that do not end; ask again.", retry_after=2)
