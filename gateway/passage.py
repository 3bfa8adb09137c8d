"""What services offer staff, passed through: the caller's mandate goes in, the service's answer streams out as it is.

Partners never come here; to them these paths do not exist.
"""

import asyncio
import re
from collections.abc import Mapping
from time import time

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from gateway.access import mandates, roles
from gateway.access.callers import Caller
from gateway.clients.upstream import Answer, Upstream, unreachable
from gateway.clients.urgency import Urgency, asking
from gateway.ledger import rules as ledger
from gateway.ledger.rules import Told
from gateway.subjects import Concerning, people_of
from shared.callers import DatasetName, Service
from shared.edge import FOR_A_FILE, Room
from shared.errors import nothing_here

_BELOW_OTHERS = {DatasetName.PERCEPTION}
"""Datasets that are told below what they are about, and have no path of their own."""

OWNERS: Mapping[str, Service] = {
    **{dataset.value: service for dataset, service in roles.OWNERS.items() if dataset not in _BELOW_OTHERS},
    "memberships": Service.BENEFICIARY,
    "registrations": Service.BENEFICIARY,
    "caseload": Service.BENEFICIARY,
    "portfolio": Service.GRANTS,
}
"""The first part of a path, and the service that owns it."""

_JOBS = "jobs"
"""What every service has, and the gateway as well, each its own."""

_PATH = re.compile(
    rf"/v1/({_JOBS}/(?P<service>{'|'.join(Service)})|(?P<noun>{'|'.join(OWNERS)}))(?P<rest>(?!/lookup$|/[^/]*/(?:disclosures|profile|timeline|person)$|/[^/]*/results(/|$))(/[A-Za-z0-9-]{{1,64}}){{0,3}})",
    re.DOTALL,
)
"""What passes: a noun of a service and what is below it, but for what the gateway itself answers: lookups, what was
disclosed about a person, a profile, a timeline, who sits in a seat of a forum, and a project's results. Of jobs the
path says whose."""

ROOMY: Mapping[str, Room] = dict.fromkeys(
    ("/v1/files", "/v1/deliveries/{id}/files", "/v1/batches/{id}/files", "/v1/reports"), FOR_A_FILE
)
"""Paths that take larger bodies than others."""

METHODS = ("GET", "POST", "PUT")
"""What passes: those that some route of a service takes, and no others."""

_PARAMETER = re.compile(r"\{[^}]*\}")
_PASSED_ON = {b"content-type", b"idempotency-key", b"accept-language", b"if-match"}
_KEPT = {
    b"content-type",
    b"content-length",
    b"cache-control",
    b"retry-after",
    b"etag",
    b"location",
    b"allow",
    b"content-language",
    b"vary",
    *(
        b"content-disposition",
        b"x-content-type-options",
        b"content-security-policy",
        b"referrer-policy",
    ),  # of files, pages
}


class Passed(Response):
    """A service's answer on its way out; the service is left when the reader leaves.

    What it calls `inside` is called `outside` here, where an answer says where something is.
    """

    def __init__(self, answer: Answer, inside: str, outside: str) -> None:
        self._answer = answer
        self._inside, self._outside = inside.encode(), outside.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, self._placed(name, value)) for name, value in self._answer.headers if name in _KEPT]
        watching: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(None) as here:
                await send({"type": "http.response.start", "status": self._answer.status, "headers": headers})
                ahead = b""
                async for chunk in self._answer.body:
                    if ahead:
                        # A server that has lost its reader takes what is sent and says nothing.
                        watching = watching or asyncio.create_task(_watch(receive, here))
                        await send({"type": "http.response.body", "body": ahead, "more_body": True})
                    ahead = chunk
                await send({"type": "http.response.body", "body": ahead, "more_body": False})
        except TimeoutError:
            raise ClientDisconnect from None
        finally:
            if watching is not None:
                watching.cancel()
            await self._answer.close()

    def _placed(self, name: bytes, value: bytes) -> bytes:
        if name != b"location" or not value.startswith(self._inside):
            return value
        return self._outside + value.removeprefix(self._inside)


async def _watch(receive: Receive, here: asyncio.Timeout) -> None:
    """End what happens here when the reader leaves."""
    while (await receive())["type"] != "http.disconnect":
        pass
    here.reschedule(0)


class _Route(Route):
    """Recognises what passes in one look, before the gateway's own routes are tried one by one."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        found = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            return Match.NONE, {}
        matched = Match.FULL if scope["method"] in (self.methods or ()) else Match.PARTIAL
        return matched, {"endpoint": self.endpoint, "path_params": found.groupdict(), "route": self}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in staff alone, before anything else of the request is looked at, the method included."""
        caller: Caller = scope["state"]["caller"]
        if not caller.is_staff:
            raise nothing_here()
        await super().handle(scope, receive, send)


async def passage(request: Request) -> Response:
    """Pass a request of staff on to the service that owns the noun."""
    caller: Caller = request.scope["state"]["caller"]
    service, rest = request.path_params["service"], request.path_params["rest"]
    noun = _JOBS if service else request.path_params["noun"]
    owner = Service(service) if service else OWNERS[noun]
    body = await request.body()
    upstreams: Mapping[Service, Upstream] = request.app.state.upstreams
    request_id: str = request.scope["state"]["request_id"]
    deadline = time() + mandates.PATIENCE
    asked = Concerning(caller, request.method, f"/{noun}{rest}", body, request_id, deadline)
    subjects = await people_of(upstreams, asked)
    with asking(Urgency.MANY if request.method == "GET" and not rest else Urgency.PERSON):  # a list, or something else
        answer = await upstreams[owner].send(
            mandates.for_staff(caller, owner, request_id, subjects=subjects, deadline=deadline),
            request.method,
            f"/{noun}{rest}",
            query=request.scope["query_string"],
            body=body,
            headers=[(name, value) for name, value in request.scope["headers"] if name in _PASSED_ON],
            passed_on=True,
        )
    if answer.status == 401:  # the mandate was refused, not the caller's token
        await answer.close()
        raise unreachable(owner)
    await _note(request, caller, answer)
    return Passed(answer, f"/{noun}", _outside(owner, noun))


async def _note(request: Request, caller: Caller, answer: Answer) -> None:
    """Write down what the answer discloses, and about whom, as its service says, before a byte of it leaves."""
    try:
        if (disclosed := answer.disclosed) is not None:
            request_id = request.scope["state"]["request_id"]
            await ledger.note(request.app.state.database.appending, caller, Told.of(disclosed), request_id)
    except BaseException:
        await answer.close()
        raise


ROUTE = _Route("/v1/{noun}{rest:path}", passage, methods=METHODS)
"""A plain route: all that it takes is on its way to a service, which reads and refuses it itself."""


def outside(service: Service, method: str, path: str) -> str | None:
    """The path by which staff reach a route of a service through the door; nothing if the route stays inside."""
    noun, _, _ = path.removeprefix("/").partition("/")
    passes = _outside(service, noun) + path.removeprefix(f"/{noun}")
    found = _PATH.fullmatch(_PARAMETER.sub("1", passes))
    reached = found is not None and OWNERS.get(noun, service) is service and method in METHODS
    return passes if reached else None


def _outside(service: Service, noun: str) -> str:
    """What stands at the door for the first part of a service's path: it says whose jobs, as every service has some."""
    return f"/v1/{_JOBS}/{service}" if noun == _JOBS else f"/v1/{noun}"
