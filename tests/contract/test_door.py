"""Everything that services offer staff is reached through the door, and one document there says so, which is true."""

import json
import re
from typing import Any

import httpx
import pytest
from applications import app, apps
from fastapi import FastAPI
from openapi_spec_validator import validate

from commandline import refusals
from commandline.document import INSIDE, described, routes, written
from gateway import passage
from gateway.document.files import DOCUMENT, PLACES
from gateway.document.routes import POLICY
from shared.callers import Role, Service

BEHIND = {
    "GET /events": "what happened, which the gateway follows",
    "POST /moments": "fixes a moment, before the gateway composes an answer as of it",
    "POST /subjects": "whom a request names",
    "GET /namings/{id}": "who was recorded to sit in a seat, before it is asked whether they still consent",
    "POST /subjects/consenting": "who of some people consents now to be named to staff",
    "POST /lookups": "people whom a partner seeks",
    "POST /lookups/withdrawn": "whom partners are recalled about",
    "POST /assistances/lookup": "assistance of people whom a partner looked up",
    "GET /identities": "who is one person, before anything counts them",
    "POST /identities/clusters": "who is one person since something was merged, before grants is told",
    "POST /identities/households/clusters": "what is one household since something was merged, before grants is told",
    "GET /applicants": "who owns an enterprise that applies, before the committee rules on it",
    "POST /identities": "takes note of who is one person",
    "POST /identities/households": "takes note of what is one household",
    "POST /identities/concerned": "of whom else to know who is one person, before findings follow",
    "POST /subjects/record": "the anchor of a person's profile",
    "POST /given": "a part of a person's profile",
    "POST /seats": "a part of a person's profile",
    "POST /timelines/person": "a part of a person's timeline",
    "POST /timelines/area": "a part of an area's timeline",
    "GET /reach": "a part of a project's results",
    "GET /support": "a part of a project's results",
    "POST /support": "the same, where some of the people are one person",
    "GET /establishment": "a part of a project's results",
    **dict.fromkeys(
        (f"GET /areas/{{pcode}}/{noun}" for noun in ("people", "awards", "indicators")), "a part of an area's profile"
    ),
    "GET /policing/areas/{pcode}": "what a ministry is told in an area's profile",
    "GET /reach/quarters": "a part of a project's results by quarter",
    "POST /support/quarters": "a part of a project's results by quarter",
    "GET /establishment/quarters": "a part of a project's results by quarter",
    **{
        f"GET /policing/{noun}": "what a ministry is told, by references of its own"
        for noun in ("forums", "indicators", "meetings", "minutes", "concerns", "plans", "actions", "referrals")
    },
    "POST /policing/actions/{id}/end": "what the police say of an action of theirs",
    "POST /policing/referrals/{id}/answer": "what the police say of what was passed on to them",
    **{
        f"{method} /cohorts/{path}": "a part of a cohort"
        for method, path in (
            *(("GET", "criteria"), ("POST", "sizes"), ("POST", "sets"), ("GET", "merged"), ("POST", "consenting")),
            *(("POST", "counts"), ("POST", "listed")),
        )
    },
    "GET /health/live": "of one process",
    "GET /health/ready": "of one process",
}
"""Routes of services that the gateway alone asks, each with what for."""

OPEN = {"/health/live", "/health/ready", "/oauth2/client/token", "/.well-known/jwks.json"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return described(apps())


def offered(of: FastAPI) -> set[tuple[str, str]]:
    """The method and path of every route."""
    return {(method, route.path) for route in routes(of) for method in route.methods or ()}


def filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "1", path)


# --- what passes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", Service)
def test_every_route_of_a_service_is_reached_through_the_door_or_it_is_said_why_not(service: Service) -> None:
    for method, path in offered(app(service)):
        inside = f"{method} {path}" in BEHIND
        reached = passage.outside(service, method, path)
        at = f"/v1/jobs/{service}" + path.removeprefix("/jobs") if path.startswith("/jobs") else f"/v1{path}"
        assert reached == (None if inside else at), f"{method} {path} of {service}: see passage.py, or BEHIND"


def test_what_is_said_to_stay_behind_the_door_exists() -> None:
    assert {f"{method} {path}" for service in Service for method, path in offered(app(service))} >= BEHIND.keys()


def test_only_methods_pass_that_some_route_takes() -> None:
    taken = {
        method for service in Service for method, path in offered(app(service)) if f"{method} {path}" not in BEHIND
    }
    assert set(passage.METHODS) == taken


def test_what_passes_is_for_staff() -> None:
    for service in Service:
        for route in routes(app(service)):
            for method in route.methods or ():
                if passage.outside(service, method, route.path):
                    assert set((route.openapi_extra or {})["x-callers"]) <= set(Role), route.path


def test_every_noun_has_one_owner() -> None:
    owners: dict[str, set[Service]] = {}
    for service in Service:
        for method, path in offered(app(service)):
            if (reached := passage.outside(service, method, path)) and not reached.startswith("/v1/jobs/"):
                owners.setdefault(path.split("/")[1], set()).add(service)
    assert owners == {noun: {service} for noun, service in passage.OWNERS.items()}


def test_nothing_of_the_gateways_own_is_passed_on() -> None:
    for _, path in offered(app("gateway")):
        assert passage._PATH.fullmatch(filled(path)) is None, path


# --- the document -----------------------------------------------------------------------------------------------------


def test_the_document_that_is_served_is_the_one_that_the_code_describes(document: dict[str, Any]) -> None:
    stands = DOCUMENT.read_text(encoding="utf-8")
    assert stands == written(document), "docs/openapi.json is stale: run `make document` and commit what it writes"


def test_no_schema_is_called_by_where_its_code_lives(document: dict[str, Any]) -> None:
    assert not [name for name in document["components"]["schemas"] if "__" in name]


def test_the_document_is_as_the_standard_wants_it(document: dict[str, Any]) -> None:
    validate(document)
    broken = json.loads(json.dumps(document))
    broken["paths"]["/v1/people"]["post"]["responses"]["201"]["content"]["application/json"]["schema"] = {
        "$ref": "#/components/schemas/Nothing"
    }
    with pytest.raises(Exception, match="Nothing"):
        validate(broken)


def test_the_document_names_what_is_reached_and_nothing_else(document: dict[str, Any]) -> None:
    named = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    own = {(method, path) for method, path in offered(app("gateway")) if path not in PLACES}
    passed = {
        (method, reached)
        for service in Service
        for method, path in offered(app(service))
        if (reached := passage.outside(service, method, path))
    }
    assert named == own | passed
    assert len(passed) > 50


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_says_who_may_call_it_or_is_open(document: dict[str, Any]) -> None:
    assert document["security"] == [{"bearer": []}]
    for method, path, operation in operations(document):
        assert (operation.get("security") == []) == (path in OPEN), path
        assert bool(operation.get("x-callers")) == (path not in OPEN), (method, path)


def test_every_property_that_is_described_at_the_door_says_how_sensitive_it_is(document: dict[str, Any]) -> None:
    of_nobody = {"TokenRequest", "TokenView", "Voiding", "Ending", "Problem", "HealthView"}
    without = [
        f"{schema}.{name}"
        for schema, parts in document["components"]["schemas"].items()
        if schema not in of_nobody
        for name, part in parts.get("properties", {}).items()
        if "x-sensitivity" not in part
    ]
    assert without == []


def test_every_tag_is_described_and_every_operation_bears_one(document: dict[str, Any]) -> None:
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert all(len(said) > 10 for said in described.values())
    for _, path, operation in operations(document):
        assert len(operation["tags"]) == 1, path
        assert operation["tags"][0] in described


def test_every_write_takes_a_key_and_every_route_refuses_alike(document: dict[str, Any]) -> None:
    key = {"$ref": "#/components/parameters/IdempotencyKey"}
    keyless = {"/v1/people/lookup", "/v1/people/search", "/oauth2/client/token"}
    keyless |= {"/v1/cohorts/{id}/run", "/v1/cohorts/{id}/members"}
    for method, path, operation in operations(document):
        assert (key in operation["parameters"]) == (method != "get" and path not in keyless), (method, path)
        assert operation["responses"]["4XX"] == {"$ref": "#/components/responses/Refusal"}
        assert operation["responses"]["5XX"] == {"$ref": "#/components/responses/Trouble"}


# --- what it says of refusals -----------------------------------------------------------------------------------------

UNSEEN = {"as-of-in-the-future", "moment-not-reached"}
UNSEEN |= {"unknown-value", "not-taken", "value-missing", "empty-range"}
"""Types that are raised where no name leads to them: by the moments of a database, for answers as of one, and by the
services that know the criteria of a cohort."""


def test_every_type_of_problem_is_listed_with_its_status_and_what_is_said(document: dict[str, Any]) -> None:
    listed = document["x-problems"]
    known = {kind.type: kind.status for of in apps().values() for kind in of.state.problem_types}
    inside = {f"/problems/{type}" for type in INSIDE}
    assert {type: said["status"] for type, said in listed.items()} == {
        type: status for type, status in known.items() if type not in inside
    }
    assert all(said["sentences"] for said in listed.values())


def test_every_type_of_problem_is_named_where_it_may_be_met(document: dict[str, Any]) -> None:
    listed = document["x-problems"]
    named = {type for _, _, operation in operations(document) for type in operation["x-problems"]}
    common = {type for type, said in listed.items() if said["everywhere"]}
    assert not named & common
    assert listed.keys() - named - common == {f"/problems/{type}" for type in UNSEEN}
    assert named <= listed.keys()


def test_what_a_route_says_that_it_refuses_is_read_from_its_code() -> None:
    told = 0
    for of in apps().values():
        for route in routes(of):
            said = set(re.findall(r"`([a-z-]+)`", (route.endpoint.__doc__ or "").partition("Refused")[2]))
            assert said <= refusals.of_route(route), route.path
            told += len(said)
    assert told > 50


def test_a_refusal_is_read_through_names_modules_methods_and_things_made_there() -> None:
    # Read from a function as a route's is; what it calls is a rule, a method of what it is given, and one of its own.
    route = next(route for route in routes(app("grants")) if route.path == "/sittings/{id}/rulings")
    assert {"already-awarded", "unknown-project", "outside-projects", "idempotency-key-reused"} <= refusals.of_route(
        route
    )
    assert {"token-missing", "body-too-large", "service-unavailable"} <= refusals.everywhere()
    reading = next(route for route in routes(app("grants")) if route.path == "/awards/{id}")
    assert "already-awarded" not in refusals.of_route(reading)
    listing = next(route for route in routes(app("grants")) if route.path == "/awards" and route.methods == {"GET"})
    assert "unknown-cursor" in refusals.of_route(listing)


# --- how it is served -------------------------------------------------------------------------------------------------


@pytest.fixture
async def client() -> Any:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app("gateway")), base_url="http://door") as client:
        yield client


async def test_everybody_reads_the_document_and_its_page_without_a_token(client: httpx.AsyncClient) -> None:
    for path, (place, media_type) in PLACES.items():
        answer = await client.get(path)
        assert (answer.status_code, answer.content) == (200, place.read_bytes()), path
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_whoever_has_the_document_already_is_told_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/openapi.json")
    assert answer.headers["cache-control"] == "no-cache"
    for known in (answer.headers["etag"], f'"other", W/{answer.headers["etag"]}', "*"):
        again = await client.get("/openapi.json", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    assert (await client.get("/openapi.json", headers={"if-none-match": '"other"'})).status_code == 200


async def test_the_page_needs_nothing_from_anywhere_else_and_has_no_script_in_it(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page)) == PLACES.keys() - {"/docs", "/openapi.json"}
    assert re.findall(r"<script[^>]*>([^<]*)<", page) == ["", ""]
    assert not re.search(r"<style|\son\w+=|\sstyle=|javascript:|//", page)
    directives = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["connect-src"] == "'self'"


async def test_services_do_not_show_a_document(client: httpx.AsyncClient) -> None:
    for service in Service:
        transport = httpx.ASGITransport(app(service))
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as asking:
            for path in PLACES:
                assert (await asking.get(path)).status_code == 401
