"""A service in another process: HTTP through aiohttp, one retry for what may be asked twice."""

import asyncio
from collections.abc import AsyncIterator
from time import time

import aiohttp
from yarl import URL

from gateway.clients.upstream import Answer, Call, unreachable
from shared.callers import Service

_CONNECTIONS = 32
_IDLE = 4.0
"""Seconds that a connection is kept without a call: less than a service keeps it, so that none dies under a call."""
_EARNED = 0.1
_MOST_SAVED = 10.0
_TROUBLE = (aiohttp.ClientError, OSError, TimeoutError)


class OverHttp:
    """Transport to a service at a base URL; made where an event loop runs.

    A call that fails before an answer is repeated once if it is safe or carries a key, and only while retries stay
    below a tenth of all calls: a service in trouble is not asked twice as often.
    """

    def __init__(self, service: Service, base_url: str) -> None:
        self._service = service
        self._base_url = base_url
        self._saved = _MOST_SAVED
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_IDLE),
            timeout=aiohttp.ClientTimeout(total=None),  # each call brings its deadline
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("accept", "accept-encoding", "content-type", "user-agent"),
            auto_decompress=False,
        )
        # aiohttp asks again by itself, without a budget, and says nothing public about switching that off.
        self._session._retry_connection = False

    async def send(self, call: Call) -> Answer:
        self._saved = min(self._saved + _EARNED, _MOST_SAVED)
        try:
            response = await self._once(call)
        except _TROUBLE:
            if not call.repeatable or self._saved < 1 or call.deadline <= time():
                raise unreachable(self._service) from None
            self._saved -= 1
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
            try:
                async with asyncio.timeout(call.deadline - time()):
                    chunk = await response.content.readany()
            except _TROUBLE:
                raise unreachable(self._service) from None
            if not chunk:
                return
            yield chunk


async def _leave(response: aiohttp.ClientResponse) -> None:
    """Give the connection back if all was read, and end it if not."""
    response.close()
