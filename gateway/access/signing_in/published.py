"""Keys that partners publish themselves: fetched from where each said they stand, and kept for a while."""

import asyncio
import logging
from dataclasses import dataclass, field
from time import monotonic

from gateway.access import keys
from gateway.access.fetching import Fetcher, NotFetched
from gateway.access.keys import PublicKey

log = logging.getLogger("nexus.partners")

KEPT = 600.0
"""Seconds that fetched keys hold."""
PAUSE = 60.0
"""Seconds between two fetches for a key that is not among those known."""
PAUSE_AFTER_FAILURE = 5.0


@dataclass
class _Shelf:
    """What is kept of one partner."""

    keys: tuple[PublicKey, ...] = ()
    until: float = 0.0
    next_try: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def holds(self, kid: str | None) -> bool:
        """Whether there are keys that hold, and among them one of this name."""
        return monotonic() < self.until and (kid is None or any(key.kid == kid for key in self.keys))


class Published:
    """The published keys of all partners, as far as they were asked for; one per process."""

    def __init__(self, *, production: bool) -> None:
        self._shelves: dict[int, _Shelf] = {}
        self._fetcher = Fetcher(outside=production)

    async def of(self, partner_id: int, url: str, kid: str | None) -> tuple[PublicKey, ...]:
        """A partner's keys; fetched anew when they are old, or when none is called `kid`. Raises NotFetched."""
        shelf = self._shelves.setdefault(partner_id, _Shelf())
        if not shelf.holds(kid):
            async with shelf.turn:
                if not shelf.holds(kid):
                    await self._fill(shelf, url)
        return shelf.keys

    async def close(self) -> None:
        await self._fetcher.close()

    async def _fill(self, shelf: _Shelf, url: str) -> None:
        """Fetch, unless it is too soon: then what is kept has to do. Raises NotFetched when there is nothing."""
        now = monotonic()
        fresh = now < shelf.until
        if now >= shelf.next_try:
            shelf.next_try = now + (PAUSE if fresh else PAUSE_AFTER_FAILURE)
            shelf.keys = await self._fetch(url)
            shelf.until, shelf.next_try = now + KEPT, now + PAUSE
        elif not fresh:
            raise NotFetched

    async def _fetch(self, url: str) -> tuple[PublicKey, ...]:
        try:
            return keys.among(await self._fetcher.keys(url))
        except NotFetched as reason:
            log.warning({"message": "keys not fetched", "why": str(reason)})
            raise
