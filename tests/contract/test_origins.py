"""Web pages read the gateway's answers in a browser if their origin is listed, refusals too; and no other pages."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import OKPKey
from pydantic import ValidationError

import gateway.app
from gateway.access import tokens
from shared.edge import LARGEST_BODY

PAGE, STRANGER = "https://registry.example.org", "https://elsewhere.example.org"
KEY = json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}


def settings(origins: str | None) -> gateway.app.Settings:
    return gateway.app.Settings(
        gateway_database_url="postgresql://nowhere/none",
        gateway_signing_key=KEY,
        gateway_pseudonym_key=bytes(32),
        gateway_development_issuer=KEY,
        beneficiary_mandate_key=bytes(32),
        grants_mandate_key=bytes(32),
        forums_mandate_key=bytes(32),
        **({} if origins is None else {"gateway_cors_origins": origins}),
    )


def asking(origins: str | None) -> httpx.AsyncClient:
    """A client of the gateway, which runs without a database: what needs one fails."""
    app = gateway.app.create_app(settings(origins))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://here")


@pytest.fixture
async def door() -> AsyncIterator[httpx.AsyncClient]:
    async with asking(f"{PAGE}, http://localhost:5173") as client:
        yield client


def cors(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


def staff() -> str:
    issuer = tokens.Issuer.of(tokens.DEVELOPMENT, KEY)
    return "Bearer " + tokens.sign(issuer, "somebody", held={"caseworker": ["IQ"]})


async def test_a_browser_asks_before_it_sends_a_token_and_is_told_what_its_page_may_send(
    door: httpx.AsyncClient,
) -> None:
    for origin in (PAGE, "http://localhost:5173"):
        answer = await door.options("/v1/people", headers={"origin": origin, **PREFLIGHT})
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-allow-methods"] == "GET, POST, PUT"
        taken = answer.headers["access-control-allow-headers"].split(", ")
        assert {"authorization", "content-type", "idempotency-key", "if-match", "accept-language"} < set(taken)
        assert {"x-request-id", "nexus-role", "nexus-purpose", "nexus-reason", "nexus-break-glass"} < set(taken)
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", [STRANGER, "null", "*", f"{PAGE}.evil.example", PAGE.upper(), f"{PAGE}:443", ""])
async def test_a_page_from_elsewhere_is_an_unknown_caller_and_may_read_nothing(
    door: httpx.AsyncClient, origin: str
) -> None:
    for headers in ({}, PREFLIGHT):
        answer = await door.options("/v1/people", headers={"origin": origin, **headers})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert cors(answer) == {}
    answer = await door.get("/health/live", headers={"origin": origin})
    assert answer.status_code == 200
    assert cors(answer) == {}
    assert answer.headers["vary"] == "Origin", "or a cache would give it to the page that may read it"


async def test_two_origins_are_none(door: httpx.AsyncClient) -> None:
    answer = await door.get("/health/live", headers=[("origin", PAGE), ("origin", STRANGER)])
    assert cors(answer) == {}


async def test_a_page_that_is_listed_reads_refusals_and_failures_too(door: httpx.AsyncClient) -> None:
    page, known = {"origin": PAGE}, {"origin": PAGE, "authorization": staff()}
    large = b" " * (LARGEST_BODY + 1)
    answers = {
        200: await door.get("/health/live", headers=page),
        401: await door.get("/v1/me", headers=page),
        404: await door.get("/nothing", headers=known),
        405: await door.delete("/v1/me", headers=known),
        413: await door.post("/v1/people", headers=known, content=large),
        422: await door.get("/v1/me?nothing=1", headers=known),
        500: await door.get("/health/ready", headers=page),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, answer.text
        assert answer.headers["access-control-allow-origin"] == PAGE
        shown = set(answer.headers["access-control-expose-headers"].split(", "))
        assert shown == {"ETag", "Location", "Retry-After", "X-Request-ID", "Content-Language"}
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers
    assert "Accept-Language" in answers[401].headers["vary"], "what was there stays there"


async def test_without_listed_origins_no_answer_speaks_of_any() -> None:
    for origins in (None, "", " , "):
        async with asking(origins) as client:
            for method, path, status in (("GET", "/health/live", 200), ("OPTIONS", "/v1/people", 401)):
                answer = await client.request(method, path, headers={"origin": PAGE, **PREFLIGHT})
                assert answer.status_code == status
                assert cors(answer) == {}
                assert "Origin" not in answer.headers.get("vary", "")


@pytest.mark.parametrize(
    "origins",
    [
        *("*", f"{PAGE},*", "null", "registry.example.org", f"{PAGE}/", f"{PAGE}/app", "https://*.example.org"),
        *("https://Registry.example.org", "ftp://registry.example.org", "https://a b", f"{PAGE};{STRANGER}"),
    ],
)
def test_what_is_no_exact_origin_is_refused_at_the_start(origins: str) -> None:
    with pytest.raises(ValidationError, match="no path, no capital letter, no \\*"):
        settings(origins)


def test_origins_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", f"{PAGE}, {STRANGER}")
    kept: Any = settings(None)
    assert kept.gateway_cors_origins == (PAGE, STRANGER)
