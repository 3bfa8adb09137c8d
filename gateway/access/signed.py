"""A signed token (a JWS in its compact form, RFC 7515) taken apart: nothing in it is verified, nor followed."""

import json
from dataclasses import dataclass
from typing import Any

from joserfc.util import urlsafe_b64decode


class Unreadable(ValueError):
    """Not a signed token with claims in it."""


@dataclass(frozen=True)
class Signed:
    """A token as it was read, believed in nothing yet."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        return str(self.header["alg"])

    @property
    def kid(self) -> str | None:
        """The name of the key that it says it is signed with."""
        return self.header.get("kid")

    @property
    def kind(self) -> str:
        """What it says it is, in small letters; a JWT unless it says."""
        return str(self.header.get("typ", "JWT")).lower().removeprefix("application/")


def read(token: str) -> Signed:
    """The parts of a token. Raises Unreadable, also when it asks for an extension."""
    try:
        signed, _, signature = token.encode("ascii").rpartition(b".")
        header, claims = (json.loads(urlsafe_b64decode(part)) for part in signed.split(b"."))
        if (
            not isinstance(header, dict)
            or not isinstance(claims, dict)
            or "crit" in header
            or not isinstance(header["alg"], str)
            or not isinstance(header.get("kid"), str | None)
        ):
            raise Unreadable
        return Signed(header, claims, signed, urlsafe_b64decode(signature))
    except (ValueError, KeyError, RecursionError):
        raise Unreadable from None


def lies(moment: Any, after: float, until: float) -> bool:
    """Whether a claim is a moment in seconds, later than one and no later than another."""
    return isinstance(moment, int | float) and not isinstance(moment, bool) and after < moment <= until


def is_for(claims: dict[str, Any], audience: str) -> bool:
    """Whether the claims name this audience, alone or among others."""
    return audience in audiences(claims)


def audiences(claims: dict[str, Any]) -> list[Any]:
    """For whom the claims are meant."""
    meant_for = claims.get("aud")
    return meant_for if isinstance(meant_for, list) else [meant_for]
