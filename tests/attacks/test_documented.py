"""Applications answer as their documents promise, whatever is asked of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import pytest
from access_sizes import LONG, size
from documented import Tried, tried
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from house import House
from pydantic import BaseModel, ConfigDict, Field
from routes import routes_of
from surface import Surface, surface_of

from gateway.document import conventions
from gateway.document.files import DOCUMENT
from shared.callers import Service

CLAIMED = 10_000
"""Requests to each application in a long run."""

HEADERS_AT = "/v1/me"
"""Where those headers are tried that all routes of the door take alike: a bad one is refused before all else."""


@pytest.mark.parametrize("service", Service)
async def test_a_service_answers_as_its_document_promises(
    house: House, service: Service, record_property: Callable[[str, object], None]
) -> None:
    document = house.services[service].openapi()
    for asks in document["paths"]["/events"].values():  # which is answered after seconds if it may wait
        asks["parameters"] = [each for each in asks["parameters"] if each["name"] != "wait"]
    found = await promised(surface_of(house, service), document, short=4)
    record_property(f"requests to {service}, with {len(found.faults)} faults", found.requests)
    assert not found.faults, found


async def test_the_door_answers_as_its_document_promises(
    known: House, record_property: Callable[[str, object], None]
) -> None:
    own = {route.path for route in routes_of(known.gateway)}
    behind = {route.path for app in known.services.values() for route in routes_of(app, "/v1")} - own
    # At its edges in a short run a service is tried by itself.
    found = await promised(surface_of(known, "door"), document(), short=2, without_edges=() if LONG else sorted(behind))
    record_property(f"requests to the door, with {len(found.faults)} faults", found.requests)
    assert not found.faults, found


async def promised(
    surface: Surface, document: Mapping[str, Any], *, short: int, without_edges: Sequence[str] = ()
) -> Tried:
    """Every operation with a few examples, the same each time; or, at length, as many requests as are claimed."""
    found = await tried(
        surface,
        document,
        examples=size(short, CLAIMED // len(surface.routes)),
        seed=None if LONG else 1,
        without_edges=without_edges,
    )
    assert found.requests > size(short * len(surface.routes), CLAIMED)
    # Where nothing is ever taken, nothing can be taken that should not be.
    assert {200, 201} <= found.statuses.keys()
    return found


def document() -> dict[str, Any]:
    """The document of the door, with the headers that all routes take at one of them alone."""
    written: dict[str, Any] = json.loads(DOCUMENT.read_bytes())
    alike = [{"$ref": f"#/components/parameters/{name}"} for name in conventions.PARAMETERS]
    for path, operations in written["paths"].items():
        for operation in operations.values():
            if path != HEADERS_AT and "parameters" in operation:
                operation["parameters"] = [each for each in operation["parameters"] if each not in alike]
    return written


# --- the harness itself ----------------------------------------------------------------------------------------------


class Planted(BaseModel):
    """What the planted application promises to take."""

    model_config = ConfigDict(extra="forbid")

    level: Annotated[int, Field(ge=0, le=4)]


class Shown(BaseModel):
    level: int


def planted() -> FastAPI:
    """An application with one fault of each kind in it, each on a path of its own."""
    app = FastAPI()

    async def stated(request: Request) -> dict[str, Any] | None:
        """The body if it is an object with a level in it."""
        try:
            body = await request.json()
            Planted.model_validate({"level": body["level"]}, strict=True)
        except (ValueError, TypeError, KeyError):
            return None
        return dict(body)

    def route(path: str) -> Callable[..., Any]:
        body = {"content": {"application/json": {"schema": Planted.model_json_schema()}}, "required": True}
        return app.post(path, response_model=Shown, responses={422: {}}, openapi_extra={"requestBody": body})

    @route("/crashes")
    async def crashes(request: Request) -> Response:
        body = await stated(request)
        if body is not None and body["level"] == 4:
            raise RuntimeError("planted")
        return JSONResponse({"level": 0}, 422 if body is None or len(body) > 1 else 200)

    @route("/takes-more")
    async def takes_more(request: Request) -> Response:
        return JSONResponse({"level": 0}, 422 if await stated(request) is None else 200)

    @route("/tells-otherwise")
    async def tells_otherwise(request: Request) -> Response:
        body = await stated(request)
        return JSONResponse({"level": "0"}, 422 if body is None or len(body) > 1 else 200)

    @route("/answers-otherwise")
    async def answers_otherwise(request: Request) -> Response:
        body = await stated(request)
        return JSONResponse({"level": 0}, 418 if body is None or len(body) > 1 else 200)

    @route("/speaks-plainly")
    async def speaks_plainly(request: Request) -> Response:
        body = await stated(request)
        return PlainTextResponse("0", 422) if body is None or len(body) > 1 else PlainTextResponse("0", 200)

    @route("/keeps-its-promise")
    async def keeps_its_promise(request: Request) -> Response:
        body = await stated(request)
        return JSONResponse({"level": 0}, 422 if body is None or len(body) > 1 else 200)

    return app


async def test_the_harness_sees_a_crash_a_field_too_much_and_answers_that_were_not_promised() -> None:
    app = planted()
    surface = Surface("planted", app, list(routes_of(app)), lambda _: (b"x-nothing", b"0"))
    found = await tried(surface, app.openapi(), examples=5, seed=1)
    assert set(found.faults) == {
        "POST /crashes: Server error",
        "POST /crashes: Undocumented status code",
        "POST /takes-more: Schema-violating request accepted",
        "POST /tells-otherwise: Response violates schema",
        "POST /answers-otherwise: Undocumented status code",
        "POST /answers-otherwise: Schema-violating request accepted",  # which 418 does not refuse
        "POST /speaks-plainly: Undocumented Content-Type",
    }, found


async def test_a_run_with_a_seed_is_the_same_each_time() -> None:
    app = planted()
    surface = Surface("planted", app, list(routes_of(app)), lambda _: (b"x-nothing", b"0"))
    first, second = [await tried(surface, app.openapi(), examples=5, seed=1) for _ in range(2)]
    assert (first.requests, first.statuses) == (second.requests, second.statuses)
