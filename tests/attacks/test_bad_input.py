"""No request, however bad, makes a route fail, tells more than it should, or leaves half of something behind.

Here stands what no document says: bytes that are no text, bodies that are no JSON, what a refusal names and must not
repeat, and that nothing is left behind. What a document does say is tried out in `test_documented.py`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from itertools import chain

import asyncpg
import bad_input
import pytest
from bad_input import Attack, faults
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from house import House
from pydantic import BaseModel
from routes import Route, routes_of
from surface import Surface, surface_of
from wire import Answer, ask

from shared.callers import Service

NO_KEY = (
    *(
        "/subjects",
        "/subjects/consenting",
        "/subjects/record",
        "/seals",
        "/lookup",
        "/lookups",
        "/search",
        "/support",
        "/support/quarters",
        "/given",
    ),
    *("/seats", "/timelines/person", "/timelines/area"),
    *("/identities/clusters", "/identities/concerned", "/identities/households/clusters"),
    *("/sizes", "/sets", "/consenting", "/counts", "/listed", "/run", "/cohorts/{id}/members"),
)
AT_ONCE = 6


@pytest.fixture(scope="module", params=["gateway", "passed on", *Service])
def surface(known: House, request: pytest.FixtureRequest) -> Surface:
    """The gateway's own routes, those it passes on to services, and each service met directly."""
    return surface_of(known, request.param)


async def found_by(surface: Surface, attacks: Iterator[Attack]) -> list[str]:
    """The faults of all answers; several attacks are under way at a time, as many as a service writes at once."""
    found: list[str] = []

    async def go_on() -> None:
        for attack in attacks:
            found.extend(faults(attack, await surface.ask(attack)))

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))
    return found


@pytest.fixture
async def nothing_written(house: House) -> AsyncIterator[None]:
    """Not a row more or less in any table of any database after the test."""
    before = await house.rows()
    yield
    assert await house.rows() == before


def with_body(surface: Surface) -> list[Route]:
    return [route for route in surface.routes if route.takes_json]


def report(found: list[str]) -> str:
    return f"{len(found)} faults:\n" + "\n".join(found[:40])


async def test_a_request_as_promised_is_understood(house: House, surface: Surface) -> None:
    """Or else the attacks below would be refused for another reason than the one they are about."""
    misunderstood = []
    for route in with_body(surface):
        answer = await surface.ask(Attack(str(route), route.method, route.target(), route.body()))
        if answer.status == 422 or answer.status >= 500:
            misunderstood.append(f"{route}: {answer.body.decode()}")
    assert not misunderstood, report(misunderstood)


@pytest.mark.usefixtures("nothing_written")
async def test_no_body_as_a_whole_makes_a_route_fail(surface: Surface) -> None:
    found = await found_by(surface, chain.from_iterable(bad_input.on_body(route) for route in with_body(surface)))
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
async def test_every_bad_field_is_named_with_the_reason(surface: Surface) -> None:
    attacks: Iterator[Attack] = chain.from_iterable(bad_input.on_fields(route) for route in with_body(surface))
    if surface.name == "passed on":
        # The gateway passes bodies on unread, but for whom one names; the services see every attack directly.
        attacks = (attack for attack in attacks if attack.field == "recipient")
    found = await found_by(surface, attacks)
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
async def test_no_path_makes_a_route_fail(surface: Surface) -> None:
    found = await found_by(surface, chain.from_iterable(bad_input.on_paths(route) for route in surface.routes))
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
async def test_no_query_makes_a_route_fail(surface: Surface) -> None:
    found = await found_by(surface, chain.from_iterable(bad_input.on_queries(route) for route in surface.routes))
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
async def test_what_is_asked_of_a_list_and_cannot_be_is_named(surface: Surface) -> None:
    found = await found_by(surface, chain.from_iterable(bad_input.on_lists(route) for route in surface.routes))
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
async def test_no_tag_makes_an_edit_fail(surface: Surface) -> None:
    found = await found_by(surface, chain.from_iterable(bad_input.on_tags(route) for route in surface.routes))
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
async def test_no_key_makes_a_route_fail(surface: Surface) -> None:
    # A question takes no key; and results are composed before a seal is written, so the key is looked at later.
    writing = [route for route in with_body(surface) if not route.path.endswith(NO_KEY)]
    found = await found_by(surface, chain.from_iterable(bad_input.on_keys(route) for route in writing))
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
async def test_a_path_takes_no_other_method(surface: Surface) -> None:
    paths = {route.path: route for route in surface.routes}.values()
    attacks = (bad_input.on_methods(route, surface.offered(route.path)) for route in paths)
    found = await found_by(surface, chain.from_iterable(attacks))
    assert not found, report(found)


@pytest.mark.usefixtures("nothing_written")
@pytest.mark.parametrize("content_type", [b"application/x-www-form-urlencoded", *bad_input.FORMS])
async def test_no_form_makes_the_token_endpoint_fail(house: House, content_type: bytes) -> None:
    found = []
    for attack in bad_input.on_sign_in(content_type):
        headers = [(b"content-type", content_type)]
        if attack.key is not None:
            headers.append((b"authorization", attack.key))
        answer = await ask(house.gateway, "POST", "/oauth2/client/token", headers, attack.body)
        found += faults(attack, answer)
    assert not found, report(found)


# --- the harness itself ----------------------------------------------------------------------------------------------


class Planted(BaseModel):
    """What the planted application takes; its fields are named for the faults they cause."""

    crashes: str
    echoes: str
    slips_through: str
    speaks_plainly: str


def planted(rows: list[str]) -> FastAPI:
    """An application with one fault of each kind in it."""
    app = FastAPI()

    @app.post("/planted", status_code=201)
    async def take(request: Request) -> Response:
        body = await request.json()
        rows.append("written before it is known whether it may be")
        if not isinstance(body.get("crashes"), str):
            raise RuntimeError("planted")
        if not isinstance(body.get("echoes"), str):
            return JSONResponse({"type": "/problems/x", "detail": str(body["echoes"])}, 422)
        if not isinstance(body.get("speaks_plainly"), str):
            return PlainTextResponse("no", 422)
        return JSONResponse({}, 201)

    document = app.openapi()
    document["paths"]["/planted"]["post"]["requestBody"] = {
        "content": {"application/json": {"schema": Planted.model_json_schema()}}
    }
    return app


async def test_the_harness_sees_a_crash_an_echo_a_bad_value_taken_a_plain_text_and_a_row_left_behind() -> None:
    rows: list[str] = []
    app = planted(rows)
    surface = Surface("planted", app, list(routes_of(app)), lambda _: (b"x-nothing", b"0"))
    [route] = surface.routes
    seen = await found_by(surface, bad_input.on_fields(route))
    for fault in (
        "POST /planted: crashes = 0: the application crashed",
        "POST /planted: crashes = 0: answered 500 and not [422]",
        f'POST /planted: echoes = ["{bad_input.MARK}"]: repeats what was sent',
        "POST /planted: echoes = 0: is b'application/json' and no problem document",
        "POST /planted: slips_through = 0: answered 201 and not [422]",
        "POST /planted: speaks_plainly = 0: is b'text/plain; charset=utf-8' and no problem document",
    ):
        assert fault in seen, report(seen)
    assert rows
    assert await found_by(surface, bad_input.on_methods(route, frozenset({"POST"})))


def test_the_harness_sees_an_answer_that_names_no_reason_or_another_field() -> None:
    attack = Attack("it", "POST", "/", field="name")
    good = {"type": "/problems/x", "title": "X", "status": 422, "detail": "x"}
    entry = {"code": "x", "message": "name: is required", "field": "name"}

    def seen(**members: object) -> list[str]:
        headers = {b"content-type": bad_input.MEDIA_TYPE}
        return faults(attack, Answer(422, headers, json.dumps({**good, **members}).encode(), crashed=False))

    assert seen(errors=[entry]) == []
    assert seen(errors=[{**entry, "field": "other"}]) == ["it: names ['other'] and not name"]
    assert seen(errors=[{"code": "x", "message": "x"}]) == ["it: has errors that name no field"]
    assert seen(errors=[{**entry, "message": ""}]) == ["it: has errors without a reason"]
    assert seen(errors=[entry], status=400) == ["it: says another status"]
    assert seen(errors=[entry], title="") == ["it: has no title"]
    assert seen(errors=[{**entry, "field": "name." + "x" * 200}]) == ["it: names a field at any length"]


async def test_the_harness_sees_a_row_that_a_refused_write_left(house: House) -> None:
    before = await house.rows()
    connection = await asyncpg.connect(house.urls["forums"])
    await connection.execute("INSERT INTO idempotency_keys (caller, key, fingerprint) VALUES ('x', 'x', 'x')")
    assert await house.rows() != before
    await connection.execute("DELETE FROM idempotency_keys")
    await connection.close()
