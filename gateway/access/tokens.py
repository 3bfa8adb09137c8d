"""Access tokens: signed with Ed25519, five minutes long, for this platform and nobody else."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_urlsafe
from time import time
from typing import Any, Generic, TypeVar

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jwt import JWTClaimsRegistry, Token
from joserfc.util import urlsafe_b64decode

from shared.errors import Unauthenticated

AUDIENCE = "nexus"
GATEWAY = "nexus-gateway"
"""Issuer of partners' tokens."""
DEVELOPMENT = "nexus-development"
"""Issuer of staff tokens in the embedded default."""
LIFE = 300
"""Seconds a token lives."""
_ALGORITHMS = ["Ed25519", "EdDSA"]
_LONGEST = 8192
"""Characters of a token; issuers of staff have much to say."""
_SKEW = 5
_REMEMBERED = 1024

Read = TypeVar("Read")


@dataclass(frozen=True)
class Issuer:
    """Who signs tokens, and the key that proves it."""

    name: str
    key: OKPKey

    @classmethod
    def of(cls, name: str, jwk: str) -> "Issuer":
        """An issuer whose Ed25519 key is given as a JWK in JSON; its public half is enough to verify."""
        key = OKPKey.import_key(json.loads(jwk))
        key.ensure_kid()
        return cls(name, key)


def sign(issuer: Issuer, subject: str, **claims: Any) -> str:
    """A token for `subject` that lives five minutes from now."""
    now = int(time())
    body = {
        "iss": issuer.name,
        "aud": AUDIENCE,
        "sub": subject,
        "iat": now,
        "exp": now + LIFE,
        "jti": token_urlsafe(12),
        **claims,
    }
    header = {"alg": "Ed25519", "typ": "at+jwt", "kid": issuer.key.kid}
    return jwt.encode(header, body, issuer.key, algorithms=["Ed25519"])


def invalid() -> Unauthenticated:
    """The one refusal of every token that will not do; it does not say why."""
    return Unauthenticated("token-invalid", "The access token is not valid, or no longer.")


def unproven() -> Unauthenticated:
    """The one refusal of every sign-in that will not do; it does not say why, nor whether there is such a client."""
    return Unauthenticated("invalid-client", "The client and what it signs in with do not belong together.")


def bearer(authorization: str | None) -> str:
    """The token in an Authorization header, which nobody has looked at yet."""
    if authorization is None:
        raise Unauthenticated("token-missing", "Send an access token: Authorization: Bearer ...")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST:
        raise invalid()
    return token


class _OfSomebodyElse(Exception):
    """A token that names a key which is none of ours."""


class Verifier(Generic[Read]):
    """Knows the issuers whose tokens are accepted, by the id of their key, and how to read their claims."""

    def __init__(self, issuers: list[Issuer], read: Callable[[dict[str, Any]], Read]) -> None:
        self._issuers = {issuer.key.kid: issuer for issuer in issuers}
        self._claims = {
            issuer.name: JWTClaimsRegistry(
                leeway=_SKEW,
                iss={"essential": True, "value": issuer.name},
                aud={"essential": True, "value": AUDIENCE},
                sub={"essential": True},
                iat={"essential": True},
                exp={"essential": True},
            )
            for issuer in issuers
        }
        self._read = read
        # What a token says and who signed it stay as they are; whether it has expired is looked at each time.
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._opened)

    def find(self, token: str) -> Read | None:
        """What a token says, or nothing if it names a key of somebody else; refused in one way if it will not do."""
        try:
            expires, read = self._remembered(token)
        except _OfSomebodyElse:
            return None
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise invalid() from None
        if expires < time() - _SKEW:
            raise invalid()
        return read

    def _opened(self, token: str) -> tuple[float, Read]:
        issuer = self._issuers.get(json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))["kid"])
        if issuer is None:
            raise _OfSomebodyElse
        parsed: Token = jwt.decode(token, issuer.key, algorithms=_ALGORITHMS)
        self._claims[issuer.name].validate(parsed.claims)
        return float(parsed.claims["exp"]), self._read(parsed.claims)
