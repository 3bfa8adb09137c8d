"""The outbox of one service, read in order; readers that wait share one look at it."""

import asyncio
import json
from time import monotonic

import asyncpg

from shared.database import Reader
from shared.errors import Invalid
from shared.events.views import EventView, event
from shared.moment import Moments

LOOKS_EVERY = 0.25
"""Seconds between two looks, however many wait: writers pause for a moment that is fixed."""

_NEWEST = "SELECT coalesce(max(seq), 0) FROM outbox"
_HANDED_OUT = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('outbox', 'seq')), 0)"
_PART = """
SELECT seq, type, subject, data, recorded_at FROM outbox WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3
"""


class Outbox:
    """Reads what happened, up to the last moment fixed; a new one is fixed only when there is something beyond it."""

    def __init__(self, source: str, reader: Reader, moments: Moments) -> None:
        self._source = source
        self._reader = reader
        self._moments = moments
        self._looking: asyncio.Task[None] | None = None
        self._looked_at = -LOOKS_EVERY

    async def after(self, sequence: int, most: int, patience: float) -> list[EventView]:
        """The next events after a sequence, `most` at the most; none if nothing happens within `patience` seconds.

        Raises Invalid for a sequence that this outbox has not come to: its reader knows what is not kept here, as after
        the database has been restored from an older copy. Raises Unavailable while writes do not end.
        """
        until = monotonic() + patience
        if sequence > self._moments.reached and sequence > await self._reader.fetchval(_HANDED_OUT):
            raise Invalid("cursor-ahead", "Nothing has this sequence yet.", field="after")
        if self._moments.reached <= sequence and patience <= 0:
            await self._look()
        while self._moments.reached <= sequence:
            if (left := until - monotonic()) <= 0:
                return []
            await self._looked(left)
        rows = await self._reader.fetch(_PART, sequence, self._moments.reached, most)
        return [self._event(row) for row in rows]

    async def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])

    async def _look(self) -> None:
        if await self._reader.fetchval(_NEWEST) > self._moments.reached:
            await self._moments.fix()
        self._looked_at = monotonic()

    async def _looked(self, left: float) -> None:
        """Wait for the next look, which all who wait share, but no longer than `left` seconds."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_in_time())
            self._looking.add_done_callback(self._over)
        looking = self._looking
        await asyncio.wait([looking], timeout=left)
        if looking.done():
            looking.result()

    async def _look_in_time(self) -> None:
        await asyncio.sleep(self._looked_at + LOOKS_EVERY - monotonic())
        await self._look()

    def _over(self, looking: "asyncio.Task[None]") -> None:
        self._looking = None
        if not looking.cancelled():
            looking.exception()  # who waits is told; if nobody does any more, nobody has to be

    def _event(self, row: "asyncpg.Record") -> EventView:
        seq, type, subject, data, recorded_at = row
        return event(self._source, seq, type, subject, json.loads(data), recorded_at)
