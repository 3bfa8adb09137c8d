"""Signing in with a signature: what an assertion has to be, once and for this door alone, and whose keys verify it."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from time import monotonic, time
from typing import Any

import pytest
from callers import refusal, require_made
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from onboarding import (
    AUDIENCE,
    PUBLIC,
    SIGNING,
    TOKEN,
    Client,
    Door,
    encoded,
    machine,
    opened,
    signed,
    with_a_minute_ahead,
)

from gateway.access import addresses, fetching, tokens
from gateway.access.partners.credentials import secrets
from gateway.access.signing_in import assertions, attempts, published
from gateway.access.signing_in.assertions import TYPE

RSA, OTHER_RSA = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
CURVE, EDWARDS = ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")
UNPROVEN = (401, "invalid-client", None)


@pytest.fixture(scope="module")
async def door(module_clone: Any) -> AsyncIterator[Door]:
    async with opened(await module_clone("gateway")) as gateway:
        yield gateway


@pytest.fixture(scope="module")
async def ngo(door: Door) -> Client:
    """A partner with an approved key of each type; it signs with the Ed25519 one."""
    await door.onboarded("ngo")
    for key in (RSA, CURVE):
        await door.with_key("ngo", key)
    return await door.with_key("ngo", EDWARDS)


@pytest.fixture(autouse=True)
async def counted_anew(door: Door) -> None:
    """Nothing counted yet."""
    async with door.connection() as connection:
        await connection.execute("UPDATE sign_ins SET attempts = 0")


# --- what is taken ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(EDWARDS, "Ed25519"), (EDWARDS, "EdDSA"), (CURVE, "ES256"), (RSA, "PS256"), (RSA, "RS256")],
)
async def test_a_partner_signs_in_with_a_key_of_each_type(door: Door, ngo: Client, key: Any, algorithm: str) -> None:
    answer = await door.sign_in(Client("ngo", key).assertion({"alg": algorithm}))
    told = require_made(answer)
    assert (told["token_type"], told["expires_in"], answer.headers["cache-control"]) == ("Bearer", 300, "no-store")
    own = OKPKey.import_key(json.loads(SIGNING))
    claims = jwt.decode(told["access_token"], own, algorithms=["Ed25519"]).claims
    assert (claims["sub"], claims["class"], claims["aud"]) == ("ngo", "aid", tokens.AUDIENCE)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": AUDIENCE},
        {"aud": tokens.GATEWAY},
        {"aud": [AUDIENCE]},
        {"aud": [AUDIENCE, tokens.GATEWAY]},
        {"iat": None},
        {"nbf": 1},
        {"exp": lambda: time() + 290.5},
        {"scope": "anything"},
    ],
)
async def test_an_assertion_may_be_made_in_several_ways(door: Door, ngo: Client, changes: dict[str, Any]) -> None:
    stated = {name: value() if callable(value) else value for name, value in changes.items()}
    require_made(await door.sign_in(ngo.assertion(**stated)))


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"typ": "client-authentication+jwt"}, {"kid": None}, {"x": "y"}])
async def test_a_header_may_say_less_or_more(door: Door, ngo: Client, header: dict[str, Any]) -> None:
    require_made(await door.sign_in(ngo.assertion(header)))


async def test_a_client_id_beside_it_has_to_agree(door: Door, ngo: Client) -> None:
    require_made(await door.sign_in(ngo.assertion(), client_id="ngo"))
    assert refusal(await door.sign_in(ngo.assertion(), client_id="goj")) == UNPROVEN


async def test_without_a_public_url_assertions_are_made_out_to_the_issuer_alone(door: Door, ngo: Client) -> None:
    async with opened(door.url, gateway_public_url=None) as nameless:
        require_made(await nameless.sign_in(ngo.assertion(aud=tokens.GATEWAY)))
        assert refusal(await nameless.sign_in(ngo.assertion(aud=AUDIENCE))) == UNPROVEN


# --- clocks -----------------------------------------------------------------------------------------------------------

EDGES = [
    ({"exp": 1}, True),
    ({"exp": 0}, False),
    ({"exp": -1}, False),
    ({"exp": 330}, True),
    ({"exp": 331}, False),
    ({"iat": 30}, True),
    ({"iat": 31}, False),
    ({"nbf": 30}, True),
    ({"nbf": 31}, False),
    ({"iat": -100_000}, True),
]


@pytest.mark.parametrize(("moments", "good"), EDGES, ids=str)
async def test_clocks_may_differ_by_half_a_minute_and_no_more(
    door: Door, ngo: Client, moments: dict[str, int], good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = int(time())
    monkeypatch.setattr(assertions, "time", lambda: float(now))
    answer = await door.sign_in(ngo.assertion(**{name: now + ahead for name, ahead in moments.items()}))
    assert answer.status_code == (200 if good else 401)


# --- what is not ------------------------------------------------------------------------------------------------------


def wrongs(ngo: Client) -> dict[str, str]:
    """Assertions that are none, each with one thing wrong."""
    stranger = OKPKey.generate_key("Ed25519")
    good = ngo.assertion()
    header, claims, signature = good.split(".")
    usual = {"alg": "Ed25519", "kid": EDWARDS.thumbprint()}
    secret = OctKey.import_key(RSA.as_dict(private=False)["n"])
    own = OKPKey.import_key(json.loads(SIGNING))
    now = int(time())
    low = {
        "of an unknown client": Client("nobody", stranger).assertion(),
        "signed by a stranger": signed(usual, ngo.claims(), stranger),
        "signed by a stranger of no name": signed({"alg": "Ed25519"}, ngo.claims(), stranger),
        "under the name of another key": ngo.assertion({"kid": RSA.thumbprint()}),
        "under an unknown name": ngo.assertion({"kid": "unknown"}),
        "unsigned": f"{encoded(json.dumps({'alg': 'none'}).encode())}.{claims}.",
        "unsigned with a name": f"{encoded(json.dumps({**usual, 'alg': 'none'}).encode())}.{claims}.",
        "without its signature": f"{header}.{claims}.",
        "changed after it was signed": f"{header}.{encoded(json.dumps(ngo.claims()).encode())}.{signature}",
        "HS256 with the public key as the secret": signed(
            {"alg": "HS256", "kid": RSA.thumbprint()}, ngo.claims(), secret
        ),
        "RS256 said of an HMAC": signed({"alg": "RS256", "kid": RSA.thumbprint()}, ngo.claims(), secret, by="HS256"),
        "ES256 of an RSA key": signed({"alg": "ES256", "kid": RSA.thumbprint()}, ngo.claims(), CURVE),
        "PS256 said of RS256": signed({"alg": "PS256", "kid": RSA.thumbprint()}, ngo.claims(), RSA, by="RS256"),
        "RS512": signed({"alg": "RS512", "kid": RSA.thumbprint()}, ngo.claims(), RSA),
        "with a key in its header": signed(
            {"alg": "Ed25519", "jwk": stranger.as_dict(private=False)}, ngo.claims(), stranger
        ),
        "with a critical extension": ngo.assertion({"crit": ["x"], "x": 1}),
        "of another kind": ngo.assertion({"typ": "at+jwt"}),
        "an access token": tokens.sign(tokens.Issuer(tokens.GATEWAY, own), "ngo", **{"class": "aid"}),
        "with a list for a name": ngo.assertion({"kid": ["x"]}),
        "with a list for a header": f"{encoded(b'[]')}.{claims}.{signature}",
        "with a list for claims": signed(usual, [], EDWARDS),
        "of lists in lists": f"{encoded(b'[' * 1_500)}.{claims}.{signature}",
        "not ASCII": good + "ں",
        "nothing": "",
        "rubbish": "a.b.c",
        "in five parts": f"{good}.a.b",
        "for another audience": ngo.assertion(aud="https://elsewhere.example/token"),
        "for the platform's other doors": ngo.assertion(aud=tokens.AUDIENCE),
        "for another audience as well": ngo.assertion(aud=[AUDIENCE, "https://elsewhere.example"]),
        "for nobody": ngo.assertion(aud=[]),
        "for an audience almost ours": ngo.assertion(aud=f"{PUBLIC}{TOKEN}/"),
        "issued by another": ngo.assertion(iss="goj"),
        "about another": ngo.assertion(sub="goj"),
        "expired": ngo.assertion(iat=now - 120, exp=now - 60),
        "for ever": ngo.assertion(exp=now + 10**9),
        "not yet": ngo.assertion(nbf=now + 200),
        "expiring in words": ngo.assertion(exp="tomorrow"),
        "expiring in truth": ngo.assertion(exp=True),
        "expiring at no number": ngo.assertion(exp=float("nan")),
        "expiring at a large number": ngo.assertion(exp=10**400),
        "issued in words": ngo.assertion(iat="now"),
        "with an empty id": ngo.assertion(jti=""),
        "with a number for an id": ngo.assertion(jti=7),
        "with a long id": ngo.assertion(jti="x" * 201),
        "with half an id": ngo.assertion(jti="\ud800"),
        "about a list": ngo.assertion(iss=["ngo"], sub=["ngo"]),
        "about nobody": ngo.assertion(iss="", sub=""),
        "about a NUL": ngo.assertion(iss="ngo\0", sub="ngo\0"),
    }
    low |= {f"without {claim}": ngo.assertion(**{claim: None}) for claim in ("iss", "sub", "aud", "exp", "jti")}
    return low


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
async def test_whatever_is_wrong_is_refused_in_one_way_and_uses_nothing_up(
    door: Door, ngo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "A_MINUTE", 1_000)
    async with door.connection() as connection:
        used = await connection.fetchval("SELECT count(*) FROM assertions")
        told = {}
        for what, assertion in wrongs(ngo).items():
            answer = await door.sign_in(assertion)
            assert (what, refusal(answer)) == (what, UNPROVEN)
            headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
            told[what] = (answer.content, json.dumps(headers, sort_keys=True))
        assert len(set(told.values())) == 1
        secret = await door.by_secret("nobody", "x")
        assert secret.content == next(iter(told.values()))[0], "a wrong secret is refused alike"
        assert await connection.fetchval("SELECT count(*) FROM assertions") == used
    require_made(await door.sign_in(ngo.assertion()))


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"client_assertion_type": "jwt"}, {}),
        ({"client_secret": "x"}, {}),
        ({"client_secret": "x", "client_id": "ngo"}, {}),
        ({}, {"authorization": "Basic bmdvOng="}),
    ],
)
async def test_one_proves_oneself_in_one_way_at_a_time(
    door: Door, ngo: Client, form: dict[str, str], headers: dict[str, str]
) -> None:
    usual = {
        "grant_type": "client_credentials",
        "client_assertion_type": TYPE,
        "client_assertion": ngo.assertion(),
    }
    answer = await door.client.post(TOKEN, data=usual | form, headers=headers)
    assert refusal(answer) == UNPROVEN


async def test_a_kind_without_an_assertion_and_an_assertion_without_a_kind_are_refused(door: Door, ngo: Client) -> None:
    for part in ({"client_assertion_type": TYPE}, {"client_assertion": ngo.assertion()}):
        answer = await door.client.post(TOKEN, data={"grant_type": "client_credentials", **part})
        assert refusal(answer) == UNPROVEN


async def test_an_unapproved_a_suspended_and_a_retired_client_are_refused_as_strangers_are(door: Door) -> None:
    stranger = (await door.sign_in(Client("nobody", EDWARDS).assertion())).content
    await door.onboarded("refused")
    path = "/v1/partners/refused"
    key = OKPKey.generate_key("Ed25519")
    made = require_made(
        await door.administrator.post(f"{path}/credentials", {"kind": "key", "jwk": key.as_dict(private=False)})
    )
    client = Client("refused", key)
    assert (await door.sign_in(client.assertion())).content == stranger
    await door.approved(f"{path}/credentials/{made['id']}")
    require_made(await door.sign_in(client.assertion()))
    await door.officer.post(f"{path}/suspend", {"reason": "an incident"})
    assert (await door.sign_in(client.assertion())).content == stranger
    for caller in (door.administrator, door.officer):
        await caller.post(f"{path}/resume")
    require_made(await door.sign_in(client.assertion()))
    await door.officer.post(f"{path}/credentials/{made['id']}/void", {"reason": "replaced"})
    assert (await door.sign_in(client.assertion())).content == stranger


# --- once -------------------------------------------------------------------------------------------------------------


async def test_an_assertion_is_taken_once_by_all_processes_together(door: Door, ngo: Client) -> None:
    async with opened(door.url) as other:
        assertion = ngo.assertion()
        answers = await asyncio.gather(*((door, other)[n % 2].sign_in(assertion) for n in range(12)))
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 11


async def test_an_id_is_used_up_even_in_another_signature(door: Door, ngo: Client) -> None:
    require_made(await door.sign_in(ngo.assertion(jti="the same")))
    assert refusal(await door.sign_in(ngo.assertion(jti="the same", nbf=1))) == UNPROVEN
    assert refusal(await door.sign_in(Client("ngo", CURVE).assertion(jti="the same"))) == UNPROVEN


async def test_two_partners_may_use_the_same_id(door: Door, ngo: Client) -> None:
    await door.onboarded("other-ngo")
    other = await door.with_key("other-ngo")
    require_made(await door.sign_in(ngo.assertion(jti="shared")))
    require_made(await door.sign_in(other.assertion(jti="shared")))


async def test_what_expired_long_ago_is_forgotten_and_what_expired_just_now_is_not(door: Door, ngo: Client) -> None:
    for jti in ("old", "young"):
        require_made(await door.sign_in(ngo.assertion(jti=jti)))
    async with door.connection() as connection:
        age = "UPDATE assertions SET expires_at = now() - interval '{}' WHERE digest = sha256('{}')"
        await connection.execute(age.format("11 minutes", "old"))
        await connection.execute(age.format("9 minutes", "young"))
        require_made(await door.sign_in(ngo.assertion()))
        kept = "SELECT count(*) FROM assertions WHERE digest = sha256($1)"
        assert await connection.fetchval(kept, b"old") == 0
        assert await connection.fetchval(kept, b"young") == 1


# --- from one key to the next -----------------------------------------------------------------------------------------


async def test_keys_overlap_while_a_partner_changes_from_one_to_the_next(door: Door) -> None:
    await door.onboarded("rotating")
    old = await door.with_key("rotating")
    new = await door.with_key("rotating")
    for client in (old, new, old):
        require_made(await door.sign_in(client.assertion()))
    path = f"/v1/partners/rotating/credentials/{old.credential}/void"
    require_made(await door.administrator.post(path, {"reason": "replaced"}))
    assert refusal(await door.sign_in(old.assertion())) == UNPROVEN
    require_made(await door.sign_in(new.assertion()))


async def test_secrets_overlap_as_well(door: Door) -> None:
    await door.onboarded("rotating-secrets")
    (old, first), (_, second) = [await door.with_secret("rotating-secrets") for _ in range(2)]
    for secret in (first, second):
        require_made(await door.by_secret("rotating-secrets", secret))
    path = f"/v1/partners/rotating-secrets/credentials/{old}/void"
    require_made(await door.administrator.post(path, {"reason": "replaced"}))
    assert refusal(await door.by_secret("rotating-secrets", first)) == UNPROVEN
    require_made(await door.by_secret("rotating-secrets", second))


# --- keys that a partner publishes ------------------------------------------------------------------------------------


async def test_published_keys_are_fetched_once_and_kept(door: Door) -> None:
    async with machine(EDWARDS) as theirs:
        client = Client(await door.onboarded("published", jwks_url=theirs.url), EDWARDS)
        for _ in range(3):
            require_made(await door.sign_in(client.assertion()))
        assert len(theirs.asked) == 1
        assert theirs.asked[0].startswith("GET /keys?of=us HTTP/1.1\r\n")
        assert f"host: 127.0.0.1:{theirs.port}\r\n" in theirs.asked[0].lower()


async def test_a_new_published_key_is_found_by_its_name_but_not_looked_for_all_the_time(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = monotonic()
    monkeypatch.setattr(published, "monotonic", lambda: now)
    new = OKPKey.generate_key("Ed25519")
    async with machine(EDWARDS) as theirs:
        code = await door.onboarded("changing", jwks_url=theirs.url)
        require_made(await door.sign_in(Client(code, EDWARDS).assertion()))
        theirs.keys.append(new.as_dict(private=False) | {"kid": new.thumbprint()})
        assert refusal(await door.sign_in(Client(code, new).assertion())) == UNPROVEN
        assert len(theirs.asked) == 1, "not a minute has passed"
        now += published.PAUSE
        require_made(await door.sign_in(Client(code, new).assertion()))
        require_made(await door.sign_in(Client(code, EDWARDS).assertion()))
        for _ in range(3):
            await door.sign_in(Client(code, EDWARDS).assertion({"kid": "unknown"}))
        assert len(theirs.asked) == 2
        theirs.keys.pop(0)
        require_made(await door.sign_in(Client(code, EDWARDS).assertion()))
        now += published.KEPT
        assert refusal(await door.sign_in(Client(code, EDWARDS).assertion())) == UNPROVEN, "withdrawn, and kept no more"
        assert len(theirs.asked) == 3


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": "500 Oops"},
        {"status": "404 Not Found"},
        {"status": "302 Found", "headers": "Location: http://127.0.0.1:1/elsewhere\r\n"},
        {"headers": "Content-Encoding: gzip\r\n"},
        {"body": b"{"},
        {"body": b"[]"},
        {"body": b'{"keys": 7}'},
        {"body": b"[" * 60_000},
        {"body": b" " * (fetching.LARGEST + 1)},
        {"body": b'{"keys": [7, {"kty": "oct", "k": "AAAA"}, {"kty": "OKP", "crv": "Ed25519", "x": 1}]}'},
        {"slow": 1.5},
    ],
    ids=str,
)
async def test_a_machine_in_trouble_is_a_sign_in_refused_and_nothing_else(
    door: Door, trouble: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.5)
    async with machine(EDWARDS) as theirs:
        code = f"troubled-{abs(hash(str(trouble)))}"
        client = Client(await door.onboarded(code, jwks_url=theirs.url), EDWARDS)
        for name, value in trouble.items():
            setattr(theirs, name, value)
        begun = monotonic()
        answers = await asyncio.gather(*(door.sign_in(client.assertion()) for _ in range(5)))
        assert {refusal(answer) for answer in answers} == {UNPROVEN}
        assert monotonic() - begun < 3
        assert len(theirs.asked) == 1, "those who wait do not ask again"


async def test_while_one_partners_machine_is_slow_others_sign_in(door: Door, ngo: Client) -> None:
    async with machine(EDWARDS) as theirs:
        slow = Client(await door.onboarded("slow", jwks_url=theirs.url), EDWARDS)
        theirs.slow = 1.0
        waiting = asyncio.gather(*(door.sign_in(slow.assertion()) for _ in range(20)))
        await asyncio.sleep(0.1)
        begun = monotonic()
        require_made(await door.sign_in(ngo.assertion()))
        assert monotonic() - begun < 0.5
        assert {answer.status_code for answer in await waiting} == {200}
        assert len(theirs.asked) == 1


async def test_a_private_key_that_somebody_published_is_not_taken(door: Door) -> None:
    async with machine() as theirs:
        theirs.keys = [EDWARDS.as_dict(private=True) | {"kid": EDWARDS.thumbprint()}]
        client = Client(await door.onboarded("exposed", jwks_url=theirs.url), EDWARDS)
        assert refusal(await door.sign_in(client.assertion())) == UNPROVEN


async def test_a_key_is_used_for_what_it_says_it_is_for(door: Door) -> None:
    async with machine() as theirs:
        theirs.keys = [
            RSA.as_dict(private=False) | {"kid": "one", "alg": "PS256"},
            OTHER_RSA.as_dict(private=False) | {"kid": "two", "use": "enc"},
        ]
        code = await door.onboarded("particular", jwks_url=theirs.url)
        require_made(await door.sign_in(Client(code, RSA).assertion({"kid": "one"})))
        assert refusal(await door.sign_in(Client(code, RSA).assertion({"kid": "one", "alg": "RS256"}))) == UNPROVEN
        assert refusal(await door.sign_in(Client(code, OTHER_RSA).assertion({"kid": "two"}))) == UNPROVEN


async def test_where_an_assertion_says_its_key_stands_nobody_looks(door: Door, ngo: Client) -> None:
    stranger = OKPKey.generate_key("Ed25519")
    async with machine(stranger) as theirs:
        for header in ("jku", "x5u"):
            forged = {"alg": "Ed25519", "kid": stranger.thumbprint(), header: theirs.url}
            assert refusal(await door.sign_in(signed(forged, ngo.claims(), stranger))) == UNPROVEN
        assert theirs.asked == []


async def test_in_production_nobody_is_asked_inside(door: Door) -> None:
    async with (
        machine(EDWARDS) as theirs,
        opened(door.url, nexus_env="production", gateway_development_issuer=None) as production,
    ):
        client = Client(await door.onboarded("inside", jwks_url=theirs.url), EDWARDS)
        assert refusal(await production.sign_in(client.assertion())) == UNPROVEN
        assert theirs.asked == []
        require_made(await door.sign_in(client.assertion()))


async def test_a_name_that_leads_inside_is_not_followed_in_production(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when only one of its machines is inside: a name may answer differently every time it is asked."""

    async def resolve(self: Any, address: addresses.Address) -> list[str]:
        return ["203.0.114.1", "127.0.0.1"]

    monkeypatch.setattr(addresses.Resolver, "resolve", resolve)
    async with machine(EDWARDS) as theirs:
        guarded = published.Published(production=True)
        with pytest.raises(fetching.NotFetched):
            await guarded.of(1, f"http://keys.example:{theirs.port}/keys", None)
        await guarded.close()
        open_ = published.Published(production=False)
        monkeypatch.setattr(addresses.Resolver, "resolve", _only_here)
        assert len(await open_.of(1, f"http://keys.example:{theirs.port}/keys", None)) == 1
        await open_.close()
        assert f"host: keys.example:{theirs.port}\r\n" in theirs.asked[0].lower()


async def _only_here(self: Any, address: addresses.Address) -> list[str]:
    return ["127.0.0.1"]


async def test_a_machine_has_to_prove_over_tls_that_it_is_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses.Resolver, "resolve", _only_here)
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    names: list[str] = []
    usual = ssl.SSLContext.wrap_bio

    def noted(self: Any, *arguments: Any, **options: Any) -> Any:
        names.append(bytes(options["server_hostname"]).decode())
        return usual(self, *arguments, **options)

    monkeypatch.setattr(ssl.SSLContext, "wrap_bio", noted)
    kept = published.Published(production=False)
    with pytest.raises(fetching.NotFetched):
        await kept.of(1, f"https://keys.example:{port}/keys", None)
    await kept.close()
    server.close()
    assert names == ["keys.example"]


# --- how often --------------------------------------------------------------------------------------------------------


async def test_a_client_signs_in_thirty_times_a_minute_at_all_doors_together(door: Door, ngo: Client) -> None:
    await with_a_minute_ahead()
    async with opened(door.url) as other:
        answers = await asyncio.gather(*((door, other)[n % 2].sign_in(ngo.assertion()) for n in range(40)))
    assert sorted(answer.status_code for answer in answers) == [200] * 30 + [429] * 10
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refusal(refused) == (429, "too-many-sign-ins", None)
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_failures_are_counted_alike_for_clients_that_exist_and_for_those_that_do_not(
    door: Door, ngo: Client
) -> None:
    await with_a_minute_ahead()
    told = []
    for code in ("ngo", "nobody"):
        stranger = Client(code, OKPKey.generate_key("Ed25519"))
        answers = [await door.sign_in(stranger.assertion()) for _ in range(32)]
        told.append([(answer.status_code, answer.content) for answer in answers])
    assert told[0] == told[1]
    assert [status for status, _ in told[0]] == [401] * 30 + [429] * 2


async def test_strangers_do_not_use_up_a_clients_own_signatures(door: Door, ngo: Client) -> None:
    await with_a_minute_ahead()
    stranger = Client("ngo", OKPKey.generate_key("Ed25519"))
    for _ in range(31):
        last = await door.sign_in(stranger.assertion())
    assert last.status_code == 429
    require_made(await door.sign_in(ngo.assertion()))


async def test_secrets_are_counted_before_they_are_compared(
    door: Door, ngo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def matches(kept: str, secret: str) -> bool:
        compared.append(secret)
        return False

    monkeypatch.setattr(secrets, "_matches", matches)
    await with_a_minute_ahead()
    answers = await asyncio.gather(*(door.by_secret("ngo", "x") for _ in range(40)))
    assert sorted(answer.status_code for answer in answers) == [401] * 30 + [429] * 10
    assert len(compared) == 60


async def test_no_stream_of_invented_clients_makes_the_count_grow(door: Door) -> None:
    async with door.connection() as connection:
        size = "SELECT count(*) FROM sign_ins"
        before = await connection.fetchval(size)
        for number in range(50):
            await attempts.count(door.app.state.database.appending, f"invented-{number}")
        assert await connection.fetchval(size) == before == 8192
        assert await connection.fetchval("SELECT sum(attempts) FROM sign_ins") == 50


async def test_the_count_begins_anew_with_the_minute(door: Door) -> None:
    await with_a_minute_ahead()
    appending = door.app.state.database.appending
    for _ in range(attempts.A_MINUTE):
        await attempts.count(appending, "ngo")
    with pytest.raises(attempts.TooMany):
        await attempts.count(appending, "ngo")
    async with door.connection() as connection:
        await connection.execute("UPDATE sign_ins SET minute = minute - interval '1 minute'")
    await attempts.count(appending, "ngo")


# --- planted wrongs ---------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
async def test_the_wrongs_are_seen_when_a_check_is_left_out(
    door: Door, ngo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each check has something in the list above that comes in without it."""
    monkeypatch.setattr(attempts, "A_MINUTE", 1_000)

    async def let_in() -> set[str]:
        answers = {what: await door.sign_in(assertion) for what, assertion in wrongs(ngo).items()}
        return {what for what, answer in answers.items() if answer.status_code == 200}

    assert await let_in() == set()
    with monkeypatch.context() as planted:
        planted.setattr(assertions, "_is_signed", lambda assertion, known: True)
        assert await let_in() >= {"signed by a stranger", "unsigned", "changed after it was signed", "RS512"}
    with monkeypatch.context() as planted:
        planted.setattr(assertions, "lies", lambda moment, after, until: True)
        assert await let_in() == {"expired", "for ever", "not yet", "expiring in truth", "issued in words"}
    with monkeypatch.context() as planted:
        planted.setattr(assertions, "_is_id", lambda jti: isinstance(jti, str))
        assert await let_in() == {"with an empty id", "with a long id"}
    with monkeypatch.context() as planted:
        planted.setattr(assertions, "_KINDS", ("jwt", "at+jwt"))
        assert await let_in() == {"of another kind"}
    with monkeypatch.context() as planted:
        planted.setattr(door.app.state, "audiences", {AUDIENCE, "https://elsewhere.example/token"})
        assert await let_in() == {"for another audience"}
