"""Enrolments within a mandate: they lie where their activity does; and how many places of one are taken."""

from datetime import date

from services.beneficiary.activities.reads import SEVERE
from services.beneficiary.enrolments.tables import Enrolment
from services.beneficiary.enrolments.views import ENROLMENTS, EnrolmentView
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import reads as people
from shared.database import Reader
from shared.facts import Source

ENROLMENT = Source(
    "enrolment",
    ENROLMENTS,
    Enrolment,
    EnrolmentView,
    joins=f"JOIN activities AS activity ON activity.id = fact.activity_id {people.WHOM}",
    place="activity.place",
    project="activity.project",
    person="fact.person_id",
    severe=SEVERE,
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


_ATTENDED = f"""
SELECT EXISTS (
    SELECT FROM sessions AS session JOIN attendances AS attendance ON attendance.session_id = session.id
    WHERE session.activity_id = $1 AND session.voided_at IS NULL AND session.held_on >= $3
        AND session.held_on < coalesce($4, 'infinity'::date)
        AND attendance.person_id = ANY {identities.cluster(identities.survivor("$2"))} AND attendance.voided_at IS NULL
)
"""  # noqa: S608 - no value in it


async def is_attended(reader: Reader, enrolment: Enrolment, since: date) -> bool:
    """Whether anything is recorded of the person at sessions from a day on, as long as the enrolment lasts."""
    found: bool = await reader.fetchval(
        _ATTENDED, enrolment.activity_id, enrolment.person_id, since, enrolment.withdrawn_on
    )
    return found
