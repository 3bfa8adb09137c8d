"""A service in another process: HTTP through httpx on aiohttp's transport, one retry for what may be asked twice."""

import asyncio
from collections.abc import AsyncIterator
from time import time

import httpx
from httpx_aiohttp import AiohttpTransport

from gateway.clients.upstream import Answer, Call, unreachable
from shared.callers import Service

_CONNECTIONS = 32
_EARNED = 0.1
_MOST_SAVED = 10.0


class OverHttp:
    """Transport to a service at a base URL.

    A call that fails before an answer is repeated once if it is safe or carries a key, and only while retries stay
    below a tenth of all calls: a service in trouble is not asked twice as often.
    """

    def __init__(self, service: Service, base_url: str) -> None:
        self._service = service
        self._saved = _MOST_SAVED
        limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
        self._client = httpx.AsyncClient(
            base_url=base_url,
            transport=AiohttpTransport(limits=limits),
            timeout=None,  # noqa: S113 - each call brings its deadline
        )

    async def send(self, call: Call) -> Answer:
        self._saved = min(self._saved + _EARNED, _MOST_SAVED)
        try:
            response = await self._once(call)
        except (httpx.TransportError, TimeoutError):
            if not call.repeatable or self._saved < 1 or call.deadline <= time():
                raise unreachable(self._service) from None
            self._saved -= 1
            try:
                response = await self._once(call)
            except (httpx.TransportError, TimeoutError):
                raise unreachable(self._service) from None
        headers = [(name.lower(), value) for name, value in response.headers.raw]
        return Answer(response.status_code, headers, self._body(response, call), response.aclose)

    async def close(self) -> None:
        await self._client.aclose()

    async def _once(self, call: Call) -> httpx.Response:
        request = self._client.build_request(
            call.method,
            httpx.URL(path=call.path, query=call.query) if call.query else call.path,
            headers=call.headers,
            content=call.body,
        )
        async with asyncio.timeout(call.deadline - time()):
            return await self._client.send(request, stream=True)

    async def _body(self, response: httpx.Response, call: Call) -> AsyncIterator[bytes]:
        chunks = response.aiter_raw()
        while True:
            try:
                async with asyncio.timeout(call.deadline - time()):
                    chunk = await anext(chunks, None)
            except (httpx.TransportError, TimeoutError):
                raise unreachable(self._service) from None
            if chunk is None:
                return
            yield chunk
