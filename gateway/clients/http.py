"""A service in another process: HTTP through aiohttp."""

import asyncio
from collections.abc import AsyncIterator
from time import time

import aiohttp
from yarl import URL

from gateway.clients.limit import AT_ONCE
from gateway.clients.upstream import Answer, Call, unreachable
from shared.callers import Service

_IDLE = 4.0
"""Seconds that a connection is kept without a call: less than a service keeps it, so that none dies under a call."""
_LONGEST_HEADER = 64 * 1024
"""Bytes of a header of an answer: one names everybody of whom a page tells, who may be some thousands."""
_FOR_HEALTH = 2
"""Connections beside those of calls, so that whether the service is there is asked however many are under way."""
_TROUBLE = (aiohttp.ClientError, OSError, TimeoutError)


class OverHttp:
    """Transport to a service at a base URL; made where an event loop runs."""

    def __init__(self, service: Service, base_url: str) -> None:
        self._service = service
        self._base_url = base_url
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=AT_ONCE + _FOR_HEALTH, keepalive_timeout=_IDLE),
            timeout=aiohttp.ClientTimeout(total=None),  # each call brings its deadline
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("accept", "accept-encoding", "content-type", "user-agent"),
            auto_decompress=False,
            max_field_size=_LONGEST_HEADER,
        )
        # aiohttp asks again by itself, without a budget, and says nothing public about switching that off.
        self._session._retry_connection = False

    async def send(self, call: Call) -> Answer:
        try:
            response = await self._once(call)
        except _TROUBLE:
            raise unreachable(self._service) from None
        headers = [(name.lower(), value) for name, value in response.raw_headers]
        return Answer(response.status, headers, self._body(response, call), lambda: _leave(response))

    async def close(self) -> None:
        await self._session.close()

    async def _once(self, call: Call) -> aiohttp.ClientResponse:
        query = b"?" + call.query if call.query else b""
        async with asyncio.timeout(call.deadline - time()):
            return await self._session.request(
                call.method,
                URL(f"{self._base_url}{call.path}{query.decode('latin-1')}", encoded=True),
                headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in call.headers],
                data=call.body or None,
                allow_redirects=False,
            )

    async def _body(self, response: aiohttp.ClientResponse, call: Call) -> AsyncIterator[bytes]:
        while True:
            left = call.left()
            try:
                async with asyncio.timeout(left):
                    chunk = await response.content.readany()
            except _TROUBLE:
                raise unreachable(self._service) from None
            if not chunk:
                return
            yield chunk


async def _leave(response: aiohttp.ClientResponse) -> None:
    """Give the connection back if all was read, and end it if not."""
    response.close()
