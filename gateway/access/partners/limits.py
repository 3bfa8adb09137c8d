"""How much a partner may ask: counted in the database, so that all processes together keep the limit.

One row a partner, one statement a request; a refused request counts as one that was made.
"""

from gateway.access.partners import reads as partners
from shared.callers import CallerClass
from shared.database import Reader
from shared.errors import Invalid, TooMany

_PRESENT = f"""
WITH present AS (
    SELECT partner.id, partner.caller_class, partner.requests_per_minute
    FROM partners AS partner
    WHERE partner.code = $1 AND {partners.may_ask("partner")}
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
    day = greatest(usage.day, today.day),
    lookups = CASE WHEN usage.day >= today.day THEN usage.lookups ELSE 0 END + $2
FROM partners AS partner, (SELECT (now() AT TIME ZONE 'Asia/Baghdad')::date AS day) AS today
WHERE usage.partner_id = partner.id AND partner.code = $1 AND partner.voided_at IS NULL
    AND CASE WHEN usage.day >= today.day THEN usage.lookups ELSE 0 END + $2 <= partner.lookups_per_day
RETURNING true
"""
"""The day is the database's, and never goes back: no clock that is behind gives a partner its people once more."""

_ALLOWED = """
SELECT partner.lookups_per_day, ceil(extract(epoch FROM
    (greatest(usage.day, (now() AT TIME ZONE 'Asia/Baghdad')::date) + 1)::timestamp AT TIME ZONE 'Asia/Baghdad' - now()
))::int AS seconds
FROM usage JOIN partners AS partner ON partner.id = usage.partner_id WHERE partner.code = $1
"""


async def present(appending: Reader, code: str) -> CallerClass | None:
    """The class of the partner with this code, if it is onboarded and not suspended, with this request counted.

    Raises TooMany when it has made as many requests in this minute as it may.
    """
    row = await appending.fetchrow(_PRESENT, code)
    if row is None:
        return None
    if row["requests"] > row["requests_per_minute"]:
        raise TooMany(
            "too-many-requests",
            "This partner may make {requests} requests a minute.",
            requests=row["requests_per_minute"],
            retry_after=max(1, row["seconds"]),
        )
    return CallerClass(row["caller_class"])


async def take_lookups(appending: Reader, code: str, people: int) -> None:
    """Count that so many people are looked up today. Refused, and not counted, when that is too many.

    Raises TooMany when another day allows it, and Invalid when none does.
    """
    if await appending.fetchval(_TAKE, code, people):
        return
    allowed = await appending.fetchrow(_ALLOWED, code)
    assert allowed is not None
    if people > allowed["lookups_per_day"]:
        raise Invalid(
            "too-many-for-a-day",
            "This partner may look up {people} people a day: no day allows as many as these.",
            field="people",
            people=allowed["lookups_per_day"],
        )
    raise TooMany(
        "lookups-used-up",
        "This partner cannot look up so many more people today.",
        retry_after=max(1, allowed["seconds"]),
    )
