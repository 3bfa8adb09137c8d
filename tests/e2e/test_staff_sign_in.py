"""Staff sign in at an OpenID Connect provider and call the gateway: two processes, over real sockets."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from asking import client, new_issuer, problem
from commands import Background, nexus, unused_port, wait_until
from issuing import AUDIENCE, Provider, new_key

KEYS = {f"{service}_MANDATE_KEY": "k" * 32 for service in ("BENEFICIARY", "GRANTS", "FORUMS")}


class Gateway:
    """A gateway alone in a process, whose staff come from a provider."""

    def __init__(self, folder: Path, url: str, **more: str) -> None:
        self.port = unused_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "GATEWAY_DATABASE_URL": url,
            "GATEWAY_SIGNING_KEY": new_issuer()[1],
            "GATEWAY_PSEUDONYM_KEY": secrets.token_hex(24),
            **KEYS,
            **more,
        }
        self._var = folder / "gateway"
        self.process: Background | None = None

    def begin(self) -> None:
        self.process = Background(self._var, "serve", "gateway", "--port", str(self.port), **self.settings)
        wait_until(self._lives)

    def end(self) -> None:
        if self.process is not None:
            self.process.interrupt()

    def ask(self, token: str, path: str = "/v1/me") -> httpx.Response:
        return client().get(self.address + path, headers={"authorization": f"Bearer {token}"})

    def _lives(self) -> bool:
        assert self.process is not None
        assert self.process.process.poll() is None, self.process.said
        try:
            return client().get(f"{self.address}/health/live").status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    provider = Provider(tmp_path / "provider", new_key("RSA"))
    yield provider
    provider.end()


@pytest.fixture
def gateway(tmp_path: Path, migrated: dict[str, str], provider: Provider) -> Iterator[Gateway]:
    """A gateway that has not begun."""
    told = {"GATEWAY_STAFF_ISSUER": provider.url, "GATEWAY_STAFF_AUDIENCE": AUDIENCE}
    gateway = Gateway(tmp_path, migrated["gateway"], **told)
    yield gateway
    gateway.end()


def test_staff_sign_in_and_go_on_over_a_new_key_and_an_absence_of_their_issuer(
    provider: Provider, gateway: Gateway
) -> None:
    gateway.begin()
    away = gateway.ask(provider.sign())
    assert problem(away) == (503, "issuer-unavailable")
    assert int(away.headers["retry-after"]) > 0
    assert client().get(f"{gateway.address}/.well-known/jwks.json").status_code == 200

    provider.begin()
    before = provider.sign_in("zahra")
    wait_until(lambda: gateway.ask(before.access).status_code == 200, every=0.5)
    told = gateway.ask(before.access).json()
    assert [(held["role"], [area["pcode"] for area in held["areas"]]) for held in told["held"]] == [
        ("caseworker", ["IQG15"])
    ]
    assert gateway.ask(before.access, "/v1/places/IQG15").status_code == 200
    for none in (before.identity, provider.sign_in("zahra", "elsewhere").access, provider.sign(exp=1)):
        assert problem(gateway.ask(none)) == (401, "token-invalid")

    provider.restart(new_key("EC"))
    after = provider.sign_in("zahra")
    wait_until(lambda: gateway.ask(after.access).status_code == 200, every=0.5)
    assert gateway.ask(after.access).json()["name"] == told["name"]
    assert problem(gateway.ask(before.access)) == (401, "token-invalid")

    provider.end()
    for token in (after.access, provider.sign()):
        assert gateway.ask(token).status_code == 200


def test_what_is_said_of_staff_is_written_down_nowhere(provider: Provider, gateway: Gateway) -> None:
    provider.begin()
    gateway.begin()
    signed = provider.sign_in("zahra")
    canary = provider.sign(sub="canary-of-a-name", **{"held": {"canary-of-a-role": ["IQ"]}})
    wait_until(lambda: gateway.ask(signed.access).status_code == 200, every=0.5)
    assert problem(gateway.ask(canary)) == (403, "no-role")
    provider.end()
    assert problem(gateway.ask(provider.sign({"kid": "canary-of-a-key"})))[0] in {401, 503}
    assert gateway.process is not None
    lines = [json.loads(line) for line in gateway.process.said.splitlines() if line.startswith("{")]
    assert {line["status"] for line in lines if line["message"] == "request"} >= {200, 403}
    for secret in (signed.access, canary, "canary", "zahra", provider.url):
        assert secret not in gateway.process.said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "GATEWAY_STAFF_ISSUER: staff need an issuer in production; state none where partners alone ask"),
        ({"GATEWAY_STAFF_ISSUER": "https://sso.example"}, "GATEWAY_STAFF_AUDIENCE: has to be set"),
        (
            {"GATEWAY_STAFF_ISSUER": "http://127.0.0.1:9", "GATEWAY_STAFF_AUDIENCE": AUDIENCE},
            "GATEWAY_STAFF_ISSUER: an issuer is https://host/path",
        ),
        (
            {
                "GATEWAY_STAFF_ISSUER": "https://sso.example",
                "GATEWAY_STAFF_AUDIENCE": AUDIENCE,
                "GATEWAY_STAFF_CODE": "A/",
            },
            "GATEWAY_STAFF_CODE: ",
        ),
        ({"GATEWAY_DEVELOPMENT_ISSUER": new_issuer()[1]}, "GATEWAY_DEVELOPMENT_ISSUER: the development issuer is not"),
    ],
    ids=["nothing", "no audience", "an issuer without TLS", "an unfit code", "a development issuer"],
)
def test_what_production_lacks_for_its_staff_is_said_in_one_line(
    tmp_path: Path, more: dict[str, str], said: str
) -> None:
    settings = Gateway(tmp_path, "postgresql://nowhere/none").settings
    refused = nexus(tmp_path / "var", "serve", "gateway", NEXUS_ENV="production", **settings, **more)
    assert refused.returncode == 1
    [line] = refused.stderr.splitlines()
    assert line.startswith("nexus: gateway cannot start with this environment: ")
    assert said in line
    for value in settings.values():
        assert value not in line


def test_a_gateway_for_partners_alone_starts_in_production_and_knows_no_staff(
    tmp_path: Path, migrated: dict[str, str], provider: Provider
) -> None:
    provider.begin()
    alone = Gateway(tmp_path, migrated["gateway"], NEXUS_ENV="production", GATEWAY_STAFF_ISSUER="none")
    try:
        alone.begin()
        assert problem(alone.ask(provider.sign_in("zahra").access)) == (401, "token-invalid")
        assert provider.asked == 0
        assert client().get(f"{alone.address}/.well-known/jwks.json").status_code == 200
    finally:
        alone.end()
