"""Whom references stand for, within a mandate."""

from services.beneficiary.subjects.views import SubjectsView, SubjectView
from shared.callers import DatasetName
from shared.database import Reader
from shared.mandate import Mandate

_SUBJECTS = """
SELECT person.registration_number AS reference, person.id AS person_id, member.household_id
FROM people AS person
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
LEFT JOIN memberships AS member ON member.person_id = person.id AND member.voided_at IS NULL
    AND daterange(member.joined_on, member.left_on) @> (now() AT TIME ZONE 'Asia/Baghdad')::date
WHERE person.registration_number = ANY ($1) AND person.voided_at IS NULL AND stated.place LIKE ANY ($2)
"""


async def subjects(reader: Reader, references: list[str], mandate: Mandate) -> SubjectsView:
    """The people behind registration numbers, as far as the mandate reaches; until identities exist, one id each."""
    mandate.scope(DatasetName.PEOPLE)
    rows = await reader.fetch(_SUBJECTS, references, mandate.area_patterns)
    return SubjectsView(subjects=[SubjectView(**dict(row), cluster=[row["person_id"]]) for row in rows])
