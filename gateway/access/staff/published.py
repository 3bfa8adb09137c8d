"""The keys of the issuer of staff, as it publishes them: fetched before they are old, and at once for a new one.

No request waits for a fetch while the keys are young, and none is made more often than every few seconds, whatever
tokens come. A key that the issuer withdraws holds no longer than `KEPT`. While the issuer cannot be reached, the keys
that were known go on, and for no longer than `ALONE`: afterwards nobody knows whether they are still its own.
"""

import asyncio
import logging
from collections.abc import Iterable
from time import monotonic
from typing import Any

from gateway.access import keys
from gateway.access.fetching import Fetcher, NotFetched
from gateway.access.keys import PublicKey
from gateway.access.staff.issuers import StaffIssuer, is_fit

log = logging.getLogger("nexus.staff")

YOUNG = 240.0
"""Seconds after which keys are fetched anew while they go on."""
KEPT = 600.0
"""Seconds after which no key is believed without having asked again."""
ALONE = 3600.0
"""Seconds for which keys go on when the issuer cannot be asked."""
PAUSE = 10.0
"""Seconds between two fetches, whatever they are for."""


class IssuerKeys:
    """The keys of one issuer; one per process."""

    def __init__(self, issuer: StaffIssuer, *, production: bool) -> None:
        self._issuer = issuer
        self._production = production
        self._fetcher = Fetcher(outside=False)
        self._keys: tuple[PublicKey, ...] = ()
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._failing = False
        self._turn = asyncio.Lock()
        self._soon: asyncio.Task[None] | None = None

    def hold(self, key: PublicKey) -> bool:
        """Whether a key that was given out is still the issuer's, as far as one may say so without asking."""
        if self._age > YOUNG:
            self.fetch_soon()
        return self._age <= KEPT and any(known is key for known in self._keys)

    async def named(self, kid: str | None) -> list[PublicKey]:
        """The keys of this name, of which there may be none. Raises NotFetched when nobody can say now."""
        if self._age > YOUNG:
            self.fetch_soon()
        if not self._called(kid) or not self.usable or (self._age > KEPT and not self._just_failed):
            await self._fetch_in_turn()
        found = self._called(kid)
        if not self.usable or (self._failing and not found):
            raise NotFetched
        return found

    def fetch_soon(self) -> None:
        """Fetch while nobody waits."""
        if self._may_try and (self._soon is None or self._soon.done()):
            self._soon = asyncio.get_running_loop().create_task(self._fetch_in_turn())

    @property
    def reachable(self) -> bool:
        """Whether the issuer could be asked when it was last."""
        return not self._failing

    @property
    def usable(self) -> bool:
        """Whether there are keys that may be believed."""
        return self._age <= ALONE

    @property
    def _age(self) -> float:
        return monotonic() - self._fetched_at

    @property
    def _may_try(self) -> bool:
        return monotonic() - self._tried_at >= PAUSE

    @property
    def _just_failed(self) -> bool:
        """Whether the issuer is being asked over and over, in vain: nobody needs to wait for the next time."""
        return self._failing and monotonic() - self._tried_at < 2 * PAUSE

    async def close(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            await asyncio.wait([self._soon])
        await self._fetcher.close()

    def _called(self, kid: str | None) -> list[PublicKey]:
        return [key for key in self._keys if key.kid == kid]

    async def _fetch_in_turn(self) -> None:
        """Fetch, unless somebody just did: all who wait have what one of them fetches."""
        async with self._turn:
            if not self._may_try:
                return
            try:
                fetched = await self._fetch()
            except NotFetched as reason:
                log.warning({"message": "keys of the issuer of staff not fetched", "why": str(reason)})
                self._failing = True
            else:
                self._keys = _kept(self._keys, fetched)
                self._fetched_at = monotonic()
                self._failing = False
            self._tried_at = monotonic()

    async def _fetch(self) -> tuple[PublicKey, ...]:
        """What the issuer publishes now; the document that says where has to be the issuer's own."""
        metadata = await self._fetcher.document(self._issuer.metadata)
        url = metadata.get("jwks_uri")
        if metadata.get("issuer") != self._issuer.url:
            raise NotFetched("AnotherIssuer")
        if not isinstance(url, str) or not is_fit(url, production=self._production):
            raise NotFetched("NoAddress")
        return keys.among(await self._fetcher.keys(url))


def _kept(known: Iterable[PublicKey], fetched: Iterable[Any]) -> tuple[PublicKey, ...]:
    """What was fetched; a key that was known before stays the very same, so that what it opened stays open."""
    before = {(key.kid, key.algorithms, key.key.thumbprint()): key for key in known}
    return tuple(before.get((key.kid, key.algorithms, key.key.thumbprint()), key) for key in fetched)
