"""Whoever may be meant by a name: found by index among those who live where the caller works, before any is ranked.

All are found of whom everything is true that is known, and where nobody fits well, those with whom one of three things
or more does not agree: a slip, or a part that is known otherwise. Too many for anybody to choose from are not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from services.beneficiary.identities import reads as identities
from services.beneficiary.people import signs
from services.beneficiary.people.views import NAMES
from services.beneficiary.search.terms import Terms
from shared.database import Reader
from shared.errors import Invalid
from shared.mandate import COUNTRY, Mandate

MOST = 1_000
"""Registrations that may be meant, at the most."""
FEWEST = 2
"""Of so few things all have to be true."""
RANKED = 150
"""Of those who fit, so many are compared in full: the ones of whom most is true."""


@dataclass(frozen=True)
class Within:
    """Among whom somebody is sought: who lives in one of these places, and stated the name there, and is like this, in
    SQL about `fact` and `stated` with the values that it takes."""

    places: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()


async def candidates(reader: Reader, terms: Terms, within: Within, mandate: Mandate) -> list[Any]:
    """Registrations of which all is true that is known: the `id` of whom each goes on as, the names and the birth that
    it states. Refused: what too many are like.
    """
    if not terms.shown:
        return []
    found, alike = await _fitting(reader, terms, within, mandate, omitted=0)
    if alike > MOST:
        raise Invalid("too-many-alike", "Too many people are like this: say more of who is sought.", field="name")
    return found


async def nearly(reader: Reader, terms: Terms, within: Within, mandate: Mandate) -> list[Any]:
    """The same, and those with whom one of three things or more does not agree; none where they are too many."""
    if len(terms.shown) <= FEWEST:
        return []
    found, alike = await _fitting(reader, terms, within, mandate, omitted=1)
    return found if alike <= MOST else []


async def _fitting(
    reader: Reader, terms: Terms, within: Within, mandate: Mandate, omitted: int
) -> tuple[list[Any], int]:
    """Those of whom all but so many terms are true, and how many registrations are like that, up to one over `MOST`."""
    living = [[f"{signs.LIVING}{place}" for place in places] for places in (_areas(mandate), within.places) if places]
    shown, given = terms.shown, [terms.given] if terms.given else []
    statement = _statement(len(living), len(shown), bool(given), within.conditions, omitted)
    values = [*living, *shown, *given, *within.values]
    there = [f"{place}%" for place in within.places or (COUNTRY,)]
    rows = await reader.fetch(statement, mandate.area_patterns, there, *values)
    return rows, rows[0]["alike"] if rows else 0


def _areas(mandate: Mandate) -> tuple[str, ...]:
    return () if COUNTRY in mandate.areas else mandate.areas


@lru_cache(maxsize=256)
def _statement(living: int, terms: int, is_given_known: bool, conditions: Sequence[str], omitted: int) -> str:
    """`$1` are the areas and `$2` the places as patterns; then come the signs of both, of each term, and of the given
    name."""
    shown = [f"said.signs && ${number}" for number in range(3 + living, 3 + living + terms)]
    fits = " OR ".join(f"({' AND '.join(some)})" for some in combinations(shown, terms - omitted))
    where = " AND ".join([*(f"said.signs && ${number}" for number in range(3, 3 + living)), f"({fits})"])
    true = " + ".join(f"({each})::int" for each in shown)
    at = 3 + living + terms
    if is_given_known:
        true, at = f"{true} + (said.signs && ${at})::int", at + 1
    numbers = iter(range(at, 100))
    like = "".join(
        f" AND {each.format(*(f'${next(numbers)}' for _ in range(each.count('{}'))))}" for each in conditions
    )
    names = ", ".join(f"said.{name}" for name in NAMES)
    return f"""
WITH alike AS MATERIALIZED (
    SELECT said.id, said.person_id FROM particulars AS said WHERE said.voided_at IS NULL AND {where} LIMIT {MOST + 1}
)
SELECT fact.id, {names}, said.birth_date, said.birth_precision, (SELECT count(*) FROM alike) AS alike
FROM alike JOIN particulars AS said ON said.id = alike.id
{identities.merged("identity", "alike.person_id")}
JOIN people AS fact ON fact.id = {identities.going_on("identity", "alike.person_id")} AND fact.voided_at IS NULL
JOIN particulars AS stated ON stated.person_id = fact.id AND stated.voided_at IS NULL AND stated.place LIKE ANY ($1)
WHERE stated.place LIKE ANY ($2){like}
ORDER BY {true} DESC, fact.id DESC LIMIT {RANKED}
"""  # noqa: S608 - no value in it
