"""Whom references stand for, within a mandate, and who of them consents to what it is for."""

from datetime import datetime
from functools import lru_cache

from services.beneficiary.consents.reads import holds
from services.beneficiary.households.reads import lives_in
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.reads import NAMED, PERSON, numbered
from services.beneficiary.people.views import PEOPLE, ParticularsView
from services.beneficiary.records.reads import Beside, record_beside
from services.beneficiary.records.sections import WHO
from services.beneficiary.subjects.views import (
    AgreedView,
    AnchorDraft,
    AnchorView,
    ConsentingPersonView,
    ConsentingView,
    SubjectsView,
    SubjectView,
)
from shared.callers import DatasetName
from shared.database import Reader
from shared.errors import Forbidden
from shared.facts import Found
from shared.mandate import Mandate

_SUBJECTS = f"""
{NAMED}
SELECT named.registration_number AS reference, person.id AS person_id, {identities.cluster("person.id")} AS cluster,
    {lives_in("person.id")} AS household_id
FROM named
JOIN people AS person ON person.id = named.id AND person.voided_at IS NULL
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE stated.place LIKE ANY ($2)
"""  # noqa: S608 - no value in it


async def subjects(reader: Reader, references: list[str], mandate: Mandate) -> SubjectsView:
    """The people behind registration numbers, as far as the mandate reaches."""
    mandate.scope(DatasetName.PEOPLE)
    rows = await reader.fetch(_SUBJECTS, references, mandate.area_patterns)
    return SubjectsView(subjects=[SubjectView.model_validate(dict(row)) for row in rows])


_MEANT = f"""
SELECT asked.reference, {numbered("asked.reference")} AS id FROM unnest($1::text[]) AS asked (reference)
UNION ALL
SELECT asked.id::text, {identities.survivor("asked.id")} FROM unnest($2::int[]) AS asked (id)
"""  # noqa: S608 - no value in it
"""Who is meant, by registration numbers and by ids; whoever was merged goes on as somebody else."""


@lru_cache(maxsize=16)
def _consenting(fields: tuple[str, ...]) -> str:
    columns = "".join(f", {PERSON.columns.get(name, f'person.{name}')} AS {name}" for name in fields)
    return f"""
SELECT meant.reference, person.id AS person_id, {identities.cluster("person.id")} AS cluster {columns}
FROM ({_MEANT}) AS meant
JOIN people AS person ON person.id = meant.id AND person.voided_at IS NULL
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE stated.place LIKE ANY ($3) AND {holds("person.id", "stated.birth_date", "$4", "$5")}
"""  # noqa: S608 - names from code


async def consenting(reader: Reader, references: list[str], mandate: Mandate) -> ConsentingView:
    """Who of these people and of the mandate's subjects consents now to its purpose and to the class of its caller."""
    if mandate.consent_purpose is None:
        raise Forbidden("not-by-consent", "What is told under this mandate does not rest on consent.")
    fields = PEOPLE.readable(mandate.scope(PEOPLE.name), tuple(ParticularsView.model_fields))
    rows = await reader.fetch(
        _consenting(fields),
        references,
        [subject.person_id for subject in mandate.subjects],
        mandate.area_patterns,
        mandate.consent_purpose,
        mandate.caller_class,
    )
    return ConsentingView(
        people=[
            ConsentingPersonView(
                reference=row["reference"],
                person_id=row["person_id"],
                cluster=list(row["cluster"]),
                person=ParticularsView.model_validate({name: row[name] for name in fields}),
            )
            for row in rows
        ]
    )


def agreed(purposes: str, recipient_class: str) -> str:
    """SQL: beside `who`, the person as they are now, as `AgreedView` has it: null where the registration is voided."""
    return f"""(
SELECT json_build_object('person_id', person.id, 'cluster', {identities.cluster("person.id")}, 'consents', ARRAY(
    SELECT asked.purpose FROM unnest({purposes}::text[]) AS asked (purpose)
    WHERE {holds("person.id", "stated.birth_date", "asked.purpose", recipient_class)}
))
FROM people AS person
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE person.id = {identities.survivor(WHO)} AND person.voided_at IS NULL
)"""  # noqa: S608 - no value in it


async def anchor(reader: Reader, draft: AnchorDraft, as_of: datetime, mandate: Mandate) -> Found[AnchorView]:
    """A person's record as of a moment, and to which of the purposes asked about they consent now, whatever they did
    then."""
    beside = Beside(agreed("$5", "$6"), (draft.purposes, mandate.caller_class))
    found, subject = await record_beside(reader, draft.registration_number, mandate, as_of, None, beside)
    about = None if subject is None else AgreedView.model_validate_json(subject)
    return Found(AnchorView(record=found.view, subject=about), found.disclosed)
