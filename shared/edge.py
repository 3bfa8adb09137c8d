"""The outermost layer of every application: a request id and a language, a limit on the body, one log line, and no
crash shown.

Domain errors from anywhere below end here as problem documents; an unknown one is logged by kind and place under the
request's id and answered with a bare 500. Here alone it is known when a request has ended, so its log line, its figures
and its span end here, together.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from time import monotonic, perf_counter
from types import MappingProxyType

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import logs, problems
from shared.database import trouble
from shared.errors import Busy, DomainError, TooLarge, TooSlow, Unavailable
from shared.languages import SPOKEN, Tongues, preferred
from shared.watching.watch import Watch

log = logging.getLogger("nexus.request")

REQUEST_ID = "x-request-id"
_REQUEST_ID = REQUEST_ID.encode()
_TRUSTED_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{8,64}")  # a letter in it: no number of a person is an id
UNTRACED = frozenset({"/events", "/health/live", "/health/ready", "/metrics"})
"""Asked every few seconds by machines, and part of nothing."""
LARGEST_BODY = 1024 * 1024
LONGEST_BODY = 10
"""Seconds that a body may take to arrive."""


@dataclass(frozen=True)
class Room:
    """How many bytes a body may have, and how many seconds it may take to arrive."""

    bytes: int
    seconds: float


FOR_A_FILE = Room(10 * 1024 * 1024, 60)
"""A scan or a photograph, from a place with a slow line."""
FOR_IDS = Room(10 * 1024 * 1024, LONGEST_BODY)
"""Ids of people, as many as a register has."""
USUAL: Mapping[str, Room] = MappingProxyType({})
"""Paths that take larger bodies than others, with `{id}` for a number in one: none."""
_NUMBER = re.compile(r"(?<=/)[0-9]+(?=/|$)")


class Edge:
    """ASGI middleware; one per application."""

    def __init__(self, app: ASGIApp, *, watch: Watch, tongues: Tongues, roomy: Mapping[str, Room] = USUAL) -> None:
        self.app = app
        self.roomy = roomy
        self.watch = watch
        self.tongues = tongues

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watch, begun = self.watch, perf_counter()
        given, languages = _stated(scope, _REQUEST_ID), _stated(scope, b"accept-language")
        request_id = given if _TRUSTED_ID.fullmatch(given) else token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        spoken = SPOKEN.set(self.tongues[preferred(languages)])
        span = watch.spans.asked(scope) if watch.spans and scope["path"] not in UNTRACED else None
        watch.metrics.in_flight += 1
        status, whole, broken = 0, False, False
        failure: Exception | None = None

        async def answer(message: Message) -> None:
            nonlocal status, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (_REQUEST_ID, request_id.encode())]
            await send(message)
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)

        room = (self.roomy and self.roomy.get(_NUMBER.sub("{id}", scope["path"]))) or Room(LARGEST_BODY, LONGEST_BODY)
        try:
            await self.app(scope, _limited(receive, room), answer)
        except ClientDisconnect:
            pass  # whoever asked has left
        except Exception as error:
            refusal = error if isinstance(error, DomainError) else trouble(error)
            if refusal is None or (isinstance(refusal, Unavailable) and not isinstance(refusal, Busy)):
                failure = error
                where = logs.where(error)
                log.error("trouble", extra={"app": watch.application, "request_id": request_id, "where": where})
            broken = bool(status)
            if not broken:
                response = problems.unexpected(request_id) if refusal is None else problems.from_domain(refusal)
                await response(scope, receive, answer)
        finally:
            SPOKEN.reset(spoken)
            seconds = perf_counter() - begun
            watch.metrics.in_flight -= 1
            method, route = scope["method"], getattr(scope.get("route"), "path", None)
            caller_class = scope["state"].get("caller_class")
            outcome = str(status) if whole else "cut" if broken else "left"
            watch.metrics.ended(route, method, caller_class, outcome, seconds)
            if span is not None:
                span.ended(
                    method=method,
                    route=route,
                    status=status or None,
                    outcome=outcome,
                    caller_class=caller_class,
                    request_id=request_id,
                    failure=failure,
                )
            log.info(
                {
                    "message": "request",
                    "app": watch.application,
                    "method": method,
                    "route": route,
                    "status": status or None,
                    "ms": round(seconds * 1000, 2),
                    "caller_class": caller_class,
                    "request_id": request_id,
                }
            )


def _stated(scope: Scope, name: bytes) -> str:
    """A header of a request, stated once or in several lines."""
    return b",".join(value for stated, value in scope["headers"] if stated == name).decode("latin-1")


def _limited(receive: Receive, room: Room) -> Receive:
    """The same body, refused as soon as it is longer than this request may be, or has taken longer to come."""
    taken = 0
    until: float | None = monotonic() + room.seconds

    async def counted() -> Message:
        nonlocal taken, until
        try:
            async with asyncio.timeout(until and until - monotonic()):
                message = await receive()
        except TimeoutError:
            raise TooSlow(
                "body-too-slow", "A body may take {seconds} seconds at the most.", seconds=room.seconds
            ) from None
        taken += len(message.get("body", b""))
        if taken > room.bytes:
            raise TooLarge("body-too-large", "A body may have {bytes} bytes at the most.", bytes=room.bytes)
        if not message.get("more_body"):
            until = None
        return message

    return counted
