"""Enrolments within a mandate: they lie where their activity does; and how many places of one are taken."""

from datetime import date

from services.beneficiary.enrolments.tables import Enrolment
from services.beneficiary.enrolments.views import ENROLMENTS, EnrolmentView
from shared.database import Reader
from shared.facts import Source

ENROLMENT = Source(
    "enrolment",
    ENROLMENTS,
    Enrolment,
    EnrolmentView,
    joins=(
        "JOIN activities AS activity ON activity.id = fact.activity_id"
        " JOIN people AS person ON person.id = fact.person_id"
    ),
    place="activity.place",
    project="activity.project",
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)

# Each place is one more on its first day and one less on the day on which it is free again.
_TAKEN = """
WITH change AS (
    SELECT greatest(enrolled_on, $2) AS day, 1 AS by FROM enrolments
    WHERE activity_id = $1 AND voided_at IS NULL AND (withdrawn_on IS NULL OR withdrawn_on > $2)
    UNION ALL
    SELECT withdrawn_on, -1 FROM enrolments WHERE activity_id = $1 AND voided_at IS NULL AND withdrawn_on > $2
), daily AS (
    SELECT sum(sum(by)) OVER (ORDER BY day) AS taken FROM change GROUP BY day
)
SELECT coalesce(max(taken), 0) FROM daily
"""


async def taken(reader: Reader, activity_id: int, since: date) -> int:
    """How many places of an activity are taken on the fullest day from a day on."""
    most: int = await reader.fetchval(_TAKEN, activity_id, since)
    return most
