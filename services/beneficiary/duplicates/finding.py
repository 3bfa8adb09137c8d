"""Finding duplicates when something is recorded by which they can be found: exact ones here, likely ones in `likely`.

An exact one states the same document, or the same phone with given name and year of birth. The number of a family
booklet is shared by all its members, so it is taken as a phone is. Whether somebody is found, and whether the caller
may see them, makes no difference to which statements are run.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import text

from services.beneficiary.documents.views import DocumentType
from services.beneficiary.duplicates.likely import likely
from services.beneficiary.duplicates.raising import Pair, raise_pairs
from services.beneficiary.duplicates.views import Likeness
from services.beneficiary.identities import reads as identities
from services.beneficiary.names import forms
from shared.write import Write

MOST = 500
"""Others who are compared in one write, at the most."""

# Of two that state the same number at once, the second looks when the first has been recorded.
_IN_TURN = """
SELECT pg_advisory_xact_lock(stated.key) FROM (
    SELECT hashtextextended(encode(number_index, 'hex'), 0) AS key FROM documents
    WHERE person_id = ANY (:people) AND voided_at IS NULL
    UNION SELECT hashtextextended(number, 0) FROM phones WHERE person_id = ANY (:people) AND voided_at IS NULL
    ORDER BY key
) AS stated
"""


# A planner that does not know how many are asked about, or how many are alike, reads whole tables for them. What is
# sought of each behind OFFSET 0 or a LIMIT is sought by its index.
def _other(table: str, number: str, likeness: Likeness, shared: str) -> str:
    return f"""
    SELECT asked.id AS one, {identities.survivor("other.person_id")} AS other, '{likeness}' AS likeness,
        {shared} AS shared
    FROM asked JOIN {table} AS own ON own.person_id = ANY (asked.ids) AND own.voided_at IS NULL
    CROSS JOIN LATERAL (
        SELECT same.person_id FROM {table} AS same
        WHERE same.{number} = own.{number} AND same.voided_at IS NULL AND same.person_id <> ALL (asked.ids) OFFSET 0
    ) AS other"""  # noqa: S608 - names from code


def _stated(id: str) -> str:
    """SQL: what stands of a person whose registration stands."""
    return f"""
    SELECT given_native, given_latin, birth_date FROM particulars AS stated
    JOIN people AS person ON person.id = stated.person_id AND person.voided_at IS NULL
    WHERE stated.person_id = {id} AND stated.voided_at IS NULL LIMIT 1"""  # noqa: S608 - no value in it


ALIKE = f"""
WITH asked AS (
    SELECT person.id, {identities.cluster("person.id")} AS ids FROM unnest($1::int[]) AS person (id)
), found AS (
    {_other("documents", "number_index", Likeness.DOCUMENT, f"own.type = '{DocumentType.CIVIL_STATUS_ID}'")}
    UNION {_other("phones", "number", Likeness.PHONE, "true")}
)
SELECT found.*, mine.given_native, mine.given_latin,
    theirs.given_native AS other_given_native, theirs.given_latin AS other_given_latin
FROM found
CROSS JOIN LATERAL ({_stated("found.one")}) AS mine
CROSS JOIN LATERAL ({_stated("found.other")}) AS theirs
WHERE NOT found.shared
    OR extract(year FROM mine.birth_date) = extract(year FROM theirs.birth_date)
ORDER BY found.likeness, found.one, found.other
LIMIT {MOST}
"""  # noqa: S608 - no value in it
"""Who states what one of these people does, with the names of both."""


async def look(write: Write, people: Sequence[int]) -> None:
    """Raise every pair of one of these people, of whom something was just recorded, with somebody alike.

    A pair that was raised before is not raised again, whatever was decided about it.
    """
    await raise_pairs(write, list(await _exact(write, people)))


async def look_whole(write: Write, people: Sequence[int], numbered: bool = True) -> None:
    """The same for people whose names and birth were just stated too, by which others are likely to be them.

    Of those who are not `numbered`, no document and no phone is recorded.
    """
    exact = list(await _exact(write, people)) if numbered else []
    await raise_pairs(write, [*exact, *await likely(await write.reader(), people)])


async def _exact(write: Write, people: Sequence[int]) -> Iterator[Pair]:
    await write.session.execute(text(_IN_TURN), {"people": list(people)})
    return _agreeing(await (await write.reader()).fetch(ALIKE, list(people)))


def _agreeing(rows: Sequence[Any]) -> Iterator[Pair]:
    """The pairs that agree in enough; of one that does in several ways the first counts."""
    for row in rows:
        if not row["shared"] or _same_given(row):
            yield Pair(row["one"], row["other"], Likeness(row["likeness"]))


def _same_given(row: Any) -> bool:
    """The given names are the same however they are spelt, in one script or the other."""
    for script in ("native", "latin"):
        mine, theirs = (forms.words(row[f"{whose}given_{script}"] or "") for whose in ("", "other_"))
        if mine and mine == theirs:
            return True
    return False
