"""Finding likely duplicates: who may be one of these people by names, mother and birth, whatever was said of papers.

Three signs that two registrations share have them compared, by index however large the register is. Two that are
registered at the same moment do not see each other; the linkage of the whole register finds them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from services.beneficiary.duplicates.raising import Pair
from services.beneficiary.duplicates.views import Likeness
from services.beneficiary.evidence import weighing
from services.beneficiary.evidence.judging import Compared
from services.beneficiary.evidence.reads import STATED, stated
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import signs
from services.beneficiary.people.frequencies import frequencies
from shared.database import Reader

THRESHOLD = 0.95
"""From this probability on two registrations are raised, for somebody to decide."""
MOST = 200
"""Others who share the same three signs and are compared, at the most."""
RAISED = 10
"""Others who are raised of one person, at the most: the likeliest."""

_ALIKE = f"""
WITH alike AS MATERIALIZED (
    SELECT DISTINCT sought.person_id AS one, said.id
    FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS sought (person_id, first, second, third)
    CROSS JOIN LATERAL (
        SELECT other.id, other.person_id FROM particulars AS other
        WHERE other.voided_at IS NULL AND other.signs && string_to_array(sought.first, ' ')
            AND other.signs && string_to_array(sought.second, ' ')
            AND other.signs && string_to_array(sought.third, ' ')
        LIMIT {MOST}
    ) AS said
    WHERE said.person_id <> ALL ({identities.cluster("sought.person_id")})
)
SELECT alike.one, said.person_id AS other, {", ".join(f"said.{name}" for name in STATED)}
FROM alike JOIN particulars AS said ON said.id = alike.id
JOIN people AS person ON person.id = said.person_id AND person.voided_at IS NULL
ORDER BY alike.one, said.person_id
"""  # noqa: S608 - names from code


async def likely(reader: Reader, people: Sequence[int]) -> list[Pair]:
    """The pairs of one of these people with somebody who is likely the same person."""
    own = await stated(reader, people)
    sought = [(id, *three) for id, state in own.items() for three in _threes(state)]
    if not sought:
        return []
    rows = await reader.fetch(_ALIKE, *map(list, zip(*sought, strict=True)))
    # Asked also where nobody is alike: how long it takes to register somebody tells of nobody elsewhere.
    known = await frequencies(reader, chain.from_iterable(map(weighing.frequent, own.values())))
    weighed = (
        Pair(row["one"], row["other"], Likeness.NAME, weighing.probability(Compared(own[row["one"]], dict(row)), known))
        for row in rows
    )
    return list(_likeliest(pair for pair in weighed if pair.score is not None and pair.score >= THRESHOLD))


def _likeliest(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Of each person so many pairs, the likeliest first."""
    raised = Counter[int]()
    for pair in sorted(pairs, key=lambda pair: -(pair.score or 0)):
        raised[pair.one_id] += 1
        if raised[pair.one_id] <= RAISED:
            yield pair


def _threes(state: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The signs by which somebody is sought, three things at a time; signs of one thing stand in one text."""
    given, father, grandfather, mother = (
        " ".join(sorted(signs.of_part(state, part, mark)))
        for part, mark in (
            ("given", signs.GIVEN),
            ("father", ""),
            ("grandfather", ""),
            ("mother_given", signs.MOTHERS),
        )
    )
    year = "" if state["birth_date"] is None else signs.born(state["birth_date"])
    for three in (
        (given, father, year),
        (given, father, mother),
        (given, mother, year),
        (given, father, grandfather),
        (father, mother, year),  # who is registered under a kunya
    ):
        if all(three):
            yield three
