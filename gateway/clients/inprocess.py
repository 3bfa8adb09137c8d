"""A service in this process: called as an ASGI application, with its answer streamed through a bounded queue.

It behaves as over a network: a crash is an answer of 500, a deadline holds, and a reader that leaves ends the work.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from time import time
from typing import Any

from starlette.types import ASGIApp, Message

from gateway.clients.upstream import Answer, Call, unreachable
from shared.callers import Service

_AHEAD = 8
"""Messages a service may be ahead of its reader."""
_AT_ONCE = nullcontext()
"""What is there already needs no deadline."""


class InProcess:
    """Transport to an ASGI application whose lifespan somebody else holds open."""

    def __init__(self, service: Service, app: ASGIApp) -> None:
        self._service = service
        self._app = app

    async def send(self, call: Call) -> Answer:
        messages: asyncio.Queue[Message | None] = asyncio.Queue(_AHEAD)
        task = asyncio.create_task(self._run(call, messages))
        try:
            async with asyncio.timeout(call.deadline - time()):
                start = await messages.get()
        except BaseException as error:
            await _end(task)
            if isinstance(error, TimeoutError):
                raise unreachable(self._service) from None
            raise
        if start is None:
            raise unreachable(self._service)
        return Answer(start["status"], start["headers"], self._body(messages, call), lambda: _end(task))

    async def close(self) -> None:
        """Nothing is held open between calls."""

    async def _run(self, call: Call, messages: "asyncio.Queue[Message | None]") -> None:
        request = iter(({"type": "http.request", "body": call.body, "more_body": False},))
        finished = asyncio.Event()

        async def receive() -> Message:
            message = next(request, None)
            if message is None:
                await finished.wait()
                return {"type": "http.disconnect"}
            return message

        try:
            await self._app(_scope(call), receive, messages.put)
        except Exception:
            await messages.put(None)
        finally:
            finished.set()

    async def _body(self, messages: "asyncio.Queue[Message | None]", call: Call) -> AsyncIterator[bytes]:
        more = True
        while more:
            left = call.left()
            try:
                async with asyncio.timeout(left) if messages.empty() else _AT_ONCE:
                    message = await messages.get()
            except TimeoutError:
                raise unreachable(self._service) from None
            if message is None:
                raise unreachable(self._service)
            if message.get("body"):
                yield message["body"]
            more = message.get("more_body", False)


def _scope(call: Call) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": call.method,
        "scheme": "http",
        "path": call.path,
        "raw_path": call.path.encode(),
        "query_string": call.query,
        "root_path": "",
        "headers": call.headers,
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "state": {},
    }


async def _end(task: "asyncio.Task[None]") -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait([task])
