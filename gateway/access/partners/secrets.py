"""A partner's secret: hashed with argon2 when it is set, compared without telling whether the partner exists."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from shared.callers import CallerClass
from shared.database import Reader
from shared.errors import Unauthenticated, Unavailable

_HASHER = PasswordHasher()
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$lYl7f53IMAC0Vls5VYPO4w$RebSJdGgIE6pA7zYvYb20LJX8j+kSj3dN7H4kyQBTnQ"
"""What an unknown partner's secret is compared with, so that the answer takes as long."""

_COMPARISONS = asyncio.Semaphore(2)
"""A comparison takes 64 MiB and a core for some 50 ms: more at once would starve every other caller."""

_PATIENCE = 3.0
"""Seconds that a sign-in waits for its comparison."""


def hashed(secret: str) -> str:
    return _HASHER.hash(secret)


async def authenticate(reader: Reader, code: str, secret: str) -> CallerClass:
    """The class of the partner with this code and secret, or a refusal that does not say which of the two is wrong."""
    row = await reader.fetchrow(
        "SELECT caller_class, secret_hash FROM partners WHERE code = $1 AND voided_at IS NULL", code
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            await _COMPARISONS.acquire()
    except TimeoutError:
        raise Unavailable("sign-in-busy", "Too many are signing in at once.", retry_after=5) from None
    try:
        matches = await asyncio.to_thread(_matches, row["secret_hash"] if row else _NOBODY, secret)
    finally:
        _COMPARISONS.release()
    if row is None or not matches:
        raise Unauthenticated("invalid-client", "The client and its secret do not belong together.")
    return CallerClass(row["caller_class"])


def _matches(kept: str, secret: str) -> bool:
    try:
        return _HASHER.verify(kept, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False
