"""Access tokens: what was signed here for now is believed, and everything else is refused in one way."""

import hmac
import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from time import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OKPKey

from gateway.access import tokens
from gateway.access.tokens import AUDIENCE, DEVELOPMENT, GATEWAY, LIFE, Issuer, Verifier, bearer, invalid, sign
from shared.errors import Unauthenticated


def issuer(name: str) -> Issuer:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return Issuer.of(name, json.dumps(key.as_dict(private=True)))


OURS, STAFFS, STRANGER = issuer(GATEWAY), issuer(DEVELOPMENT), issuer(GATEWAY)
VERIFIER = Verifier([OURS, STAFFS], dict)


def verify(authorization: str | None, verifier: Verifier[dict[str, Any]] = VERIFIER) -> dict[str, Any]:
    """What the token in a header says, where nobody else is asked."""
    said = verifier.find(bearer(authorization))
    if said is None:
        raise invalid()
    return said


def believed(token: str) -> dict[str, Any]:
    return verify(f"Bearer {token}")


def refused(authorization: str | None) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        verify(authorization)
    return refusal.value.type


def claims(**changes: Any) -> dict[str, Any]:
    """Right claims, with changes; a change to None takes the claim away."""
    now = int(time())
    usual = {"iss": GATEWAY, "aud": AUDIENCE, "sub": "moi", "iat": now, "exp": now + LIFE, "class": "security"}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def signed(by: Issuer = OURS, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """A token whose signature is right, whatever it says."""
    usual = {"alg": "Ed25519", "kid": by.key.kid}
    stated = {name: value for name, value in {**usual, **(header or {})}.items() if value is not None}
    return jwt.encode(stated, claims(**changes), by.key, algorithms=["Ed25519", "EdDSA"])


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


# --- what is believed -------------------------------------------------------------------------------------------------


def test_a_token_signed_here_is_believed() -> None:
    told = believed(sign(OURS, "moi", **{"class": "security"}))
    assert (told["sub"], told["iss"], told["class"]) == ("moi", GATEWAY, "security")
    assert told["exp"] - told["iat"] == LIFE


def test_the_scheme_is_written_in_any_case() -> None:
    assert verify(f"bEaReR {sign(STAFFS, 'zahra')}")["sub"] == "zahra"


def test_tokens_under_the_former_name_of_the_algorithm_are_believed() -> None:
    with pytest.warns(match="EdDSA"):
        token = signed(header={"alg": "EdDSA"})
    with pytest.warns(match="EdDSA"):
        assert believed(token)["sub"] == "moi"


def test_the_public_half_of_a_key_is_enough() -> None:
    public = Issuer.of(GATEWAY, json.dumps(OURS.key.as_dict(private=False)))
    assert verify(f"Bearer {sign(OURS, 'moi')}", Verifier([public], dict))["sub"] == "moi"


def test_a_clock_that_is_a_little_off_does_no_harm() -> None:
    now = int(time())
    assert believed(signed(exp=now - 3, iat=now + 3))


def test_no_two_tokens_are_the_same() -> None:
    assert sign(OURS, "moi") != sign(OURS, "moi")


# --- what is not ------------------------------------------------------------------------------------------------------


def test_a_request_without_a_token_is_told_to_send_one() -> None:
    assert refused(None) == "token-missing"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic bW9pOng=", "Token x", "Bearer  x", "\0"])
def test_another_scheme_is_refused(authorization: str) -> None:
    assert refused(authorization) == "token-invalid"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"iss": None},
        {"iss": DEVELOPMENT},
        {"iss": [GATEWAY]},
        {"aud": "elsewhere"},
        {"aud": None},
        {"aud": []},
        {"sub": None},
        {"sub": ""},
        {"iat": None},
        {"iat": int(time()) + 3600},
        {"iat": "now"},
        {"exp": None},
        {"exp": int(time()) - 60},
        {"exp": 0},
        {"exp": "never"},
        {"exp": True},
        {"nbf": int(time()) + 3600},
    ],
)
def test_a_claim_that_is_wrong_or_missing_is_refused(changes: dict[str, Any]) -> None:
    assert believed(signed())
    assert refused(f"Bearer {signed(**changes)}") == "token-invalid"


def test_a_key_speaks_for_its_own_issuer_alone() -> None:
    assert refused(f"Bearer {signed(by=STAFFS, iss=GATEWAY)}") == "token-invalid"
    assert refused(f"Bearer {signed(by=OURS, iss=DEVELOPMENT)}") == "token-invalid"


@pytest.mark.parametrize(
    "header",
    [
        {"kid": None},
        {"kid": ""},
        {"kid": "unknown"},
        {"kid": STRANGER.key.kid},
        {"kid": STAFFS.key.kid},
        {"kid": 7},
        {"kid": ["x"]},
        {"kid": {"x": 1}},
        {"kid": "../../etc/passwd"},
        {"crit": ["exp"]},
        {"b64": False, "crit": ["b64"]},
    ],
)
def test_a_header_that_names_another_key_or_asks_for_more_is_refused(header: dict[str, Any]) -> None:
    head = encoded({"alg": "Ed25519", "kid": OURS.key.kid, **header})
    body = encoded(claims())
    signature = OURS.key.private_key.sign(f"{head}.{body}".encode())
    assert refused(f"Bearer {head}.{body}.{encoded(signature)}") == "token-invalid"


def test_a_token_that_names_a_key_of_somebody_else_is_left_to_others() -> None:
    assert VERIFIER.find(signed(by=STRANGER)) is None
    with pytest.raises(Unauthenticated):
        VERIFIER.find(signed(by=STRANGER, header={"kid": OURS.key.kid}))


def test_a_token_of_an_unknown_key_is_refused_whatever_it_calls_itself() -> None:
    assert refused(f"Bearer {signed(by=STRANGER)}") == "token-invalid"
    assert refused(f"Bearer {signed(by=STRANGER, header={'kid': OURS.key.kid})}") == "token-invalid"


def test_a_key_that_the_token_brings_along_is_not_used() -> None:
    brought = {"kid": OURS.key.kid, "jwk": STRANGER.key.as_dict(private=False)}
    head, body = encoded({"alg": "Ed25519", **brought}), encoded(claims())
    signature = STRANGER.key.private_key.sign(f"{head}.{body}".encode())
    assert refused(f"Bearer {head}.{body}.{encoded(signature)}") == "token-invalid"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", None])
def test_a_token_without_a_signature_is_refused(alg: str | None) -> None:
    head, body = encoded({"alg": alg, "kid": OURS.key.kid}), encoded(claims())
    assert refused(f"Bearer {head}.{body}.") == "token-invalid"
    assert refused(f"Bearer {head}.{body}") == "token-invalid"


def test_the_public_key_is_not_taken_for_a_shared_secret() -> None:
    public = OURS.key.as_dict(private=False)
    secrets = [
        OURS.key.public_key.public_bytes_raw(),
        str(public["x"]).encode(),
        json.dumps(public).encode(),
        OURS.key.as_pem(private=False),
    ]
    for alg in ("HS256", "Ed25519"):
        head, body = encoded({"alg": alg, "kid": OURS.key.kid}), encoded(claims())
        for secret in secrets:
            seal = hmac.digest(secret, f"{head}.{body}".encode(), sha256)
            assert refused(f"Bearer {head}.{body}.{encoded(seal)}") == "token-invalid"


def test_every_cut_and_every_changed_character_is_refused() -> None:
    token = sign(OURS, "moi")
    for length in range(len(token)):
        assert refused(f"Bearer {token[:length]}") == "token-invalid"
    for place in range(0, len(token) - 1, 3):
        other = "A" if token[place] != "A" else "B"
        assert refused(f"Bearer {token[:place]}{other}{token[place + 1 :]}") == "token-invalid"


@pytest.mark.parametrize(
    "body", [b"[]", b"7", b"null", b'"text"', b"{", b"", b"\xff", b"[" * 3000, b'{"iss": "nexus-gateway"}']
)
def test_a_body_that_holds_no_claims_is_refused_even_when_it_is_signed(body: bytes) -> None:
    head, said = encoded({"alg": "Ed25519", "kid": OURS.key.kid}), encoded(body)
    signature = OURS.key.private_key.sign(f"{head}.{said}".encode())
    assert refused(f"Bearer {head}.{said}.{encoded(signature)}") == "token-invalid"


@pytest.mark.parametrize("token", ["x" * 5000, ". .", "..", "a.b.c", "é.é.é", "زينب", "a.b.c.d.e", "\ud800", "=.=.="])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert refused(f"Bearer {token}") == "token-invalid"


def test_a_long_token_is_refused_unread() -> None:
    assert refused(f"Bearer {signed(jti='x' * 8000)}") == "token-invalid"


@given(st.text(st.characters()))
def test_no_text_is_taken_for_a_token(text: str) -> None:
    assert refused(f"Bearer {text}") == "token-invalid"
    assert refused(text) == "token-invalid"


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_no_three_parts_are_taken_for_a_token(head: bytes, body: bytes, signature: bytes) -> None:
    assert refused(f"Bearer {encoded(head)}.{encoded(body)}.{encoded(signature)}") == "token-invalid"


def test_a_token_that_was_believed_before_is_refused_once_it_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    token = f"Bearer {sign(OURS, 'moi')}"
    assert verify(token)["sub"] == "moi"
    monkeypatch.setattr(tokens, "time", lambda: time() + LIFE + 60)
    with pytest.raises(Unauthenticated):
        verify(token)
