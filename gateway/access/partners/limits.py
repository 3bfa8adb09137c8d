"""How much a partner may ask: counted in the database, so that all processes together keep the limit.

One row a partner, one statement a request; a refused request counts as one that was made.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from gateway.access.decisions import reads as decisions
from gateway.access.suspensions import reads as suspensions
from shared.callers import CallerClass
from shared.database import Reader
from shared.errors import TooMany

BAGHDAD = ZoneInfo("Asia/Baghdad")

_PRESENT = f"""
WITH present AS (
    SELECT partner.id, partner.caller_class, partner.requests_per_minute
    FROM partners AS partner
    WHERE partner.code = $1 AND partner.voided_at IS NULL AND {decisions.taken("partner.decision_id")}
        AND NOT {suspensions.suspended("partner_id", "partner.id")}
), counted AS (
    INSERT INTO usage AS known (partner_id, minute, requests, day, lookups)
    SELECT id, date_trunc('minute', now()), 1, (now() AT TIME ZONE 'Asia/Baghdad')::date, 0 FROM present
    ON CONFLICT (partner_id) DO UPDATE SET
        requests = CASE WHEN known.minute >= excluded.minute THEN known.requests + 1 ELSE 1 END,
        minute = greatest(known.minute, excluded.minute)
    RETURNING requests, ceil(extract(epoch FROM known.minute + interval '1 minute' - now()))::int AS seconds
)
SELECT present.*, counted.requests, counted.seconds FROM present, counted
"""  # noqa: S608 - names from code

_TAKE = """
UPDATE usage SET
    day = $2,
    lookups = CASE WHEN usage.day = $2 THEN usage.lookups ELSE 0 END + $3
FROM partners AS partner
WHERE usage.partner_id = partner.id AND partner.code = $1 AND partner.voided_at IS NULL
    AND CASE WHEN usage.day = $2 THEN usage.lookups ELSE 0 END + $3 <= partner.lookups_per_day
RETURNING usage.lookups
"""


@dataclass(frozen=True)
class Present:
    """A partner that may ask now, and its class."""

    caller_class: CallerClass


async def present(appending: Reader, code: str) -> Present | None:
    """The partner with this code, if it is onboarded and not suspended, with this request counted.

    Raises TooMany when it has made as many requests in this minute as it may.
    """
    row = await appending.fetchrow(_PRESENT, code)
    if row is None:
        return None
    if row["requests"] > row["requests_per_minute"]:
        raise TooMany(
            "too-many-requests",
            f"This partner may make {row['requests_per_minute']} requests a minute.",
            retry_after=max(1, row["seconds"]),
        )
    return Present(CallerClass(row["caller_class"]))


async def take_lookups(appending: Reader, code: str, people: int) -> None:
    """Count that so many people are looked up today. Raises TooMany, and counts nothing, when that is too many."""
    now = datetime.now(BAGHDAD)
    if await appending.fetchval(_TAKE, code, now.date(), people) is None:
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), BAGHDAD)
        raise TooMany(
            "lookups-used-up",
            "This partner has looked up as many people as it may in a day.",
            retry_after=int((midnight - now).total_seconds()) + 1,
        )
