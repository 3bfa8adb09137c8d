"""Everything that a partner is told is told under an agreement and written down, or said here why it need not be."""

import inspect

from applications import app
from fastapi.routing import APIRoute

from commandline.document import routes
from gateway.ledger.telling import tell, tell_under_each
from shared.callers import CallerClass

PARTNERS = {caller for caller in CallerClass if caller is not CallerClass.STAFF}

WAYS = (tell, tell_under_each)
"""What reads agreements as they stand, and writes down what is told before it leaves."""

WITHOUT = {
    "GET /v1/places": "places are no secret",
    "GET /v1/places/{pcode}": "places are no secret",
    "GET /v1/places/shapes": "places are no secret",
    "GET /v1/places/{pcode}/shape": "places are no secret",
    "GET /v1/codelists": "codes are no secret",
    "GET /v1/codelists/{codelist}": "codes are no secret",
    "GET /v1/me": "what the partner itself may do",
    "GET /v1/agreements/{code}": "the partner's own agreement",
    "GET /v1/agreements/{code}/page": "the partner's own agreement",
    "POST /v1/agreements/{code}/explain": "the partner's own agreement",
    "GET /v1/recalls": "written down for each agreement that people were told of under, also when it has ended",
    "POST /v1/recalls/confirm": "says how many of the partner's own words were understood",
}
"""Ways out to partners that do not go through one of `WAYS`, each with its reason."""


def ways_out() -> dict[str, APIRoute]:
    """The routes of the gateway that partners may call."""
    return {
        f"{method} {route.path}": route
        for route in routes(app("gateway"))
        for method in route.methods or ()
        if PARTNERS & set((route.openapi_extra or {}).get("x-callers", ()))
    }


def tells(endpoint: object) -> bool:
    """Whether a route's function ends in one of `WAYS`, itself or through a function beside it."""
    module = inspect.getmodule(endpoint)
    pending, seen = [endpoint], set()
    while pending:
        function = pending.pop()
        code = getattr(function, "__code__", None)
        if code is None or function in seen:
            continue
        seen.add(function)
        if any(way.__name__ in code.co_names and getattr(module, way.__name__, None) is way for way in WAYS):
            return True
        pending += [
            found for name in code.co_names if inspect.getmodule(found := getattr(module, name, None)) is module
        ]
    return False


def forgotten(found: dict[str, APIRoute]) -> list[str]:
    return [name for name, route in found.items() if name not in WITHOUT and not tells(route.endpoint)]


def test_every_way_out_to_a_partner_is_told_under_an_agreement_and_written_down() -> None:
    found = ways_out()
    assert {"POST /v1/people/lookup", "GET /v1/projects/{code}/results"} <= found.keys()
    assert forgotten(found) == []
    assert set(WITHOUT) <= set(found)


def test_a_way_out_that_forgets_is_noticed() -> None:
    async def careless() -> None:
        """Answers a partner and says nothing to anybody."""

    assert forgotten({"GET /v1/secrets": APIRoute("/v1/secrets", careless)}) == ["GET /v1/secrets"]
