"""Which fields an answer may have: as its schema in the OpenAPI document says, under a ceiling."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from house import House
from routes import Route
from wire import Answer

from gateway.access import roles
from shared.callers import DatasetName, Role, Service

LEVELS = ("low", "moderate", "high", "severe")

_ALSO = {
    "/households/{id}/members": DatasetName.HOUSEHOLDS,
    "memberships": DatasetName.HOUSEHOLDS,
    "caseload": DatasetName.PEOPLE,
    "/selections/{id}/ranking": DatasetName.CANDIDATES,
    "/sittings/{id}/minutes": DatasetName.SITTINGS,
    "/sittings/{id}/minutes/page": DatasetName.SITTINGS,
    "/provisions/{id}/sheet": DatasetName.PROVISIONS,
    "/works/{id}/sheet": DatasetName.WORKDAYS,
    "composition": DatasetName.MEMBERS,
    "namings": DatasetName.MEMBERS,
    "seats": DatasetName.MEMBERS,
    "applicants": DatasetName.APPLICATIONS,
    "portfolio": DatasetName.APPLICATIONS,
    "displacement": DatasetName.DISPLACEMENTS,
    "subjects": DatasetName.PEOPLE,
    "lookups": DatasetName.PEOPLE,
    "registrations": DatasetName.PEOPLE,
    "identities": DatasetName.RESULTS,
    "given": DatasetName.ASSISTANCES,
    "reach": DatasetName.RESULTS,
    "support": DatasetName.RESULTS,
    "establishment": DatasetName.RESULTS,
    "/policing/areas/{pcode}": DatasetName.INDICATORS,
}


def dataset_of(route: Route) -> DatasetName | None:
    """The dataset of the last part of a path that is called after one."""
    whole = route.path.removeprefix("/v1")
    named = [_ALSO.get(part, part) for part in (*whole.split("/"), whole)]
    return next((DatasetName(part) for part in reversed(named) if part in set(DatasetName)), None)


def depth(role: Role, service: Service, dataset: DatasetName, severe: bool = False) -> str | None:
    """Up to which level a role opens a dataset."""
    scope = roles.scopes((role,), service, severe).get(dataset)
    return scope and scope.ceiling.value


def schemas(app: FastAPI, route: Route) -> list[Any]:
    """The schemas of a route's answer when it succeeds; a route that answers differently has several."""
    document = app.openapi()
    path = route.path if route.path in document["paths"] else route.path.removeprefix("/v1")
    answers = document["paths"][path][route.method.lower()]["responses"]
    content = next(answers[status] for status in answers if status.startswith("2"))["content"]
    schema = content["application/json"]["schema"]
    return [resolved(document, each) for each in schema.get("anyOf", [schema])]


def is_json(answer: Answer) -> bool:
    """Whether an answer has fields at all; a page for people has none."""
    return answer.headers.get(b"content-type") == b"application/json"


def resolved(document: Any, schema: Any) -> Any:
    """A schema with what it refers to in its place."""
    if isinstance(schema, list):
        return [resolved(document, part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        meant = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        schema = {**meant, **{key: value for key, value in schema.items() if key != "$ref"}}
    return {key: resolved(document, value) for key, value in schema.items()}


Depth = Callable[[DatasetName], str | None]
"""Up to which level a dataset is opened, if it is."""


def misfits(
    schema: Any, told: Any, ceiling: str, hidden: frozenset[str] = frozenset(), at: str = "", depth: Depth | None = None
) -> Iterator[str]:
    """Fields that an answer has and may not have, or may have and has not; at every depth.

    A part that says of which dataset it is has what `depth` says of that one.
    """
    for kind in schema.get("anyOf", ()):
        if kind.get("type") != "null" and told is not None:
            yield from misfits(kind, told, ceiling, hidden, at, depth)
    if isinstance(told, list) and "items" in schema:
        for one in told:
            yield from misfits(schema["items"], one, ceiling, hidden, at, depth)
    if not isinstance(told, Mapping) or "properties" not in schema:
        return
    ought = set()
    for name, inner in schema["properties"].items():
        level = inner.get("x-sensitivity")
        most: str | None = ceiling
        if depth is not None and "x-dataset" in inner:
            most = depth(DatasetName(inner["x-dataset"]))
        if level is None:
            yield f"{at}{name} has no sensitivity"
        elif most is not None and LEVELS.index(level) <= LEVELS.index(most) and name not in hidden:
            ought.add(name)
            if name in told:
                yield from misfits(inner, told[name], most, hidden, f"{at}{name}.", depth)
    yield from (f"{at}{name} is told" for name in sorted(set(told) - ought))
    yield from (f"{at}{name} is withheld" for name in sorted(ought - set(told)))


def owner_of(house: House, route: Route) -> Service | None:
    """The service that answers a route which the gateway passes on."""
    for service, app in house.services.items():
        paths = app.openapi()["paths"]
        if route.path.removeprefix("/v1") in paths and route.path not in house.gateway.openapi()["paths"]:
            return service
    return None
