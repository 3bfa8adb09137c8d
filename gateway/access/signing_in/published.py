"""Keys that partners publish themselves: fetched from where each said they stand, and kept for a while.

A machine that is slow, gone, talkative or elsewhere than it seemed is its own partner's trouble and nobody else's.
"""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from ipaddress import ip_address
from time import monotonic
from typing import Any

import httpx

from gateway.access.partners.addresses import Address, Resolver, is_public, read
from gateway.access.partners.credentials import keys
from gateway.access.partners.credentials.keys import PublicKey

log = logging.getLogger("nexus.partners")

KEPT = 600.0
"""Seconds that fetched keys hold."""
PAUSE = 60.0
"""Seconds between two fetches for a key that is not among those known."""
PAUSE_AFTER_FAILURE = 5.0
PATIENCE = 3.0
"""Seconds that a fetch may take, from the name to the last byte."""
LARGEST = 64 * 1024
MOST = 20
"""Keys that are looked at."""
_MACHINES = 3
"""Machines of one name that are tried."""


class NotFetched(Exception):
    """The keys cannot be had now."""


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
        self._production = production
        self._shelves: dict[int, _Shelf] = {}
        self._resolver = Resolver()
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(PATIENCE, connect=PATIENCE / _MACHINES),
            follow_redirects=False,
            trust_env=False,
            verify=httpx.create_ssl_context(),
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=0),
        )

    async def of(self, partner_id: int, url: str, kid: str | None) -> tuple[PublicKey, ...]:
        """A partner's keys; fetched anew when they are old, or when none is called `kid`. Raises NotFetched."""
        shelf = self._shelves.setdefault(partner_id, _Shelf())
        if not shelf.holds(kid):
            async with shelf.turn:
                if not shelf.holds(kid):
                    await self._fill(shelf, url)
        return shelf.keys

    async def close(self) -> None:
        self._resolver.close()
        await self._client.aclose()

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
            async with asyncio.timeout(PATIENCE):
                return keys.among(_listed(await self._document(url))[:MOST])
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError, NotFetched) as reason:
            log.warning({"message": "keys not fetched", "why": type(reason).__name__})
            raise NotFetched from None

    async def _document(self, url: str) -> bytes:
        address = read(url)
        if address is None:
            raise NotFetched
        machines = await self._resolver.resolve(address)
        if self._production and not all(is_public(ip_address(machine)) for machine in machines):
            raise NotFetched
        for machine in machines[:_MACHINES]:
            try:
                return await self._read(address, machine)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        raise NotFetched

    async def _read(self, address: Address, machine: str) -> bytes:
        """The document, from the very machine that was looked at, which has to prove that it is the host."""
        request = self._client.build_request(
            "GET",
            httpx.URL(scheme=address.scheme, host=machine, port=address.port, raw_path=address.path.encode()),
            headers={
                "host": address.authority,
                "accept": "application/json",
                "accept-encoding": "identity",
            },
            extensions={"sni_hostname": address.host},
        )
        answer = await self._client.send(request, stream=True)
        try:
            if answer.status_code != 200 or answer.headers.get("content-encoding", "identity") != "identity":
                raise NotFetched
            body = b""
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > LARGEST:
                    raise NotFetched
            return body
        finally:
            await answer.aclose()


def _listed(document: bytes) -> list[Any]:
    told = json.loads(document)
    listed = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise NotFetched
    return listed
