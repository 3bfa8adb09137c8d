"""Requests to an application as a web server would hand them on, with nothing tidied up on the way.

A client library would mend or refuse half of what an attacker sends; and a call costs a tenth of one over a socket.
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """What came back; `crashed` if the application raised instead of answering for itself."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes
    crashed: bool

    def json(self) -> Any:
        """The body, which has to be JSON as the standard has it."""

        def refuse(constant: str) -> Any:
            raise ValueError(f"{constant} is not JSON")

        return json.loads(self.body.decode(), parse_constant=refuse)

    @property
    def kind(self) -> str:
        """The type of a problem."""
        return str(self.json()["type"]).removeprefix("/problems/")


async def ask(app: ASGIApp, method: str, target: str, headers: Headers = (), body: bytes = b"") -> Answer:
    """Send a request whose target stands as it would in the first line, percent signs and all."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [(b"content-length", str(len(body)).encode()), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    pieces = [body[start : start + 65536] for start in range(0, len(body), 65536)] or [b""]
    left = asyncio.Event()
    told: list[Message] = []

    async def receive() -> Message:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    crashed = False
    try:
        await app(scope, receive, send)
    except Exception:
        crashed = True
    started = [message for message in told if message["type"] == "http.response.start"]
    return Answer(
        started[0]["status"] if started else 500,
        dict(started[0]["headers"]) if started else {},
        b"".join(message.get("body", b"") for message in told),
        crashed or not started,
    )
