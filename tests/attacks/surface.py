"""Routes, and how one gets to them with every right there is."""

import json
import re
from collections.abc import Callable, Sequence
from itertools import chain

from bad_input import Attack
from house import PARTNERS, House, bearing, mandated, passed_on
from routes import Route, routes_in, routes_of
from starlette.types import ASGIApp
from wire import Answer, Headers, ask

from gateway.access.roles import PURPOSES
from gateway.document.files import DOCUMENT
from shared.callers import CallerClass, Role, Service
from shared.mandate import GATEWAY

OPEN = ("/health/", "/.well-known/", "/oauth2/")
EVERYBODY = tuple(Role)


class Surface:
    """Routes, and how one gets to them with every right there is.

    `caller` gives the header that proves somebody whom a route admits, of those that its document names.
    """

    def __init__(
        self,
        name: str,
        app: ASGIApp,
        routes: Sequence[Route],
        caller: Callable[[tuple[str, ...]], tuple[bytes, bytes]],
    ):
        self.name = name
        self.app = app
        self.routes = [route for route in routes if not route.path.startswith(OPEN)]
        self._caller = caller
        self._by_length: dict[int, list[tuple[re.Pattern[str], Route]]] = {}
        for route in self.routes:
            form = re.compile(re.sub(r"\{\w+\}", "[^/]+", route.path))
            self._by_length.setdefault(route.path.count("/"), []).append((form, route))

    async def ask(self, attack: Attack) -> Answer:
        headers = []
        if attack.content_type is not None:
            headers.append((b"content-type", attack.content_type))
        if attack.key is not None:
            headers.append((b"idempotency-key", attack.key))
        if attack.match is not None and attack.method == "PUT":
            headers.append((b"if-match", attack.match))
        return await self.send(attack.method, attack.target, headers, attack.body)

    async def send(self, method: str, target: str, headers: Headers, body: bytes) -> Answer:
        """Ask as somebody whom the route admits, or as nobody where anybody may."""
        path = target.partition("?")[0]
        caller = [] if path.startswith(OPEN) else [self._caller(self._callers(method, path))]
        return await ask(self.app, method, target, [*caller, *headers], body)

    def _callers(self, method: str, path: str) -> tuple[str, ...]:
        """Who may call the route that such a request gets to: by its method, or else any of those of its path."""
        routes = self._of(path)
        routes = [route for route in routes if route.path == path] or routes
        meant = [route for route in routes if route.method == method] or routes
        return tuple(dict.fromkeys(caller for route in meant for caller in route.callers))

    def offered(self, path: str) -> frozenset[str]:
        """The methods of every route that the path may be of."""
        return frozenset(route.method for route in self._of(path))

    def _of(self, path: str) -> list[Route]:
        """The routes that the path may be of."""
        return [route for form, route in self._by_length.get(path.count("/"), ()) if form.fullmatch(path)]


def surface_of(house: House, name: str) -> Surface:
    def token(callers: tuple[str, ...]) -> tuple[bytes, bytes]:
        caller_class = only_partner(callers)
        if caller_class:
            return bearing(house.partner(caller_class, PARTNERS[caller_class]))[1]
        # Roles act together that ask for one purpose; officers keep what others only ask for.
        named = [role for role in EVERYBODY if role in callers] or [EVERYBODY[0]]
        purpose = PURPOSES[Role.DATA_PROTECTION_OFFICER if Role.DATA_PROTECTION_OFFICER in named else named[0]][0]
        return bearing(house.staff(*(role for role in named if PURPOSES[role][0] is purpose)))[1]

    def mandate(callers: tuple[str, ...]) -> tuple[bytes, bytes]:
        if callers == (GATEWAY,):
            return mandated(house.own_mandate(service))[1]
        caller_class = only_partner(callers)
        if caller_class:
            return mandated(house.mandate(service, caller_class=caller_class))[1]
        return mandated(house.mandate(service, *EVERYBODY))[1]

    if name == "gateway":
        return Surface(name, house.gateway, list(routes_of(house.gateway)), token)
    if name == "passed on":
        behind = chain.from_iterable(routes_of(app, "/v1") for app in house.services.values())
        routes = [route for route in behind if passed_on(route.path.removeprefix("/v1"))]
        return Surface(name, house.gateway, routes, token)
    if name == "door":
        return Surface(name, house.gateway, list(routes_in(json.loads(DOCUMENT.read_bytes()))), token)
    service = Service(name)
    return Surface(name, house.services[service], list(routes_of(house.services[service])), mandate)


def only_partner(callers: tuple[str, ...]) -> CallerClass | None:
    """A class of partner that comes in where no staff does."""
    if {*Role, CallerClass.STAFF}.intersection(callers):
        return None
    return next((caller_class for caller_class in PARTNERS if caller_class in callers), None)
