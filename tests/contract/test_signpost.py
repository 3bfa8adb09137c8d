"""Finding a route at once finds the one that trying them one by one would have found."""

import re

import pytest
from applications import METADATA, app
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from commandline.document import routes
from shared.signpost import Signpost


def scope(method: str, path: str) -> Scope:
    return {"type": "http", "method": method, "path": path, "headers": [], "state": {}}


def one_by_one(tried: list[BaseRoute], asked: Scope) -> BaseRoute | None:
    return next((route for route in tried if route.matches(asked)[0] is Match.FULL), None)


@pytest.mark.parametrize("name", METADATA)
def test_every_route_is_found_at_once(name: str) -> None:
    application = app(name)
    [signpost] = (route for route in application.routes if isinstance(route, Signpost))
    known: list[BaseRoute] = [*routes(application)]
    for route in routes(application):
        for method in route.methods or ():
            asked = scope(method, re.sub(r"\{[^}]*\}", "1", route.path))
            match, found = signpost.matches(asked)
            assert match is Match.FULL, route.path
            assert found["route"] is one_by_one(known, asked)


@pytest.mark.parametrize("path", ["/awards/1/", "/v1/given", "/given\n", "/nothing", "", "awards", "/v1/", "//awards"])
def test_what_it_does_not_know_it_leaves_to_the_routes_behind_it(path: str) -> None:
    [signpost] = (route for route in app("grants").routes if isinstance(route, Signpost))
    assert signpost.matches(scope("GET", path)) == (Match.NONE, {})


def test_another_method_is_refused_by_the_route_itself() -> None:
    [signpost] = (route for route in app("grants").routes if isinstance(route, Signpost))
    assert signpost.matches(scope("PUT", "/given")) == (Match.NONE, {})
