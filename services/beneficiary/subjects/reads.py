"""Whom references stand for, within a mandate."""

from services.beneficiary.households.reads import lives_in
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.reads import NAMED
from services.beneficiary.subjects.views import SubjectsView, SubjectView
from shared.callers import DatasetName
from shared.database import Reader
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
