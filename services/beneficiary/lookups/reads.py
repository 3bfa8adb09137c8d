"""The people whom a partner seeks, as far as its mandate reaches, in one statement however many there are."""

from functools import lru_cache

from services.beneficiary.activities.reads import SEVERE
from services.beneficiary.consents.reads import holds
from services.beneficiary.documents import numbers as documents
from services.beneficiary.households.reads import lives_in
from services.beneficiary.identities import reads as identities
from services.beneficiary.lookups.views import FoundView, LookupView, SoughtDraft, WithdrawnView
from services.beneficiary.people.reads import PERSON
from services.beneficiary.people.views import PEOPLE, ParticularsView
from shared.database import Reader
from shared.errors import Forbidden, Invalid
from shared.mandate import Mandate


def _born(person: str, year: str) -> str:
    """SQL: a registration of this person says that they were born in a year."""
    return f"""EXISTS (
    SELECT FROM particulars AS said
    WHERE said.person_id = ANY {identities.cluster(person)} AND said.voided_at IS NULL
        AND extract(year FROM said.birth_date) = {year}
)"""  # noqa: S608 - no value in it


# Each of the three is an index scan, or none where the request does not seek by it. A document that two people hold who
# were born in one year stands for neither: whom of them the partner means cannot be told.
_CANDIDATES = f"""
    SELECT id FROM people WHERE id = asked.person_id
    UNION ALL SELECT id FROM people WHERE registration_number = asked.registration_number
    UNION ALL SELECT min(holder.id)
        FROM documents AS document
        {identities.merged("identity", "document.person_id")}
        JOIN people AS holder ON holder.id = {identities.going_on("identity", "document.person_id")}
            AND holder.voided_at IS NULL
        WHERE document.number_index = asked.number_index AND document.voided_at IS NULL
            AND {_born("holder.id", "asked.birth_year")}
        HAVING count(DISTINCT holder.id) = 1
"""  # noqa: S608 - no value in it

# A person belongs to a project in whose activities they were present, where it is not severe that they were.
_TOOK_PART = f"""EXISTS (
    SELECT FROM attendances AS attendance
    JOIN sessions AS session ON session.id = attendance.session_id AND session.voided_at IS NULL
    JOIN activities AS activity ON activity.id = session.activity_id AND activity.voided_at IS NULL
    WHERE attendance.person_id = ANY {identities.cluster("person.id")} AND attendance.voided_at IS NULL
        AND attendance.outcome = 'present' AND activity.project = ANY ($6) AND ({SEVERE}) IS NOT TRUE
)"""

# A partner was told about the registration that went on at the time; its consent is that of the one that goes on now.
_WITHDRAWN = f"""
SELECT subject.id
FROM unnest($1::int[]) AS subject (id)
{identities.merged("identity", "subject.id")}
LEFT JOIN people AS person ON person.id = {identities.going_on("identity", "subject.id")} AND person.voided_at IS NULL
LEFT JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE person.id IS NULL OR NOT {holds("person.id", "stated.birth_date", "$2", "$3")}
ORDER BY subject.id
"""  # noqa: S608 - names from code

_LARGEST = 2**31 - 1
_NEVER = 0
"""A year that nobody was born in."""


@lru_cache(maxsize=256)
def _query(fields: tuple[str, ...], by_consent: bool) -> str:
    columns = "".join(f", {PERSON.columns.get(name, f'person.{name}')} AS {name}" for name in fields)
    consent = f" AND {holds('person.id', 'stated.birth_date', '$7', '$8')}" if by_consent else ""
    return f"""
SELECT asked.at, person.id AS person_id, {identities.cluster("person.id")} AS cluster,
    {lives_in("person.id")} AS household_id {columns}
FROM unnest($1::int[], $2::text[], $3::bytea[], $4::int[]) WITH ORDINALITY
    AS asked (person_id, registration_number, number_index, birth_year, at)
CROSS JOIN LATERAL (
    SELECT {identities.survivor("candidate.id")} AS id FROM ({_CANDIDATES}) AS candidate
    OFFSET 0  -- before anything is read of them
) AS meant
JOIN people AS person ON person.id = meant.id AND person.voided_at IS NULL
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE (asked.birth_year IS NULL OR {_born("person.id", "asked.birth_year")})
    AND stated.place LIKE ANY ($5) AND {_TOOK_PART}{consent}
"""  # noqa: S608 - names from code


async def lookup(reader: Reader, sought: list[SoughtDraft], document_key: bytes, mandate: Mandate) -> LookupView:
    """Who of those sought is within reach, with the fields that the mandate opens."""
    fields = PEOPLE.readable(mandate.scope(PEOPLE.name), tuple(ParticularsView.model_fields))
    consent = mandate.consent_purpose
    indexes = [_number_index(place, one, document_key) for place, one in enumerate(sought)]
    rows = await reader.fetch(
        _query(fields, consent is not None),
        [one.person_id if one.person_id is None or one.person_id <= _LARGEST else 0 for one in sought],
        [one.registration_number for one in sought],
        indexes,
        _years(sought, indexes),
        mandate.area_patterns,
        mandate.projects,
        *([consent, mandate.caller_class] if consent is not None else []),
    )
    found = {
        row["at"]: FoundView(
            person_id=row["person_id"],
            cluster=list(row["cluster"]),
            household_id=row["household_id"],
            consents=[consent] if consent is not None else [],
            person=ParticularsView.model_validate({name: row[name] for name in fields}),
        )
        for row in rows
    }
    return LookupView(found=[found.get(place) for place in range(1, len(sought) + 1)])


async def withdrawn(reader: Reader, mandate: Mandate) -> WithdrawnView:
    """The subjects whose consent to the mandate's purpose and to its caller's class does not hold now."""
    mandate.scope(PEOPLE.name)
    if mandate.consent_purpose is None:
        raise Forbidden("not-by-consent", "What is told under this mandate does not rest on consent.")
    rows = await reader.fetch(
        _WITHDRAWN,
        [subject.person_id for subject in mandate.subjects],
        mandate.consent_purpose,
        mandate.caller_class,
    )
    return WithdrawnView(withdrawn=[row["id"] for row in rows])


def _years(sought: list[SoughtDraft], indexes: list[bytes | None]) -> list[int | None]:
    """The year of birth that goes with each number, and no year at all with one that is tried with several: who knows
    somebody knows their year, and it is not to be found out here."""
    tried: dict[object, set[int | None]] = {}
    numbers = [one.registration_number or index for one, index in zip(sought, indexes, strict=True)]
    for number, one in zip(numbers, sought, strict=True):
        tried.setdefault(number, set()).add(one.birth_year)
    return [
        _NEVER if number is not None and len(tried[number]) > 1 else one.birth_year
        for number, one in zip(numbers, sought, strict=True)
    ]


def _number_index(place: int, one: SoughtDraft, document_key: bytes) -> bytes | None:
    if one.document is None:
        return None
    try:
        return documents.index(document_key, one.document.type, one.document.number)
    except Invalid as refused:
        refused.field = f"people.{place}.document.number"
        raise
