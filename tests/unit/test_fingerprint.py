"""What a key stands for: a request is the same only if its method, path and body are the same bytes."""

from itertools import combinations
from json import dumps
from types import SimpleNamespace

import pytest
from joserfc.jwk import OKPKey
from starlette.requests import Request
from starlette.types import Message

from gateway import app as gateway
from services.grants import app as grants
from shared.errors import Invalid
from shared.idempotency import Key, fingerprint_key, require_key
from shared.routes import stated_key


async def fingerprint(method: str = "POST", path: str = "/people", body: bytes = b"{}", query: bytes = b"") -> bytes:
    key = await key_of(method, path, body, query, stated=b"k")
    assert key is not None
    return key.fingerprint


async def key_of(
    method: str, path: str, body: bytes, query: bytes, stated: bytes | None, secret: bytes = bytes(32)
) -> Key | None:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": []}
    app = SimpleNamespace(state=SimpleNamespace(fingerprint_key=secret))
    request = Request({**scope, "app": app, "state": {"caller_name": "staff:zahra"}}, receive)
    return await stated_key(request, None if stated is None else stated.decode("latin-1"))


async def test_a_request_without_a_key_has_none() -> None:
    assert await key_of("POST", "/people", b"{}", b"", None) is None


async def test_the_same_request_has_the_same_fingerprint() -> None:
    assert await fingerprint() == await fingerprint()
    assert len(await fingerprint()) == 32


async def test_a_fingerprint_cannot_be_made_again_without_the_applications_secret() -> None:
    prints = [await key_of("POST", "/people", b"{}", b"", b"k", secret) for secret in (bytes(32), bytes([1]) * 32)]
    assert prints[0] != prints[1]


async def test_requests_that_differ_in_any_part_have_different_fingerprints() -> None:
    prints = [
        await fingerprint(),
        await fingerprint(method="PUT"),
        await fingerprint(path="/people/"),
        await fingerprint(path="/households"),
        await fingerprint(body=b"{ }"),
        await fingerprint(body=b""),
        await fingerprint(path="/people\n{}", body=b""),
    ]
    for one, other in combinations(prints, 2):
        assert one != other


async def test_a_key_belongs_to_the_caller() -> None:
    key = await key_of("POST", "/people", b"{}", b"", b"k")
    assert key is not None
    assert (key.caller, key.key) == ("staff:zahra", "k")


@pytest.mark.parametrize("key", ["k", " ", "~" * 128, "0b9e8a5c-4f0e-4ce9-a4a8-5d1a8a1f3d57"])
def test_a_key_has_printable_ascii(key: str) -> None:
    assert require_key(key) == key


@pytest.mark.parametrize("key", ["", "k" * 129, "\n", "k\0", "é", "\x7f"])
def test_another_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid) as refusal:
        require_key(key)
    assert refusal.value.field == "Idempotency-Key"


def test_no_key_that_has_another_use_makes_fingerprints() -> None:
    keys = {secret: fingerprint_key(secret) for secret in (bytes(32), bytes([1]) * 32)}
    assert len({*keys, *keys.values()}) == 4
    assert {len(key) for key in keys.values()} == {32}
    service = grants.create_app(grants.Settings(database_url="", mandate_key=bytes(32)))
    assert service.state.fingerprint_key == keys[bytes(32)]
    door = gateway.create_app(
        gateway.Settings(
            gateway_database_url="",
            gateway_signing_key=dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)),
            gateway_pseudonym_key=bytes([1]) * 32,
            beneficiary_mandate_key=bytes(32),
            grants_mandate_key=bytes(32),
            forums_mandate_key=bytes(32),
        )
    )
    assert door.state.fingerprint_key == keys[bytes([1]) * 32]
