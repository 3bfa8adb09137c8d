"""Which web pages may read the gateway's answers in a browser: those from the origins listed, and no others (CORS).

It stands outside everything else, so that a refusal, too, can be read by the page that caused it. A browser asks before
it sends a token (the preflight), and is answered without one; from an origin that is not listed the same question is an
unknown caller's, refused like any other. Cookies play no part, so no answer allows credentials.

Starlette's own middleware answers strangers' preflights too, in plain text, and leaves `Vary` out where no origin is
stated, so that a cache could give one page what it keeps of another.
"""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_settings import NoDecode
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access.callers import BREAK_GLASS, PURPOSE, REASON, ROLE

_METHODS = "GET, POST, PUT"
_TAKEN = ", ".join(
    [
        *("authorization", "content-type", "accept-language", "idempotency-key", "if-match", "if-none-match"),
        *("x-request-id", ROLE, PURPOSE, REASON, BREAK_GLASS),
    ]
)
_SHOWN = "Content-Language, ETag, Location, Retry-After, X-Request-ID"
_KEPT_FOR = "600"
"""Seconds that a browser may keep the answer to a preflight."""

_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?")


def _listed(stated: Any) -> Any:
    """The origins in a list with commas between them, each exactly as a browser states it."""
    if not isinstance(stated, str):
        return stated
    origins = tuple(origin.strip() for origin in stated.split(",") if origin.strip())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError("an origin is written like https://registry.example.org: no path, no capital letter, no *")
    return origins


ListedOrigins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""A setting: exact origins with commas between them."""


class Origins:
    """ASGI middleware; without origins it is not there."""

    def __init__(self, app: ASGIApp, *, origins: tuple[str, ...]) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        stated = headers.getlist("origin")
        origin = stated[0] if len(stated) == 1 and stated[0] in self.origins else None
        if origin and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _allow(origin, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                told.add_vary_header("Origin")
                if origin:
                    told["access-control-allow-origin"] = origin
                    told["access-control-expose-headers"] = _SHOWN
            await send(message)

        await self.app(scope, receive, answer)


async def _allow(origin: str, send: Send) -> None:
    """What a page of this origin may send; whether it wants to send anything else is for its browser to judge."""
    told = {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": _METHODS,
        "access-control-allow-headers": _TAKEN,
        "access-control-max-age": _KEPT_FOR,
        "vary": "Origin",
    }
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
