"""A person within a mandate."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from services.beneficiary.identities import reads as identities
from services.beneficiary.people.births import Born, born
from services.beneficiary.people.tables import Person
from services.beneficiary.people.views import PEOPLE, PersonDraft, PersonView
from shared.callers import DatasetName
from shared.database import Reader
from shared.errors import Conflict, NotFound, nothing_here
from shared.facts import AREAS, Source
from shared.mandate import Mandate


def numbered(number: str) -> str:
    """SQL: the survivor of the registration under a number, or null."""
    return (
        f"(SELECT {identities.survivor('named.id')} FROM people AS named"  # noqa: S608 - no value in it
        f" WHERE named.registration_number = {number})"
    )


def merged_from(person: str, as_of: str | None = None) -> str:
    """SQL: the numbers that were merged into that of a person, of those who live where the mandate reaches now."""
    return f"""ARRAY(
    SELECT other.registration_number FROM people AS other
    JOIN particulars AS said ON said.person_id = other.id AND said.voided_at IS NULL
    WHERE other.id IN ({identities.absorbed(person, as_of)}) AND said.place LIKE ANY ({AREAS})
    ORDER BY other.registration_number
)::text[]"""  # noqa: S608 - no value in it


PERSON = Source(
    "person",
    PEOPLE,
    Person,
    PersonView,
    joins="JOIN particulars AS stated ON stated.person_id = fact.id AND stated.voided_at IS NULL",
    asked=numbered("$1"),
    place="stated.place",
    person="fact.id",
    state="concat_ws('/', fact.id, stated.id, fact.voided_at IS NULL)",
    listed=identities.is_survivor("fact.id"),
    columns={"merged_from": merged_from("fact.id"), **{name: f"stated.{name}" for name in PersonDraft.model_fields}},
)
"""People by registration number: by that of a merged registration, whoever goes on for it."""

PERSON_BY_ID = replace(PERSON, asked="$1")
"""The same, for those who know the person by what nobody outside is told."""

# --- facts about people ----------------------------------------------------------------------------------------------

WHOM = (
    f"{identities.merged('identity', 'fact.person_id')}"
    f" JOIN people AS person ON person.id = {identities.going_on('identity', 'fact.person_id')}"
)
"""Joins whom a fact is about, as `person`."""

# Two joins instead of one through the survivor: a list of one area has to find, by index, the facts of those who live
# there. Of the two, one has a row.
LIVING = (
    f"{identities.merged('identity', 'fact.person_id')}"
    " LEFT JOIN particulars AS own ON own.person_id = fact.person_id AND own.voided_at IS NULL"
    " AND identity.survivor_id IS NULL"
    " LEFT JOIN particulars AS kept ON kept.person_id = identity.survivor_id AND kept.voided_at IS NULL"
)
"""Joins where that person lives, for facts that lie there: in that of `LIVES` which has a value. The person is still to
be joined, by `WHO_LIVES`."""
LIVES = ("own.place", "kept.place")
WHERE = f"coalesce({', '.join(LIVES)})"
WHO_LIVES = "people AS person ON person.id = coalesce(own.person_id, kept.person_id)"


_WHOM = f"""
SELECT person.id, person.registration_number, {identities.cluster("person.id")} AS cluster,
    person.voided_at IS NULL AS stands
FROM people AS person
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE person.id = {numbered("$1")} AND stated.place LIKE ANY ($2)
"""  # noqa: S608 - no value in it


def who(as_of: str, areas: str) -> str:
    """SQL: a query of whom the number `$1` stood for at a moment: `id`, `registration_number`, and the `cluster`.

    Who somebody was is a matter of then, and who may see it one of now: of whether they live in these areas.
    """
    return f"""
SELECT person.id, person.registration_number, {identities.cluster("person.id", as_of)} AS cluster
FROM people AS named
{identities.merged("earlier", "named.id", as_of)}
JOIN people AS person ON person.id = {identities.going_on("earlier", "named.id")}
{identities.merged("present", "person.id")}
JOIN particulars AS stated ON stated.person_id = {identities.going_on("present", "person.id")}
    AND stated.voided_at IS NULL
WHERE named.registration_number = $1 AND stated.place LIKE ANY ({areas})"""  # noqa: S608 - no value in it


async def person_id(reader: Reader, number: str, mandate: Mandate, field: str) -> int:
    """The id under which new facts are recorded of the person whom a number stands for that a caller states in `field`;
    a voided registration is nobody's."""
    mandate.scope(DatasetName.PEOPLE)
    row = await reader.fetchrow(_WHOM, number, mandate.area_patterns)
    if row is None or not row["stands"]:
        raise NotFound("unknown-person", "Nobody is registered under this number.", field=field)
    return int(row["id"])


async def own_id(reader: Reader, number: str, mandate: Mandate, field: str = "registration_number") -> int:
    """The id of the registration under this very number, be it voided. Refused where it was merged into another one
    that the caller may see; which, the person's record says."""
    mandate.scope(DatasetName.PEOPLE)
    row = await reader.fetchrow(_WHOM, number, mandate.area_patterns)
    if row is None:
        raise nothing_here()
    if row["registration_number"] != number:
        raise Conflict(
            "merged-into-another",
            "This registration was merged into another one; read it to see which.",
            field=field,
        )
    return int(row["id"])


async def are_one(reader: Reader, one_id: int, other_id: int) -> bool:
    """Whether two registrations are one person."""
    one, other = identities.survivor("$1::int"), identities.survivor("$2::int")
    found: bool = await reader.fetchval(f"SELECT {one} = {other}", one_id, other_id)
    return found


async def number_of(reader: Reader, person_id: int) -> str:
    """The number by which a person goes on who is known by an id of theirs."""
    number: str = await reader.fetchval(
        f"SELECT registration_number FROM people WHERE id = {identities.survivor('$1')}",  # noqa: S608 - no value in it
        person_id,
    )
    return number


async def stands(reader: Reader, person_id: int) -> bool:
    """Whether a registration was not voided."""
    found: bool = await reader.fetchval("SELECT voided_at IS NULL FROM people WHERE id = $1", person_id)
    return found


async def has_absorbed(reader: Reader, person_id: int) -> bool:
    """Whether other registrations are merged into this one."""
    found: bool = await reader.fetchval(f"SELECT EXISTS ({identities.absorbed('$1')})", person_id)
    return found


# Looked up before anything else, however few people a planner takes the register to have.
NAMED = (
    f"WITH named AS MATERIALIZED (SELECT numbered.registration_number, {identities.survivor('numbered.id')} AS id"  # noqa: S608 - no value in it
    " FROM people AS numbered WHERE numbered.registration_number = ANY ($1))"
)
"""SQL: begins a query with `named`, the numbers in `$1` and the ids of those who go on for them."""


async def person_ids(reader: Reader, numbers: list[str], mandate: Mandate) -> dict[str, int]:
    """The ids behind registration numbers; of a number that `person_id` would refuse there is none."""
    mandate.scope(DatasetName.PEOPLE)
    rows = await reader.fetch(
        f"{NAMED} SELECT named.registration_number, person.id FROM named"  # noqa: S608 - no value in it
        " JOIN people AS person ON person.id = named.id AND person.voided_at IS NULL"
        " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
        " WHERE stated.place LIKE ANY ($2)",
        numbers,
        mandate.area_patterns,
    )
    return {row["registration_number"]: row["id"] for row in rows}


async def is_within(reader: Reader, id: int, mandate: Mandate) -> bool:
    """Whether a person, whose registration stands, lives where the mandate reaches."""
    found: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM people AS person"  # noqa: S608 - no value in it
        " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
        f" WHERE person.id = {identities.survivor('$1')} AND person.voided_at IS NULL AND stated.place LIKE ANY ($2))",
        id,
        mandate.area_patterns,
    )
    return found


async def birth(reader: Reader, id: int) -> Born | None:
    """When a person was born, as far as it is known now."""
    row = await reader.fetchrow(
        "SELECT birth_date, birth_precision FROM particulars"  # noqa: S608 - no value in it
        f" WHERE person_id = {identities.survivor('$1')} AND voided_at IS NULL",
        id,
    )
    return None if row is None else born(row["birth_date"], row["birth_precision"])


@dataclass(frozen=True)
class About:
    """What stands of one kind about a person, with those fields of each row that the mandate opens; `people` are all
    ids of the person's registrations."""

    people: tuple[int, ...]
    fields: tuple[str, ...]
    rows: list[dict[str, Any]]


async def about(reader: Reader, source: Source[Any], number: str, mandate: Mandate, *, order: str, most: int) -> About:
    """The facts about the person behind a registration number, also those recorded under numbers that were merged into
    it; not found wherever the person is not."""
    fields = source.dataset.readable(mandate.scope(source.dataset.name), tuple(source.view.model_fields))
    row = await reader.fetchrow(_WHOM, number, mandate.area_patterns)
    if row is None:
        raise nothing_here()
    rows = await reader.fetch(_about(source, fields, order), row["cluster"], most)
    return About(tuple(row["cluster"]), fields, [dict(each) for each in rows])


@lru_cache(maxsize=256)
def _about(source: Source[Any], fields: tuple[str, ...], order: str) -> str:
    columns = ", ".join(f"{source.columns.get(name, f'fact.{name}')} AS {name}" for name in fields)
    return (
        f"SELECT {columns} FROM {source.table.__tablename__} AS fact {source.joins}"  # noqa: S608 - names from code
        f" WHERE {source.person} = ANY ($1) AND fact.voided_at IS NULL ORDER BY {order} LIMIT $2"
    )
