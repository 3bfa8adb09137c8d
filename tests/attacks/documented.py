"""What a document promises, tried out case by case: requests as it allows and as it forbids them, made by Schemathesis.

Every request is sent as somebody whom its route admits: what is tried is how an application answers, and not whom it
lets in.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import schemathesis.openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from surface import Surface

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
_OURS = {"host", "content-length", "authorization", "x-nexus-mandate"}
"""Headers that are ours to state."""
Application = Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]


@dataclass
class Tried:
    """How many requests were sent, how they were answered, and what was wrong with answers, each fault once."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{len(self.faults)} faults in {self.requests} requests {dict(self.statuses)}:\n" + "\n".join(
            f"{fault}\n{example}" for fault, example in list(self.faults.items())[:40]
        )


async def tried(
    surface: Surface,
    document: Mapping[str, Any],
    *,
    examples: int,
    seed: int | None = None,
    without_edges: Sequence[str] = (),
) -> Tried:
    """Try out every operation of a document, each with so many requests beside those at the edges of its schema; these
    are left out for some paths.

    With a seed it is the same each time.
    """
    config: dict[str, Any] = {
        "max-failures": None,
        "seed": seed,
        "cache": {"enabled": False},
        "warnings": False,
        "continue-on-failure": True,
        "phases": {"coverage": {"unexpected-methods": []}},  # who may not call a route learns nothing of its methods
        "generation": {
            "max-examples": examples,
            "database": "none",
            "no-shrink": True,
            "deterministic": seed is not None,
            "with-security-parameters": False,
        },
        "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
        "operations": [{"include-path": path, "phases": {"coverage": {"enabled": False}}} for path in without_edges],
    }
    config = {name: value for name, value in config.items() if value is not None}
    schema = schemathesis.openapi.from_dict(dict(document), config=SchemathesisConfig.from_dict(config))
    schema.app = _bridge(surface, asyncio.get_running_loop())
    return await asyncio.to_thread(_run, schema)


def _run(schema: Any) -> Tried:
    found = Tried()
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                _note(found, event.recorder)
            case events.NonFatalError():
                found.faults[f"{event.label}: {event.info.title}"] = event.info.format()
            case events.FatalError():
                raise event.exception
    return found


def _note(found: Tried, recorder: Any) -> None:
    for interaction in recorder.interactions.values():
        found.requests += 1
        if interaction.response is not None:
            found.statuses[interaction.response.status_code] += 1
    for id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure, interaction = check.failure_info.failure, recorder.interactions[id]
                request, response = interaction.request, interaction.response
                found.faults.setdefault(
                    f"{recorder.label}: {failure.title}",
                    f"    {failure.message}\n    {request.method} {request.uri} {request.body!r}\n"
                    f"    {response.status_code} {response.content[:1000]!r}",
                )


def _bridge(surface: Surface, home: asyncio.AbstractEventLoop) -> Application:
    """The application for whoever asks from another thread; it goes on in the event loop where it was started.

    As WSGI has it, for which no second event loop is begun for every request.
    """

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        names = {name: name.removeprefix("HTTP_").replace("_", "-").lower() for name in environ}
        stated = {names[name]: value for name, value in environ.items() if name.startswith("HTTP_")}
        headers = [(b"content-type", environ["CONTENT_TYPE"].encode("latin-1"))] if environ.get("CONTENT_TYPE") else []
        headers += [(name.encode(), value.encode("latin-1")) for name, value in stated.items() if name not in _OURS]
        path, query = environ["REQUEST_URI"], environ["QUERY_STRING"]
        target = f"{path}?{query}" if query else path
        asked = surface.send(environ["REQUEST_METHOD"], target, headers, environ["wsgi.input"].read())
        answer = asyncio.run_coroutine_threadsafe(asked, home).result()
        told = [(name.decode(), value.decode("latin-1")) for name, value in answer.headers.items()]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", told)
        return [answer.body]

    return app
