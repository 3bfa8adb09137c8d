"""A partner's secret: hashed with argon2 when it is set, compared without telling whether the partner exists."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from gateway.access.decisions import reads as decisions
from gateway.access.partners import reads as partners
from gateway.access.tokens import unproven
from shared.callers import CallerClass
from shared.database import Reader
from shared.errors import Unavailable

_HASHER = PasswordHasher()
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$lYl7f53IMAC0Vls5VYPO4w$RebSJdGgIE6pA7zYvYb20LJX8j+kSj3dN7H4kyQBTnQ"
"""What an unknown partner's secret is compared with, so that the answer takes as long."""

_COMPARISONS = asyncio.Semaphore(2)
"""A comparison takes 64 MiB and a core for some 50 ms: more at once would starve every other caller."""

_PATIENCE = 3.0
"""Seconds that a sign-in waits for its comparison."""

MOST = 2
"""Secrets that stand at once, while a partner changes from one to the next."""

_SECRETS = f"""
SELECT partner.caller_class, credential.secret_hash
FROM partners AS partner JOIN credentials AS credential ON credential.partner_id = partner.id
WHERE partner.code = $1 AND {partners.may_ask("partner")}
    AND credential.kind = 'secret' AND credential.voided_at IS NULL AND {decisions.taken("credential.decision_id")}
ORDER BY credential.id DESC LIMIT {MOST}
"""  # noqa: S608 - names from code


def hashed(secret: str) -> str:
    return _HASHER.hash(secret)


async def made() -> tuple[str, str]:
    """A new secret and its hash; nobody can make the one from the other."""
    secret = token_urlsafe(36)
    async with _a_turn():
        return secret, await asyncio.to_thread(hashed, secret)


async def authenticate(reader: Reader, code: str, secret: str) -> CallerClass:
    """The class of the partner with this code and secret, or a refusal that does not say which of the two is wrong.

    Two secrets may stand while a partner changes from one to the next; as many are compared whoever asks.
    """
    rows = await reader.fetch(_SECRETS, code)
    kept = [row["secret_hash"] for row in rows] + [_NOBODY] * (MOST - len(rows))
    async with _a_turn():
        matches = [await asyncio.to_thread(_matches, known, secret) for known in kept]
    if not any(matches[: len(rows)]):
        raise unproven()
    return CallerClass(rows[0]["caller_class"])


@asynccontextmanager
async def _a_turn() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_PATIENCE):
            await _COMPARISONS.acquire()
    except TimeoutError:
        raise Unavailable("sign-in-busy", "Too many are signing in at once.", retry_after=5) from None
    try:
        yield
    finally:
        _COMPARISONS.release()


def _matches(kept: str, secret: str) -> bool:
    try:
        return _HASHER.verify(kept, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False
