"""Who is one person, who is there at all, who consents, and who is listed: what cohorts take besides criteria."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from pyroaring import BitMap

from services.beneficiary.cohorts.rows import REGISTER
from services.beneficiary.consents.reads import holds
from services.beneficiary.identities import reads as identities
from services.beneficiary.notices.views import RecipientClass
from services.beneficiary.people.views import PEOPLE
from shared.callers import Purpose
from shared.cohorts.counting import Register
from shared.cohorts.sets import COLLECTED, Merged, read
from shared.cohorts.views import MembersView
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, standing
from shared.mandate import Mandate

_IS_PARTED = (
    f"{identities.going_on('present', 'merged.person_id')} <> {identities.going_on('beside', 'merged.survivor_id')}"
)


def _merged(as_of: str) -> str:
    """SQL: those who were merged at a moment, with whom they and those who went on for them are now."""
    return f"""identities AS merged
    {identities.merged("present", "merged.person_id")} {identities.merged("beside", "merged.survivor_id")}
    WHERE {standing("merged", as_of)}"""


_MERGED = f"SELECT merged.person_id, merged.survivor_id, {_IS_PARTED} FROM {_merged('$1')}"  # noqa: S608 - no value in it
_GONE = f"SELECT {COLLECTED.format(id='id')} FROM people WHERE voided_at <= $1"  # noqa: S608 - no value in it


async def merged(reader: Reader, as_of: datetime) -> Merged:
    """Which registrations were merged, and who went on for each, as known at a moment; and which of them are another
    person than that one now."""
    rows = [tuple(row) for row in await reader.fetch(_MERGED, as_of)]
    parted = BitMap(id for id, _, is_parted in rows if is_parted)
    return replace(Merged.of((id, survivor) for id, survivor, _ in rows), parted=parted)


async def register(reader: Reader, as_of: datetime) -> Register:
    """Who there is, as known at a moment: whoever's registration was voided before is gone."""
    return Register(REGISTER, read(await reader.fetchval(_GONE, as_of)))


_PRESENT = identities.going_on("identity", "asked.id")
_CONSENTING = f"""
WITH given AS MATERIALIZED (
    SELECT asked.id, person.id AS person_id, stated.birth_date
    FROM unnest($1::int[]) AS asked (id) {identities.merged("identity", "asked.id")}
    JOIN people AS person ON person.id = {_PRESENT} AND person.voided_at IS NULL
    JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
)
SELECT consenting.ids, parted.ids FROM (
    SELECT {COLLECTED.format(id="given.id")} AS ids FROM given
    WHERE {holds("given.person_id", "given.birth_date", "$2", f"'{RecipientClass.STAFF}'")}
) AS consenting, (
    SELECT {COLLECTED.format(id="merged.person_id")} AS ids FROM {_merged("$3")} AND {_IS_PARTED}
) AS parted
"""  # noqa: S608 - no value in it
"""Found first, so that it is asked of nobody else whether they consent."""


async def consenting(reader: Reader, ids: BitMap, purpose: Purpose, as_of: datetime) -> tuple[BitMap, BitMap]:
    """Who of these consents now that staff know, for a purpose, by the id that they are asked by; and in the same
    instant who of those that were merged at a moment is another person now. Whose registration is voided now consents
    to nothing."""
    [found] = await reader.fetch(_CONSENTING, ids.to_array(), purpose, as_of)
    consent, parted = map(read, found)
    return consent, parted


MOST_TOLD = 5_000
"""Ids of people of whom a page tells: they travel in a header, and one of 64 KiB holds no more than some thousands."""

_MEMBERS = f"""
SELECT asked.id, person.registration_number
FROM unnest($1::int[]) AS asked (id) JOIN people AS person ON person.id = asked.id
{identities.merged("identity", "asked.id")}
JOIN particulars AS stated ON stated.person_id = {_PRESENT} AND stated.voided_at IS NULL
    AND stated.place LIKE ANY ($2)
WHERE person.registration_number > $3 ORDER BY person.registration_number LIMIT $4
"""  # noqa: S608 - no value in it


async def listed(
    reader: Reader, ids: BitMap, one: Merged, after: str | None, limit: int, mandate: Mandate
) -> Found[MembersView]:
    """The registration numbers of these people that come after one, of those who live where the mandate reaches now. As
    with a record it is told of each by all ids that were theirs then, since what they are listed by was; a page ends
    before those are too many."""
    rows = await reader.fetch(_MEMBERS, ids.to_array(), mandate.area_patterns, after or "", limit + 1)
    shown = rows[: min(limit, _fitting([id for id, _ in rows], one))]
    people = tuple(one.with_absorbed(BitMap(id for id, _ in shown)))
    told = Disclosed(dataset=PEOPLE.name, fields=("registration_number",), people=people)
    view = MembersView(members=[number for _, number in shown], more=len(rows) > len(shown))
    return Found(view, told if shown else None)


def _fitting(people: Sequence[int], one: Merged) -> int:
    """How many of these, from the first, a page may tell of; whoever has more ids than that is told of alone."""
    absorbed = Counter(one.survivors)
    told = accumulate(1 + absorbed[id] for id in people)
    return max(1, sum(ids <= MOST_TOLD for ids in told))
