"""Nobody asks unknown: a layer before routing, and the dependency that says in a signature who may call.

The layer knows who asks before anything else of the request is looked at: in a service by the mandate, in the gateway
by the access token. `staff(Role.CASEWORKER)` in a signature admits the roles named there and shows them in the OpenAPI
document as `x-callers`.
"""

import asyncio
from collections.abc import Callable
from time import time
from typing import Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import mandate as mandates
from shared.callers import CallerClass, Role, Service
from shared.errors import Forbidden
from shared.mandate import Mandate

OPEN = frozenset({"/health/live", "/health/ready", "/openapi.json"})

Admit = Callable[[Headers, dict[str, Any]], float | None]
"""Looks at a request's headers and notes in its state who asks, or refuses; gives the deadline if there is one."""


class Guard:
    """ASGI middleware: nobody comes past it unknown, whatever the path, but for the open ones."""

    def __init__(self, app: ASGIApp, *, admit: Admit, open: frozenset[str] = OPEN) -> None:
        self.app = app
        self.admit = admit
        self.open = open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self.open:
            deadline = self.admit(Headers(scope=scope), scope["state"])
            if deadline is not None:
                async with asyncio.timeout(deadline - time()):
                    return await self.app(scope, receive, send)
        return await self.app(scope, receive, send)


def with_mandate(audience: Service, key: bytes) -> Admit:
    """Admits requests that carry a mandate for this service."""

    def admit(headers: Headers, state: dict[str, Any]) -> float:
        mandate = mandates.verify(headers.get(mandates.HEADER), key, audience)
        state["mandate"] = mandate
        state["caller_name"] = f"{mandate.caller_class}:{mandate.caller}"
        state["caller_class"] = mandate.caller_class
        state["request_id"] = mandate.request_id
        return mandate.deadline

    return admit


def staff(*roles: Role) -> Any:
    """The dependency of a route that staff in one of these roles may call; gives the mandate."""

    async def admitted(request: Request) -> Mandate:
        mandate: Mandate = request.scope["state"]["mandate"]
        if mandate.caller_class is not CallerClass.STAFF or not admitted_roles.intersection(mandate.roles):
            raise Forbidden("not-your-role", f"Only for the roles {', '.join(roles)}.")
        return mandate

    admitted_roles = frozenset(roles)
    admitted.callers = tuple(roles)  # type: ignore[attr-defined]
    return Depends(admitted)


def callers(route: APIRoute) -> tuple[str, ...]:
    """Who may call a route, as its signature says."""
    found: list[str] = []
    pending = list(route.dependant.dependencies)
    while pending:
        dependant = pending.pop()
        pending.extend(dependant.dependencies)
        call: Callable[..., Any] | None = dependant.call
        found.extend(getattr(call, "callers", ()))
    return tuple(found)
