"""Staff come with access tokens of an OpenID Connect provider, a real one in a process of its own, on a socket."""

import asyncio
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic, time
from typing import Any

import httpx
import pytest
from callers import refusal, require_made
from issuing import AUDIENCE, Provider, new_key
from joserfc import jwt
from joserfc.jwk import OctKey
from onboarding import Door, draft, opened
from premises import Caller

from gateway.access import keys, tokens
from gateway.access.staff import claims, published, verifier
from shared.watching import health

RSA, CURVE, EDWARDS = new_key("RSA"), new_key("EC"), new_key("OKP")
INVALID = (401, "token-invalid", None)
UNAVAILABLE = (503, "issuer-unavailable", None)


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with Provider(tmp_path_factory.mktemp("provider"), RSA, CURVE, EDWARDS) as provider:
        yield provider


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Provider]:
    """A provider for one test alone, which has not begun."""
    provider = Provider(tmp_path, RSA)
    yield provider
    provider.end()


@pytest.fixture(scope="module")
async def url(module_clone: Any) -> str:
    return str(await module_clone("gateway"))


@asynccontextmanager
async def gateway(url: str, provider: Provider, **changes: Any) -> AsyncIterator[Door]:
    """A gateway whose staff come from a provider."""
    usual = {"gateway_staff_issuer": provider.url, "gateway_staff_audience": AUDIENCE}
    async with opened(url, **(usual | changes)) as door:
        yield door


@pytest.fixture(scope="module")
async def door(url: str, provider: Provider) -> AsyncIterator[Door]:
    async with gateway(url, provider) as door:
        yield door


def bearing(door: Door, token: str) -> Caller:
    return Caller(door.client, token)


async def me(door: Door, token: str, **stated: str) -> httpx.Response:
    return await bearing(door, token).stating(**stated).get("/v1/me")


class Clock:
    """The time that keys are held to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        monkeypatch.setattr(published, "monotonic", lambda: monotonic() + self.ahead)

    def pass_(self, seconds: float) -> None:
        self.ahead += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def fetched(door: Door) -> None:
    """Return when nobody fetches keys any more."""
    soon = door.app.state.staff.keys._soon
    if soon is not None:
        await soon


# --- who comes in -----------------------------------------------------------------------------------------------------


async def test_who_signs_in_at_the_provider_is_let_in_with_their_roles(door: Door, provider: Provider) -> None:
    told = require_made(await me(door, provider.sign_in("zahra").access))
    assert told["name"].startswith("sso/")
    assert [(held["role"], [area["pcode"] for area in held["areas"]]) for held in told["held"]] == [
        ("caseworker", ["IQG15"])
    ]
    assert told["name"] == require_made(await me(door, provider.sign_in("zahra").access))["name"]
    assert told["name"] != require_made(await me(door, provider.sign_in("hevin").access))["name"]


@pytest.mark.parametrize("key", [CURVE, RSA], ids=["ES256", "RS256"])
async def test_keys_of_another_type_sign_as_well(url: str, other: Provider, key: Any) -> None:
    other.restart(key)
    async with gateway(url, other) as door:
        require_made(await me(door, other.sign_in("zahra").access))


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS256"), (CURVE, "ES256"), (EDWARDS, "Ed25519"), (EDWARDS, "EdDSA")]
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
async def test_a_key_of_each_type_signs_by_its_algorithms(
    door: Door, provider: Provider, key: Any, algorithm: str
) -> None:
    require_made(await me(door, provider.sign({"alg": algorithm}, key)))


@pytest.mark.parametrize("typ", [None, "JWT", "at+jwt", "application/at+jwt"])
async def test_a_token_may_say_in_any_of_these_ways_what_it_is(door: Door, provider: Provider, typ: str | None) -> None:
    require_made(await me(door, provider.sign({"typ": typ})))


async def test_roles_in_two_areas_are_acted_in_one_at_a_time(door: Door, provider: Provider) -> None:
    token = provider.sign_in("layla").access
    assert refusal(await me(door, token)) == (403, "role-unstated", "nexus-role")
    for role, area in (("caseworker", "IQG15"), ("monitoring", "IQ")):
        acting = require_made(await me(door, token, role=role))["acting"]
        assert (acting["roles"], [place["pcode"] for place in acting["areas"]]) == ([role], [area])
    assert refusal(await me(door, token, role="administrator")) == (403, "not-your-role", "nexus-role")


async def test_roles_and_areas_that_nobody_knows_give_nothing(door: Door, provider: Provider) -> None:
    held = require_made(await me(door, provider.sign_in("karim").access))["held"]
    assert [(each["role"], [area["pcode"] for area in each["areas"]]) for each in held] == [("caseworker", ["IQG15"])]


@pytest.mark.parametrize("name", ["nobody", "visitor"])
async def test_who_has_no_role_is_told_so(door: Door, provider: Provider, name: str) -> None:
    answer = await me(door, provider.sign_in(name).access)
    assert refusal(answer) == (403, "no-role", None)
    assert "no role" in answer.json()["detail"]


async def test_groups_and_names_are_read_where_the_configuration_says(url: str, provider: Provider) -> None:
    changes = {
        "gateway_staff_code": "hq",
        "gateway_staff_name_claim": "preferred_username",
        "gateway_staff_held_claim": "groups",
    }
    async with gateway(url, provider, **changes) as door:
        token = provider.sign_in("omar").access
        told = require_made(await me(door, token))
        assert (told["name"], [held["role"] for held in told["held"]]) == ("hq/omar", ["administrator"])
        made = require_made(await bearing(door, token).post("/v1/partners", draft("of-hq")))
        assert made["recorded_by"] == "staff:hq/omar"
        assert refusal(await me(door, provider.sign_in("zahra").access)) == (403, "no-role", None)
    async with gateway(url, provider, gateway_staff_held_claim="/realm_access/roles") as door:
        require_made(await me(door, provider.sign(held=None, realm_access={"roles": ["caseworker:IQ"]})))


async def test_two_names_that_read_alike_are_one_person(door: Door, provider: Provider) -> None:
    """So nobody approves what they have approved, however their name is written."""
    held = {"administrator": ["IQ"], "data_protection_officer": ["IQ"]}

    def named(name: str) -> Caller:
        return bearing(door, provider.sign(sub=name, held=held))

    require_made(await named("zahra").post("/v1/partners", draft("twice")))
    require_made(await named("zahra").post("/v1/partners/twice/approve"))
    for same in ("zahra", "ZAHRA", "ｚａｈｒａ"):
        answer = await named(same).post("/v1/partners/twice/approve")
        assert refusal(answer)[:2] == (403, "same-person"), answer.text
    for nobody in ("zahra\u200b", " zahra", "zah\u00adra", "x" * 200):
        assert refusal(await named(nobody).post("/v1/partners/twice/approve")) == (403, "name-unfit", None)
    require_made(await named("zahrā").post("/v1/partners/twice/approve"))


async def test_no_other_issuer_speaks_of_the_same_person(door: Door, provider: Provider) -> None:
    developed = require_made(await door.staff(name="zahra").get("/v1/me"))
    issued = require_made(await me(door, provider.sign(sub="zahra")))
    assert (developed["name"], issued["name"]) == ("zahra", "sso/zahra")
    assert refusal(await door.staff(name="sso/zahra").get("/v1/me")) == INVALID


# --- who does not -----------------------------------------------------------------------------------------------------


async def test_a_token_for_another_audience_and_an_id_token_are_refused(door: Door, provider: Provider) -> None:
    """The provider names our audience in ID tokens, too, and signs them with the same key."""
    assert refusal(await me(door, provider.sign_in("zahra", "elsewhere").access)) == INVALID
    assert refusal(await me(door, provider.sign_in("zahra", AUDIENCE).access)) == INVALID, "a client that calls itself"
    require_made(await me(door, provider.sign_in("zahra", "front-of-both").access))
    for client in ("front", "front-of-both", "elsewhere", AUDIENCE):
        for more in ({}, {"nonce": "n"}):
            identity = provider.sign_in("zahra", client, **more).identity
            assert refusal(await me(door, identity)) == INVALID, (client, more)


def encoded(part: Any) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def wrongs(provider: Provider) -> dict[str, str]:
    """Tokens that are none, each with one thing wrong."""
    stranger = new_key("RSA")
    good = provider.sign()
    header, body, signature = good.split(".")
    usual = {"alg": "RS256", "kid": RSA.kid}
    public = RSA.as_dict(private=False)
    found = {
        "signed by a stranger": provider.sign(key=stranger),
        "signed by a stranger under a known name": provider.sign({"kid": RSA.kid}, stranger),
        "under the name of another key": provider.sign({"kid": CURVE.kid}),
        "under an unknown name": provider.sign({"kid": "unknown"}),
        "under no name": provider.sign({"kid": None}),
        "under a list of names": f"{encoded({**usual, 'kid': [RSA.kid]})}.{body}.{signature}",
        "unsigned": f"{encoded({'alg': 'none', 'kid': RSA.kid})}.{body}.",
        "unsigned in capitals": f"{encoded({'alg': 'NONE', 'kid': RSA.kid})}.{body}.",
        "without its signature": f"{header}.{body}.",
        "cut": good[:-10],
        "changed after it was signed": f"{header}.{encoded(provider.claims(held={'monitoring': ['IQ']}))}.{signature}",
        "RS512": jwt.encode({"alg": "RS512", "kid": RSA.kid}, provider.claims(), RSA, algorithms=["RS512"]),
        "a key in its header": provider.sign({"jwk": stranger.as_dict(private=False)}, stranger),
        "an extension": f"{encoded({**usual, 'crit': ['x'], 'x': 1})}.{body}.{signature}",
        "a list for claims": f"{header}.{encoded([])}.{signature}",
        "by another issuer": provider.sign(iss="https://sso.example"),
        "by our own issuer's name": provider.sign(iss=tokens.GATEWAY, **{"class": "security"}),
        "for another audience": provider.sign(aud="another"),
        "about nobody": provider.sign(sub=None),
        "expired": provider.sign(iat=int(time()) - 900, exp=int(time()) - 60),
        "never expiring": provider.sign(exp=None),
        "for a year": provider.sign(exp=int(time()) + 365 * 86400),
        "not yet": provider.sign(nbf=int(time()) + 300),
        "issued later": provider.sign(iat=int(time()) + 300),
        "a logout": provider.sign({"typ": "logout+jwt"}),
        "an ID token by its claim": provider.sign(typ="ID"),
        "a refresh token by its claim": provider.sign(typ="Refresh"),
        "an ID token by its nonce": provider.sign(nonce="n"),
        "to nobody's client": provider.sign(client_id=None),
        "to the audience itself": provider.sign(client_id=AUDIENCE),
    }
    for name, secret in {
        "modulus": str(public["n"]).encode(),
        "JWK": json.dumps(public).encode(),
        "PEM": RSA.as_pem(private=False),
    }.items():
        unsealed = f"{encoded({'alg': 'HS256', 'kid': RSA.kid})}.{body}"
        seal = urlsafe_b64encode(hmac.digest(secret, unsealed.encode(), "sha256")).decode().rstrip("=")
        found[f"HS256 with the public key as {name}"] = f"{unsealed}.{seal}"
    found["HS256 by itself"] = jwt.encode(
        {"alg": "HS256", "kid": RSA.kid}, provider.claims(), OctKey.generate_key(256), algorithms=["HS256"]
    )
    return found


async def test_whatever_is_wrong_is_refused_in_one_way(door: Door, provider: Provider) -> None:
    require_made(await me(door, provider.sign()))
    bodies = set()
    for what, token in wrongs(provider).items():
        answer = await me(door, token)
        assert refusal(answer) == INVALID, what
        bodies.add(answer.content)
    assert len(bodies) == 1


async def test_the_wrongs_are_seen_when_a_check_is_left_out(
    door: Door, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def let_in() -> set[str]:
        return {what for what, token in wrongs(provider).items() if (await me(door, token)).status_code == 200}

    with monkeypatch.context() as planted:
        planted.setattr(keys.PublicKey, "verifies", lambda key, algorithm, signed, signature: True)
        assert await let_in() >= {
            "signed by a stranger under a known name",
            "under the name of another key",
            "without its signature",
            "changed after it was signed",
        }
    with monkeypatch.context() as planted:
        planted.setattr(verifier, "is_sound", lambda token, issuer, now: True)
        assert await let_in() >= {"by another issuer", "for another audience", "for a year", "not yet", "a logout"}
    with monkeypatch.context() as planted:
        planted.setattr(claims, "_is_access_token", lambda token, issuer: True)
        assert await let_in() >= {"a logout", "an ID token by its nonce", "to the audience itself"}


# --- remembered -------------------------------------------------------------------------------------------------------


async def test_a_token_is_verified_once_and_looked_at_each_time(
    door: Door, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = []
    usual = keys.PublicKey.verifies

    def counting(key: keys.PublicKey, *arguments: Any) -> bool:
        verified.append(key)
        return usual(key, *arguments)

    monkeypatch.setattr(keys.PublicKey, "verifies", counting)
    token = provider.sign()
    for _ in range(3):
        require_made(await me(door, token))
    assert len(verified) == 1
    monkeypatch.setattr(verifier, "time", lambda: time() + 300 + claims.SKEW + 1)
    assert refusal(await me(door, token)) == INVALID
    assert token not in door.app.state.staff._remembered


async def test_what_is_remembered_is_bounded(door: Door, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "_REMEMBERED", 3)
    door.app.state.staff._remembered.clear()
    for _ in range(5):
        require_made(await me(door, provider.sign()))
    assert len(door.app.state.staff._remembered) == 3


# --- keys, from one to the next ---------------------------------------------------------------------------------------


async def test_a_new_key_is_found_at_once_and_the_former_holds_no_more(url: str, other: Provider, clock: Clock) -> None:
    other.begin()
    async with gateway(url, other) as door:
        former = other.sign_in("zahra").access
        require_made(await me(door, former))
        other.restart(new_key("RSA"))
        later = other.sign_in("zahra").access
        require_made(await me(door, former))
        assert refusal(await me(door, later)) == INVALID, "keys were fetched a moment ago"
        clock.pass_(published.PAUSE)
        require_made(await me(door, later))
        assert refusal(await me(door, former)) == INVALID, "remembered, and its key withdrawn"


async def test_keys_are_fetched_before_they_are_old_while_nobody_waits(url: str, other: Provider, clock: Clock) -> None:
    other.begin()
    async with gateway(url, other) as door:
        former = other.sign_in("zahra").access
        require_made(await me(door, former))
        other.restart(new_key("RSA"))
        asked = other.asked
        clock.pass_(published.YOUNG)
        require_made(await me(door, former))
        await fetched(door)
        assert other.asked == asked + 1
        assert refusal(await me(door, former)) == INVALID
        require_made(await me(door, other.sign_in("zahra").access))
        assert other.asked == asked + 1


async def test_a_key_is_not_believed_for_longer_without_asking(url: str, other: Provider, clock: Clock) -> None:
    other.begin()
    async with gateway(url, other) as door:
        former = other.sign_in("zahra").access
        require_made(await me(door, former))
        other.restart(new_key("RSA"))
        clock.pass_(published.KEPT + 1)
        assert refusal(await me(door, former)) == INVALID


async def test_a_key_that_stays_keeps_what_it_opened(url: str, other: Provider, clock: Clock) -> None:
    other.begin()
    async with gateway(url, other) as door:
        token = other.sign_in("zahra").access
        require_made(await me(door, token))
        known = door.app.state.staff._remembered[token]
        other.restart(RSA, CURVE)
        clock.pass_(published.YOUNG)
        require_made(await me(door, token))
        await fetched(door)
        require_made(await me(door, token))
        assert door.app.state.staff._remembered[token] is known


async def test_a_flood_of_unknown_keys_is_one_fetch(door: Door, provider: Provider, clock: Clock) -> None:
    require_made(await me(door, provider.sign()))
    for _ in range(2):
        clock.pass_(published.PAUSE)
        asked = provider.asked
        flood = [provider.sign({"kid": f"unknown-{number}"}) for number in range(100)]
        answers = await asyncio.gather(*(me(door, token) for token in flood))
        assert {refusal(answer) for answer in answers} == {INVALID}
        assert provider.asked == asked + 1


async def test_what_no_key_of_the_issuer_could_have_signed_is_no_reason_to_ask(
    door: Door, provider: Provider, clock: Clock
) -> None:
    require_made(await me(door, provider.sign()))
    clock.pass_(published.PAUSE)
    asked = provider.asked
    for token in (
        provider.sign({"kid": "unknown"}, aud="another"),
        provider.sign({"kid": "unknown"}, iss="https://sso.example"),
        provider.sign({"kid": "unknown"}, exp=1),
        f"{encoded({'alg': 'none', 'kid': 'unknown'})}.{encoded(provider.claims())}.",
        f"{encoded({'alg': 'HS256', 'kid': 'unknown'})}.{encoded(provider.claims())}.AAAA",
    ):
        assert refusal(await me(door, token)) == INVALID
    assert provider.asked == asked


# --- an issuer that is away -------------------------------------------------------------------------------------------


async def test_known_keys_go_on_for_an_hour_without_the_issuer_and_then_nobody_knows(
    url: str, other: Provider, clock: Clock
) -> None:
    other.begin()
    async with gateway(url, other) as door:
        token = other.sign_in("zahra").access
        require_made(await me(door, token))
        other.end()
        for _ in range(3):
            clock.pass_(published.KEPT)
            require_made(await me(door, token))
            await fetched(door)
        require_made(await me(door, other.sign(iat=int(time()) - 1)))
        assert refusal(await me(door, other.sign({"kid": "unknown"}))) == UNAVAILABLE, "it may be a new one"
        clock.pass_(published.ALONE)
        for known in (token, other.sign()):
            answer = await me(door, known)
            assert refusal(answer) == UNAVAILABLE
            assert int(answer.headers["retry-after"]) > 0
        assert refusal(await me(door, other.sign(aud="another"))) == INVALID
        other.begin()
        clock.pass_(published.PAUSE)
        require_made(await me(door, token))


async def test_health_says_how_the_issuer_stands(url: str, other: Provider, clock: Clock) -> None:
    async def said(door: Door) -> str:
        await asyncio.sleep(health.KEPT)
        return str((await door.client.get("/health/ready")).json()["dependencies"]["staff_issuer"])

    other.begin()
    async with gateway(url, other) as door:
        token = other.sign_in("zahra").access
        require_made(await me(door, token))
        assert await said(door) == "ok"
        other.end()
        clock.pass_(published.KEPT)
        require_made(await me(door, token))
        await fetched(door)
        assert await said(door) == "unreachable"
        clock.pass_(published.ALONE)
        assert await said(door) == "unready", "there are no keys any more that may be believed"


async def test_a_gateway_that_begins_while_the_issuer_is_away_serves_everybody_else(
    url: str, other: Provider, clock: Clock
) -> None:
    async with gateway(url, other) as door:
        await fetched(door)
        assert refusal(await me(door, other.sign())) == UNAVAILABLE
        require_made(await door.staff().get("/v1/me"))
        assert (await door.client.get("/health/ready")).status_code == 200
        other.begin()
        clock.pass_(published.PAUSE)
        require_made(await me(door, other.sign_in("zahra").access))


async def test_while_the_issuer_hangs_nobody_waits_whose_key_is_known(url: str, other: Provider, clock: Clock) -> None:
    other.begin()
    async with gateway(url, other) as door:
        token = other.sign_in("zahra").access
        require_made(await me(door, token))
        other.hang()
        clock.pass_(published.YOUNG)
        require_made(await me(door, token))
        require_made(await me(door, other.sign()))
        assert not door.app.state.staff.keys._soon.done(), "somebody is still being asked"


async def test_a_document_of_another_issuer_is_no_reason_to_believe_its_keys(
    url: str, tmp_path: Path, clock: Clock
) -> None:
    with Provider(tmp_path, RSA, issuer="https://sso.example") as pretender:
        async with gateway(url, pretender) as door:
            assert refusal(await me(door, pretender.sign(iss=pretender.url))) == UNAVAILABLE
            assert refusal(await me(door, pretender.sign())) == INVALID


async def test_in_production_neither_issuer_nor_keys_are_asked_without_tls(provider: Provider) -> None:
    issuer = published.StaffIssuer(provider.url, AUDIENCE)
    here = published.IssuerKeys(issuer, production=True)
    asked = provider.asked
    with pytest.raises(published.NotFetched):
        await here.named(RSA.kid)
    assert provider.asked == asked
    await here.close()
