"""A person within a mandate."""

from dataclasses import replace

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
