"""Nobody asks unknown: a layer before routing, and the dependency that says in a signature who may call.

The layer knows who asks before anything else of the request is looked at: in a service by the mandate, in the gateway
by the access token. `staff(Role.CASEWORKER)` in a signature admits the roles named there and shows them in the OpenAPI
document as `x-callers`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from time import time
from typing import Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import mandate as mandates
from shared.callers import CallerClass, Role, Service
from shared.deadlines import DEADLINE
from shared.errors import Forbidden
from shared.mandate import GATEWAY, Mandate

OPEN = frozenset({"/health/live", "/health/ready"})

Admit = Callable[[Scope], Awaitable[float | None]]
"""Looks at a request's scope and notes in its state who asks, or refuses; gives the deadline if there is one."""

Judge = Callable[[dict[str, Any]], Any]
"""Says of a request's state who comes in to a route, or refuses."""


class Guard:
    """ASGI middleware: nobody comes past it unknown, whatever the path, but for the open ones."""

    def __init__(
        self, app: ASGIApp, *, admit: Admit, open: frozenset[str] = OPEN, patience: float | None = None
    ) -> None:
        """With `patience` an answer begins within so many seconds from when its request is there, body and all."""
        self.app = app
        self.admit = admit
        self.open = open
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.patience is None or scope["type"] != "http":
            await self._pass(scope, receive, send)
        else:
            await self._pass_in_time(scope, receive, send, self.patience)

    async def _pass_in_time(self, scope: Scope, receive: Receive, send: Send, patience: float) -> None:
        now, waiting = asyncio.get_running_loop().time, True
        end = now() + patience
        async with asyncio.timeout_at(end) as until:

            async def coming() -> Message:
                """While a body comes, nobody is late but whoever sends it, and the edge sees to that."""
                nonlocal waiting, end
                if not waiting or until.expired():
                    return await receive()
                until.reschedule(None)
                begun = now()
                message = await receive()
                end += now() - begun
                until.reschedule(end)
                waiting = message.get("more_body", False)
                return message

            async def begun(message: Message) -> None:
                nonlocal waiting
                waiting = False
                if not until.expired():
                    until.reschedule(None)
                await send(message)

            await self._pass(scope, coming, begun)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self.open:
            deadline = await self.admit(scope)
            if deadline is not None:
                noted = DEADLINE.set(deadline)
                try:
                    async with asyncio.timeout(deadline - time()) as until:

                        async def begun(message: Message) -> None:
                            """An answer that has begun in time comes as fast as it is taken."""
                            if message["type"] == "http.response.start" and not until.expired():
                                until.reschedule(None)
                            await send(message)

                        return await self.app(scope, receive, begun)
                finally:
                    DEADLINE.reset(noted)
        return await self.app(scope, receive, send)


def with_mandate(audience: Service, key: bytes) -> Admit:
    """Admits requests that carry a mandate for this service."""

    async def admit(scope: Scope) -> float:
        mandate = mandates.verify(Headers(scope=scope).get(mandates.HEADER), key, audience)
        state = scope["state"]
        state["mandate"] = mandate
        state["caller_name"] = GATEWAY if mandate.for_gateway else f"{mandate.caller_class}:{mandate.caller}"
        state["caller_class"] = GATEWAY if mandate.for_gateway else mandate.caller_class
        state["request_id"] = mandate.request_id
        return mandate.deadline

    return admit


def staff(*roles: Role, partners: tuple[CallerClass, ...] = ()) -> Any:
    """The dependency of a service's route for staff in one of these roles, and for these classes of partner.

    Gives the mandate.
    """

    def judge(state: dict[str, Any]) -> Mandate:
        mandate: Mandate = state["mandate"]
        if mandate.caller_class is CallerClass.STAFF:
            if not admitted_roles.intersection(mandate.roles):
                raise Forbidden("not-your-role", "Only for the roles {roles}.", roles=roles)
        elif mandate.caller_class not in partners:
            raise Forbidden("not-your-class", "Not for partners of this class.")
        return mandate

    admitted_roles = frozenset(roles)
    return admits((*roles, *partners), judge)


def partners(*classes: CallerClass) -> Any:
    """The dependency of a service's route that only partners of these classes meet. Gives the mandate."""
    return staff(partners=classes)


def gateway() -> Any:
    """The dependency of a service's route for the gateway's own work, which no caller's mandate opens.

    Gives the mandate.
    """

    def judge(state: dict[str, Any]) -> Mandate:
        mandate: Mandate = state["mandate"]
        if not mandate.for_gateway:
            raise Forbidden("not-for-callers", "Only for the gateway's own work.")
        return mandate

    return admits((GATEWAY,), judge)


def admits(callers: tuple[str, ...], judge: Judge) -> Any:
    """The dependency of a route that `judge` guards; the route shows `callers` and judges before it reads a body."""

    async def admitted(request: Request) -> Any:
        return judge(request.scope["state"])

    admitted.callers = callers  # type: ignore[attr-defined]
    admitted.judge = judge  # type: ignore[attr-defined]
    return Depends(admitted)


def callers(route: APIRoute) -> tuple[str, ...]:
    """Who may call a route, as its signature says."""
    return tuple(caller for call in calls(route) for caller in getattr(call, "callers", ()))


def judges(route: APIRoute) -> tuple[Judge, ...]:
    """Who says whether a request may enter a route."""
    return tuple(call.judge for call in calls(route) if hasattr(call, "judge"))


def calls(route: APIRoute) -> Iterator[Any]:
    pending = list(route.dependant.dependencies)
    while pending:
        dependant = pending.pop()
        pending.extend(dependant.dependencies)
        yield dependant.call
