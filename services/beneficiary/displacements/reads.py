"""Displacement within a mandate: it lies where the household or the person lives. And which status holds on a day."""

from datetime import date
from functools import lru_cache

from services.beneficiary.displacements.tables import Displacement
from services.beneficiary.displacements.views import DISPLACEMENTS, DisplacementView, StatusView
from services.beneficiary.households.reads import lives_in
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import reads as people
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.errors import nothing_here
from shared.facts import Found, Source, standing
from shared.mandate import Mandate

_PLACES = ("home.place", *people.LIVES)

DISPLACEMENT = Source(
    "displacement",
    DISPLACEMENTS,
    Displacement,
    DisplacementView,
    joins=f"LEFT JOIN households AS home ON home.id = fact.household_id {people.LIVING} LEFT JOIN {people.WHO_LIVES}",
    place=f"coalesce({', '.join(_PLACES)})",
    apart=_PLACES,
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)

# --- which status holds on a day --------------------------------------------------------------------------------------


def lasting(as_of: str, whose: str = "true") -> str:
    """SQL: the statuses that stood at the moment `as_of`, each from `since` until before `until`.

    A status lasts until the same household or person has the next one; of two since one day the one recorded later
    counts. A person's own may end before; `person_id` is the registration that went on. `whose` is a condition on
    `stated.household_id` and `stated.person_id`.
    """
    person = identities.going_on("identity", "stated.person_id")
    return f"""SELECT stated.id, stated.household_id, {person} AS person_id, stated.status, stated.since,
        least(stated.until, lead(stated.since, 1, 'infinity') OVER (
            PARTITION BY stated.household_id, {person} ORDER BY stated.since, stated.id
        )) AS until
    FROM displacements AS stated {identities.merged("identity", "stated.person_id", as_of)}
    WHERE {standing("stated", as_of)} AND {whose}"""  # noqa: S608 - no value in it


def holding(person: str, household: str, day: str, as_of: str) -> str:
    """SQL: the number of the status that a person, a registration that goes on, has on a day who lives in a household
    then; null without one.

    A person's own goes before the household's: it is stated because it differs.
    """
    theirs = f"(stated.person_id = ANY {identities.cluster(person, as_of)} OR stated.household_id = {household})"
    return f"""(
    SELECT held.id FROM ({lasting(as_of, theirs)}) AS held
    WHERE held.since <= {day} AND held.until > {day}
    ORDER BY held.person_id IS NULL LIMIT 1
)"""  # noqa: S608 - no value in it


# --- of whom it is asked ----------------------------------------------------------------------------------------------

_AS_OF = "coalesce($3::timestamptz, 'infinity')"
_OF_A_PERSON = f"""
SELECT who.id AS person, who.registration_number, who.cluster, {lives_in("who.id", "$2", _AS_OF)} AS household
FROM ({people.who(_AS_OF, "$4")}) AS who
"""  # noqa: S608 - no value in it
_OF_A_HOUSEHOLD = """
SELECT NULL::int AS person, NULL::text AS registration_number, NULL::int[] AS cluster, home.id AS household
FROM households AS home WHERE home.id = $1 AND home.place LIKE ANY ($4)
"""


@lru_cache(maxsize=64)
def _status(asked: str, fields: tuple[str, ...]) -> str:
    """Of whom, day, moment or none, and areas; one row for whom it is asked, whatever there is to tell."""
    person = "CASE WHEN fact.person_id IS NOT NULL THEN asked.registration_number END"
    columns = {**DISPLACEMENT.columns, "person": person}
    # what stood at the moment was not voided then
    told = [f"{'NULL' if name.startswith('void') else columns.get(name, f'fact.{name}')} AS {name}" for name in fields]
    return f"""
SELECT asked.cluster AS asked_cluster, told.*
FROM ({asked}) AS asked
LEFT JOIN LATERAL (
    SELECT {", ".join([*told, "fact.id AS held_id", "fact.person_id AS held_person"])}
    FROM displacements AS fact {DISPLACEMENT.joins}
    WHERE fact.id = {holding("asked.person", "asked.household", "$2", _AS_OF)} AND {DISPLACEMENT.place} LIKE ANY ($4)
) AS told ON true
"""  # noqa: S608 - names from code


async def of_person(reader: Reader, number: str, on: date, mandate: Mandate) -> Found[StatusView]:
    """The status of the person behind a registration number on a day."""
    return await _told(reader, _OF_A_PERSON, number, on, mandate)


async def of_household(reader: Reader, id: int, on: date, mandate: Mandate) -> Found[StatusView]:
    """The status of a household on a day."""
    return await _told(reader, _OF_A_HOUSEHOLD, id, on, mandate)


async def _told(reader: Reader, asked: str, key: int | str, on: date, mandate: Mandate) -> Found[StatusView]:
    scope = mandate.scope(DISPLACEMENTS.name)
    offered = DISPLACEMENTS.readable(scope, tuple(StatusView.model_fields))
    fields = DISPLACEMENTS.readable(scope, tuple(DisplacementView.model_fields))
    row = await reader.fetchrow(_status(asked, fields), key, on, mandate.as_of, mandate.area_patterns)
    if row is None:
        raise nothing_here()
    held = row["held_id"] is not None
    told = {
        "on": on,
        "own": row["held_person"] is not None if held else None,
        "displacement": {name: row[name] for name in fields} if held else None,
    }
    view = StatusView.model_validate({name: told[name] for name in offered})
    if row["asked_cluster"] is None:
        return Found(view, None)
    shown = (*offered, *fields) if "displacement" in offered else offered
    return Found(view, Disclosed(dataset=DISPLACEMENTS.name, fields=shown, people=tuple(row["asked_cluster"])))
