"""The same write asked twice happens once: keys, what they were used for, and which record the effect is.

The key row is written in the transaction of its effect. A twin that arrives meanwhile waits on the row; one that
comes later finds the effect's reference and renders it under its own mandate, so the table keeps no answer.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.database import Reader
from shared.errors import Invalid

HEADER = "Idempotency-Key"
LONGEST = 128

_CLAIM = """
INSERT INTO idempotency_keys (caller, key, fingerprint, of_money) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING RETURNING true
"""
_FIND = "SELECT fingerprint, effect FROM idempotency_keys WHERE caller = $1 AND key = $2"
SETTLE = "UPDATE idempotency_keys SET effect = $3 WHERE caller = $1 AND key = $2"
"""What was made or changed is said in the transaction that did it."""


@dataclass(frozen=True)
class Key:
    """A key as its caller uses it, the fingerprint of the request it stands for, and whether that moves money."""

    caller: str
    key: str
    fingerprint: bytes
    of_money: bool = False
    """Then the key is never forgotten: asked again in a year, the same payment is still the same one."""


def fingerprint_key(key: bytes) -> bytes:
    """The key that fingerprints are made with, derived (HKDF, RFC 5869) from another, so that none has two uses."""
    return HKDF(SHA256(), 32, None, b"nexus fingerprint").derive(key)


def require_key(value: str) -> str:
    if not (0 < len(value) <= LONGEST and value.isascii() and value.isprintable()):
        raise Invalid(
            "invalid-request",
            "A key has 1 to {longest} printable ASCII characters.",
            field=HEADER,
            longest=LONGEST,
        )
    return value


async def claim(connection: Reader, key: Key) -> str | None:
    """Claim a key for this transaction; the reference of its effect if it was used before."""
    found = None
    while found is None:  # a key that is forgotten in between is free again
        if await connection.fetchval(_CLAIM, key.caller, key.key, key.fingerprint, key.of_money):
            return None
        found = await connection.fetchrow(_FIND, key.caller, key.key)
    fingerprint, effect = found
    if fingerprint != key.fingerprint:
        raise Invalid("idempotency-key-reused", "This key was used for another request before.", field=HEADER)
    return str(effect)
