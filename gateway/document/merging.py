"""One OpenAPI document out of four: what the gateway offers itself, and what it passes on to the services.

Documents in, a document out; nothing is read or served here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.document import conventions
from gateway.document.schemas import Clash, renamed, shown, united, used
from shared.callers import Service

Document = Mapping[str, Any]
Operation = Mapping[str, Any]

Outside = Callable[[Service, str, str], str | None]
"""By which path a service's route (its method and path) is reached through the door; nothing if it is not."""

GATEWAY = "gateway"
_PARAMETER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Offer:
    """An operation at the door: who answers it, by which path and method it is reached, and what it is."""

    owner: str
    path: str
    method: str
    operation: Operation


def merged(
    own: Document, theirs: Mapping[Service, Document], outside: Outside, introduction: str, problems: Mapping[str, Any]
) -> dict[str, Any]:
    """The document of the door; `problems` describes each type of problem.

    Raises `Clash` where two routes or schemas could not be told apart in it.
    """
    documents = {GATEWAY: own, **{service.value: document for service, document in theirs.items()}}
    offers = _without_the_shadowed([*_passed(theirs, outside), *_own(own)])
    schemas, names = united({owner: _used(owner, offers, document) for owner, document in documents.items()}, GATEWAY)
    tags = _tags(offers, documents)
    order = {tag["name"]: place for place, tag in enumerate(tags)}
    paths: dict[str, dict[str, Any]] = {}
    for offer in sorted(offers, key=lambda offer: (order[offer.operation["tags"][0]], offer.path)):
        paths.setdefault(offer.path, {})[offer.method] = _told(offer, names[offer.owner])
    return {
        "openapi": own["openapi"],
        "info": {**own["info"], "description": introduction},
        "servers": [{"url": "/", "description": "Wherever this document was read."}],
        "security": [{name: []} for name in conventions.SECURITY],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": {**schemas, **conventions.SCHEMAS},
            "parameters": {**_headers(offers), **conventions.PARAMETERS},
            "headers": conventions.HEADERS,
            "responses": conventions.RESPONSES,
            "securitySchemes": conventions.SECURITY,
        },
        "x-problems": dict(problems),
    }


def _own(document: Document) -> Iterator[Offer]:
    for path, method, operation in _operations(document):
        yield Offer(GATEWAY, path, method, operation)


def _passed(theirs: Mapping[Service, Document], outside: Outside) -> Iterator[Offer]:
    for service, document in theirs.items():
        for path, method, operation in _operations(document):
            reached = outside(service, method.upper(), path)
            if reached is not None:
                yield Offer(service.value, reached, method, operation)


def _operations(document: Document) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _without_the_shadowed(offers: list[Offer]) -> list[Offer]:
    """What is really reached: of two routes that the same request fits, the gateway's own."""
    known: dict[tuple[str, str], Offer] = {}
    spelt: dict[str, str] = {}
    for offer in offers:
        shape = _PARAMETER.sub("{}", offer.path)
        before = known.get((shape, offer.method))
        if before is not None and offer.owner != GATEWAY:
            raise Clash(f"{before.owner} and {offer.owner} both answer {offer.method.upper()} {offer.path}")
        if spelt.setdefault(shape, offer.path) != offer.path:
            raise Clash(f"{spelt[shape]} and {offer.path} are one path")
        known[shape, offer.method] = offer
    return list(known.values())


def _used(owner: str, offers: list[Offer], document: Document) -> dict[str, Any]:
    """The schemas of an owner's that its operations refer to."""
    operations = [offer.operation for offer in offers if offer.owner == owner]
    schemas = document.get("components", {}).get("schemas", {})
    told = used([operation["responses"] for operation in operations], schemas)
    return {name: shown(schema, whole=name in told) for name, schema in used(operations, schemas).items()}


def _tags(offers: list[Offer], documents: Mapping[str, Document]) -> list[dict[str, str]]:
    """The tags in use, first of what services keep, then of what the gateway does; each as its owner describes it."""
    borne = {(offer.owner, tag) for offer in offers for tag in offer.operation["tags"]}
    found: dict[str, dict[str, str]] = {}
    for owner in (*Service, GATEWAY):
        for tag in documents[owner].get("tags", ()):
            if (owner, tag["name"]) in borne:
                found.setdefault(tag["name"], tag)
    return list(found.values())


def _headers(offers: list[Offer]) -> dict[str, Any]:
    """The headers that routes take, each said once."""
    found: dict[str, Any] = {}
    for offer in offers:
        for parameter in offer.operation.get("parameters", ()):
            if conventions.is_header(parameter):
                name = conventions.component(parameter["name"])
                if found.setdefault(name, parameter) != parameter:
                    raise Clash(f"routes say different things of the header {parameter['name']}")
    return found


def _told(offer: Offer, names: Mapping[str, str]) -> dict[str, Any]:
    """An operation as the door describes it."""
    told: dict[str, Any] = renamed(dict(offer.operation), names)
    callers = told.get("x-callers", [])
    told["operationId"] = f"{offer.owner}_{told['operationId']}"
    told["parameters"] = [
        *(conventions.referred(parameter) for parameter in told.get("parameters", ())),
        *conventions.headers_for(callers, reads=offer.method == "get" or offer.path.endswith("/search")),
    ]
    told["responses"] = conventions.responses(told["responses"])
    if not callers:
        told["security"] = []
    return told
