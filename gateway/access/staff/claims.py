"""What has to be true of an access token of an issuer, apart from its signature; and where its claims say what.

Issuers sign more than access tokens with the same keys: ID tokens, which tell an application who has signed in, and
notices of all kinds. One that says that it is an access token (`at+jwt`, RFC 9068) is believed. Most say no more than
that they are a JWT; of these one is taken that bears no mark of another kind, and that was issued to a client which is
not itself the audience, as it is in an ID token.
"""

from collections.abc import Mapping
from typing import Any

from gateway.access.signed import Signed, audiences, lies
from gateway.access.staff.issuers import StaffIssuer

LONGEST_LIFE = 24 * 3600
"""Seconds that a token may live from now: nothing can be taken back of it but the key."""
SKEW = 30
"""Seconds by which the issuer's clock may differ from ours."""

_ACCESS = "at+jwt"
_ANY = "jwt"
_OF_OTHER_KINDS = frozenset({"at_hash", "c_hash", "s_hash", "events"})
"""Claims of ID tokens (OpenID Connect Core 1.0) and of security events (RFC 8417)."""
_OF_ID_TOKENS = "nonce"
"""Some issuers state it in access tokens as well, which then say of what kind they are."""
_CLIENTS = ("azp", "client_id", "appid", "cid")
"""Where issuers say to which client a token was issued."""
_KINDS = {"typ": "bearer", "token_type": "bearer", "token_use": "access"}
"""Claims in which some issuers say of what kind a token is, and what they say of an access token."""


def is_sound(token: Signed, issuer: StaffIssuer, now: float) -> bool:
    """Whether a signature of the issuer would make this an access token of somebody, for us and for now."""
    claims = token.claims
    meant_for = audiences(claims)
    return (
        claims.get("iss") == issuer.url
        and all(isinstance(each, str) for each in meant_for)
        and issuer.audience in meant_for
        and isinstance(claims.get("sub"), str)
        and lies(claims.get("exp"), now - SKEW, now + LONGEST_LIFE)
        and all(lies(claims.get(name, now), 0, now + SKEW) for name in ("iat", "nbf"))
        and _is_access_token(token, issuer)
    )


def _is_access_token(token: Signed, issuer: StaffIssuer) -> bool:
    claims = token.claims
    if token.kind == _ACCESS:
        return True
    clients = [claims[name] for name in _CLIENTS if name in claims]
    says_what_it_is = bool(_KINDS.keys() & claims.keys())
    return (
        token.kind == _ANY
        and not _OF_OTHER_KINDS & claims.keys()
        and (says_what_it_is or _OF_ID_TOKENS not in claims)
        and all(str(claims.get(name, kind)).lower() == kind for name, kind in _KINDS.items())
        and bool(clients)
        and issuer.audience not in clients
    )


def found(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this name, or at this JSON pointer (RFC 6901); nothing if there is none."""
    if not name.startswith("/"):
        return claims.get(name)
    value: Any = claims
    for step in name[1:].split("/"):
        value = value.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
    return value
