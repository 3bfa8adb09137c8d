"""The public keys that others sign with: which are taken, in which form they are kept, and what each verifies."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from shared.errors import Invalid

PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""The members of a JWK (RFC 7518) that nobody but its owner may know."""

ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "OKP": ("Ed25519", "EdDSA"),
    "EC": ("ES256",),
    "RSA": ("PS256", "RS256"),
}
"""What a key of each type verifies, and nothing else does."""

_MEMBERS = {"OKP": ("crv", "x"), "EC": ("crv", "x", "y"), "RSA": ("n", "e")}
_CURVES = {"OKP": "Ed25519", "EC": "P-256"}
_KINDS: Mapping[str, type[OKPKey | ECKey | RSAKey]] = {"OKP": OKPKey, "EC": ECKey, "RSA": RSAKey}
_SMALLEST_RSA, _LARGEST_RSA, _LARGEST_EXPONENT = 2048, 8192, 2**32
_TEXT = re.compile(r"[A-Za-z0-9_-]{1,1400}")
_KID = re.compile(r"[!-~]{1,200}")

DECOY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
"""A key that belongs to no partner (RFC 8037): what is signed in the name of one without keys is compared with it."""


class Unfit(Invalid):
    """A key that is not taken: which member is wrong, and how."""

    def __init__(self, member: str, sentence: str, **values: object) -> None:
        super().__init__("key-unfit", sentence, field=f"jwk.{member}", **values)


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies signatures, with the name that a signature may call it by."""

    kid: str
    algorithms: tuple[str, ...]
    key: OKPKey | ECKey | RSAKey

    def verifies(self, algorithm: str, signed: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's, by one of the algorithms that it is for."""
        if algorithm not in self.algorithms:
            return False
        # RFC 9864 gives EdDSA with this curve the curve's name; they are the same.
        by = JWSRegistry.algorithms["Ed25519" if algorithm == "EdDSA" else algorithm]
        return bool(by.verify(signed, signature, self.key))


def taken(jwk: Mapping[str, Any]) -> PublicKey:
    """The key that a JWK describes. Raises Unfit."""
    for member in sorted(PRIVATE & jwk.keys()):
        raise Unfit(member, "This is a private member: make a new key, and keep its private part to yourself.")
    kty = jwk.get("kty")
    if kty not in ("OKP", "EC", "RSA"):
        raise Unfit("kty", "One of OKP, EC and RSA.")
    if kty in _CURVES and jwk.get("crv") != _CURVES[kty]:
        raise Unfit("crv", "A key of this type is of the curve {curve}.", curve=_CURVES[kty])
    parts = {"kty": kty}
    for member in _MEMBERS[kty]:
        value = jwk.get(member)
        if not isinstance(value, str) or not _TEXT.fullmatch(value):
            raise Unfit(member, "Has to be there, in base64url without padding.")
        parts[member] = value
    if kty == "RSA":
        _require_strong(parts)
    try:
        key = _KINDS[kty].import_key(parts)
    except (JoseError, ValueError, TypeError, OverflowError):
        raise Unfit(_MEMBERS[kty][-1], "These members together are no such key.") from None
    if jwk.get("use", "sig") != "sig":
        raise Unfit("use", "The key has to be for signatures.")
    algorithms = ALGORITHMS[kty]
    if "verify" not in jwk.get("key_ops", ("verify",)):
        raise Unfit("key_ops", "The key has to verify.")
    if (stated := jwk.get("alg")) is not None:
        if stated not in algorithms:
            raise Unfit("alg", "A key of this type signs by one of {algorithms}.", algorithms=algorithms)
        algorithms = tuple(each for each in algorithms if each == stated or "EdDSA" in algorithms)
    kid = jwk.get("kid")
    if kid is not None and not (isinstance(kid, str) and _KID.fullmatch(kid)):
        raise Unfit("kid", "Up to 200 printable characters.")
    plain = _KINDS[kty].import_key(key.public_key)  # type: ignore[arg-type]
    return PublicKey(kid or plain.thumbprint(), algorithms, plain)


def kept(key: PublicKey) -> dict[str, str]:
    """How a key is kept: its public members in their one form, its algorithm if it has but one, and its name."""
    members = {name: str(value) for name, value in key.key.as_dict(private=False).items()}
    more = {"alg": key.algorithms[0]} if len(key.algorithms) == 1 else {}
    return {**members, **more, "kid": key.kid}


def among(jwks: Iterable[Any]) -> tuple[PublicKey, ...]:
    """Those of some JWKs that can be taken; one that is for something else is none of ours."""
    found = []
    for jwk in jwks:
        try:
            found.append(taken(jwk if isinstance(jwk, dict) else {}))
        except Unfit:
            continue
    return tuple(found)


def _require_strong(parts: Mapping[str, str]) -> None:
    """Refuse an RSA key that is too small to be safe, or so large that to verify with it takes long."""
    numbers = {}
    for member in ("n", "e"):
        try:
            numbers[member] = int.from_bytes(urlsafe_b64decode(parts[member].encode()))
        except ValueError:
            raise Unfit(member, "Has to be there, in base64url without padding.") from None
    if not _SMALLEST_RSA <= numbers["n"].bit_length() <= _LARGEST_RSA:
        raise Unfit("n", "An RSA key has {fewest} to {most} bits.", fewest=_SMALLEST_RSA, most=_LARGEST_RSA)
    if numbers["e"] >= _LARGEST_EXPONENT:
        raise Unfit("e", "The exponent is too large.")
