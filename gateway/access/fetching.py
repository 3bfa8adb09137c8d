"""What others publish: fetched small, soon or not at all, and from the very machine that was looked at.

A machine that is slow, gone, talkative or elsewhere than it seemed is the trouble of whoever named it, and nobody
else's.
"""

import asyncio
import json
from ipaddress import ip_address
from typing import Any

import httpx

from gateway.access.addresses import Address, Resolver, is_public, read

PATIENCE = 3.0
"""Seconds that a fetch may take, from the name to the last byte."""
LARGEST = 64 * 1024
MOST_KEYS = 20
"""Keys of a document that are looked at."""
_MACHINES = 3
"""Machines of one name that are tried."""


class NotFetched(Exception):
    """The document cannot be had now; says in a word why."""


class Fetcher:
    """Fetches JSON documents. `outside` demands that every machine of an address is outside, as others stated it."""

    def __init__(self, *, outside: bool) -> None:
        self._outside = outside
        self._resolver = Resolver()
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(PATIENCE, connect=PATIENCE / _MACHINES),
            follow_redirects=False,
            trust_env=False,
            verify=httpx.create_ssl_context(),
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=0),
        )

    async def document(self, url: str) -> dict[str, Any]:
        """The JSON object that stands at an address. Raises NotFetched."""
        try:
            async with asyncio.timeout(PATIENCE):
                told = json.loads(await self._from_a_machine(url))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError) as reason:
            raise NotFetched(type(reason).__name__) from None
        if not isinstance(told, dict):
            raise NotFetched("NoObject")
        return told

    async def keys(self, url: str) -> list[Any]:
        """The keys of the JWK Set (RFC 7517) that stands at an address, looked at by nobody yet. Raises NotFetched."""
        listed = (await self.document(url)).get("keys")
        if not isinstance(listed, list):
            raise NotFetched("NoKeys")
        return listed[:MOST_KEYS]

    async def close(self) -> None:
        self._resolver.close()
        await self._client.aclose()

    async def _from_a_machine(self, url: str) -> bytes:
        address = read(url)
        if address is None:
            raise NotFetched("NoAddress")
        machines = await self._resolver.resolve(address)
        if self._outside and not all(is_public(ip_address(machine)) for machine in machines):
            raise NotFetched("Inside")
        for machine in machines[:_MACHINES]:
            try:
                return await self._read(address, machine)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        raise NotFetched("NoMachine")

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
                raise NotFetched(f"Status{answer.status_code}")
            body = b""
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > LARGEST:
                    raise NotFetched("TooLarge")
            return body
        finally:
            await answer.aclose()
