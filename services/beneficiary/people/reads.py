"""A person within a mandate."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from services.beneficiary.people.births import Born, born
from services.beneficiary.people.tables import Person
from services.beneficiary.people.views import PEOPLE, PersonDraft, PersonView
from shared.callers import DatasetName
from shared.database import Reader
from shared.errors import NotFound
from shared.facts import Source
from shared.mandate import Mandate

PERSON = Source(
    "person",
    PEOPLE,
    Person,
    PersonView,
    joins="JOIN particulars AS stated ON stated.person_id = fact.id AND stated.voided_at IS NULL",
    key="fact.registration_number",
    place="stated.place",
    person="fact.id",
    state="concat_ws('/', fact.id, stated.id, fact.voided_at IS NULL)",
    columns={name: f"stated.{name}" for name in PersonDraft.model_fields},
)

PERSON_BY_ID = replace(PERSON, key="fact.id")
"""The same, for those who know the person by what nobody outside is told."""


async def person_id(reader: Reader, number: str, mandate: Mandate, field: str) -> int:
    """The id behind a registration number that a caller states in `field`; a voided registration is nobody's."""
    mandate.scope(DatasetName.PEOPLE)
    found = await reader.fetchval(
        "SELECT person.id FROM people AS person"
        " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
        " WHERE person.registration_number = $1 AND person.voided_at IS NULL AND stated.place LIKE ANY ($2)",
        number,
        mandate.area_patterns,
    )
    if found is None:
        raise NotFound("unknown-person", "Nobody is registered under this number.", field=field)
    return int(found)


async def person_ids(reader: Reader, numbers: list[str], mandate: Mandate) -> dict[str, int]:
    """The ids behind registration numbers; of a number that `person_id` would refuse there is none."""
    mandate.scope(DatasetName.PEOPLE)
    rows = await reader.fetch(
        "SELECT person.registration_number, person.id FROM people AS person"
        " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
        " WHERE person.registration_number = ANY ($1) AND person.voided_at IS NULL AND stated.place LIKE ANY ($2)",
        numbers,
        mandate.area_patterns,
    )
    return {row["registration_number"]: row["id"] for row in rows}


async def is_within(reader: Reader, id: int, mandate: Mandate) -> bool:
    """Whether a person, whose registration stands, lives where the mandate reaches."""
    found: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM people AS person"
        " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
        " WHERE person.id = $1 AND person.voided_at IS NULL AND stated.place LIKE ANY ($2))",
        id,
        mandate.area_patterns,
    )
    return found


async def birth(reader: Reader, id: int) -> Born | None:
    """When a person was born, as far as it is known now."""
    row = await reader.fetchrow(
        "SELECT birth_date, birth_precision FROM particulars WHERE person_id = $1 AND voided_at IS NULL", id
    )
    return None if row is None else born(row["birth_date"], row["birth_precision"])


@dataclass(frozen=True)
class About:
    """What stands of one kind about a person, with those fields of each row that the mandate opens."""

    person_id: int
    fields: tuple[str, ...]
    rows: list[dict[str, Any]]


async def about(reader: Reader, source: Source[Any], number: str, mandate: Mandate, *, order: str, most: int) -> About:
    """The facts about the person behind a registration number; not found wherever the person is not."""
    fields = source.dataset.readable(mandate.scope(source.dataset.name), tuple(source.view.model_fields))
    person_id = await reader.fetchval(
        "SELECT person.id FROM people AS person"
        " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
        " WHERE person.registration_number = $1 AND stated.place LIKE ANY ($2)",
        number,
        mandate.area_patterns,
    )
    if person_id is None:
        raise NotFound("not-found", "There is nothing here.")
    rows = await reader.fetch(_about(source, fields, order), person_id, most)
    return About(person_id, fields, [dict(row) for row in rows])


@lru_cache(maxsize=256)
def _about(source: Source[Any], fields: tuple[str, ...], order: str) -> str:
    columns = ", ".join(f"{source.columns.get(name, f'fact.{name}')} AS {name}" for name in fields)
    return (
        f"SELECT {columns} FROM {source.table.__tablename__} AS fact {source.joins}"  # noqa: S608 - names from code
        f" WHERE {source.person} = $1 AND fact.voided_at IS NULL ORDER BY {order} LIMIT $2"
    )
