"""How many people show a sign, as far as PostgreSQL's own statistics know: to bear a frequent name says little."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.database import Reader

RARE, UNKNOWN = 0.001, 0.01
"""Of people who show a sign that statistics say nothing of: it is rarer than all that they know, or they know none."""

_FREQUENCIES = """
SELECT sign, frequency
FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS shown (sign, frequency)
WHERE schemaname = current_schema AND tablename = 'particulars' AND attname = 'signs' AND sign = ANY ($1)
"""
_REGISTERED = "SELECT coalesce(max(id), 0) FROM people"


@dataclass(frozen=True)
class Frequencies:
    """The share of people who show each sign, and how many are registered."""

    registered: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)

    def of(self, signs: Iterable[str]) -> float:
        """The share of those who show the rarest of these signs."""
        unknown = RARE if self.shares else UNKNOWN
        return min((self.shares.get(sign, unknown) for sign in signs), default=unknown)


async def frequencies(reader: Reader, signs: Iterable[str]) -> Frequencies:
    """How frequent these signs are now."""
    rows = await reader.fetch(_FREQUENCIES, sorted(set(signs)))
    return Frequencies(await reader.fetchval(_REGISTERED), {row["sign"]: row["frequency"] for row in rows})
