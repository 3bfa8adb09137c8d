"""No answer without a mandate: a layer before routing, and the dependency that says in a signature who may call.

The layer verifies the mandate before anything of the request is looked at. `staff(Role.CASEWORKER)` in a route's
signature admits the roles named there and shows them in the OpenAPI document as `x-callers`.
"""

from collections.abc import Callable
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


class Guard:
    """ASGI middleware of a service: verifies the mandate of every request but the open ones."""

    def __init__(self, app: ASGIApp, *, audience: Service, key: bytes) -> None:
        self.app = app
        self.audience = audience
        self.key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in OPEN:
            mandate = mandates.verify(Headers(scope=scope).get(mandates.HEADER), self.key, self.audience)
            scope["state"]["mandate"] = mandate
            scope["state"]["caller_name"] = f"{mandate.caller_class}:{mandate.caller}"
            scope["state"]["request_id"] = mandate.request_id
        await self.app(scope, receive, send)


def staff(*roles: Role) -> Any:
    """The dependency of a route that staff in one of these roles may call; gives the mandate."""

    def admitted(request: Request) -> Mandate:
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
