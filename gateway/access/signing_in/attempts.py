"""How often one may sign in: counted in the database, for clients that exist and for those that do not alike.

What anybody can do in a client's name (a secret, whatever it is; a signature that is none) and what only the client
itself can do (a signature that holds) are counted apart, so that no stranger uses up a client's signatures.
"""

from hashlib import sha256

from gateway.access.signing_in.tables import BUCKETS
from shared.database import Reader
from shared.errors import TooMany

A_MINUTE = 30
"""Sign-ins of one client code in a minute, of either kind."""

_COUNT = """
UPDATE sign_ins SET
    attempts = CASE WHEN minute >= date_trunc('minute', now()) THEN attempts + 1 ELSE 1 END,
    minute = greatest(minute, date_trunc('minute', now()))
WHERE bucket = $1
RETURNING attempts, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds
"""


async def count(appending: Reader, code: str, *, proven: bool = False) -> None:
    """Count a sign-in under this code. Raises TooMany when there were too many in this minute."""
    row = await appending.fetchrow(_COUNT, _bucket(code) + (BUCKETS if proven else 0))
    assert row is not None
    if row["attempts"] > A_MINUTE:
        raise TooMany(
            "too-many-sign-ins",
            "A client may sign in {times} times a minute; a token lives five minutes.",
            times=A_MINUTE,
            retry_after=max(1, row["seconds"]),
        )


def _bucket(code: str) -> int:
    """Codes that share a bucket share a count, whether or not they are a partner's."""
    return int.from_bytes(sha256(code.encode(errors="surrogatepass")).digest()[:4]) % BUCKETS
