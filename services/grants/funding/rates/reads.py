"""Exchange rates within a mandate: they are the same everywhere."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from services.grants.funding.rates.tables import Rate
from services.grants.funding.rates.views import RATES, RateSource, RateView
from shared.database import Reader
from shared.facts import Source, standing

RATE = Source("rate", RATES, Rate, RateView)

_ON = f"""
SELECT asked.day, rate.dinars FROM unnest($1::date[]) AS asked (day)
JOIN rates AS rate ON rate.source = $2 AND asked.day BETWEEN rate.starts_on AND rate.ends_on
WHERE {standing("rate", "$3")}
"""  # noqa: S608 - no value in it


async def dinars_on(reader: Reader, days: Sequence[date], source: RateSource, as_of: datetime) -> dict[date, Decimal]:
    """What a dollar was in dinars on each of these days, as known at `as_of`. A day without a rate is left out."""
    return {row["day"]: row["dinars"] for row in await reader.fetch(_ON, days, source, as_of)}
