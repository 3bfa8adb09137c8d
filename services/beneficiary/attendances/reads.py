"""Attendance within a mandate: it lies where the activity does; and who may attend a session at all."""

from dataclasses import dataclass
from datetime import date

from services.beneficiary.activities.reads import SEVERE
from services.beneficiary.attendances.tables import Attendance
from services.beneficiary.attendances.views import ATTENDANCES, AttendanceView
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import reads as people
from services.beneficiary.people.births import Born, born
from shared.database import Reader
from shared.facts import Source

ATTENDANCE = Source(
    "attendance",
    ATTENDANCES,
    Attendance,
    AttendanceView,
    joins=(
        "JOIN sessions AS session ON session.id = fact.session_id"
        f" JOIN activities AS activity ON activity.id = session.activity_id {people.WHOM}"
    ),
    place="activity.place",
    project="activity.project",
    person="fact.person_id",
    severe=SEVERE,
    columns={
        "activity_id": "session.activity_id",
        "person": "person.registration_number",
        "attended_on": "session.held_on",
    },
)

_COMING = f"""
SELECT stated.person_id, stated.birth_date, stated.birth_precision, EXISTS (
    SELECT FROM enrolments AS place
    WHERE place.activity_id = $2 AND place.voided_at IS NULL
        AND place.person_id = ANY {identities.cluster("stated.person_id")}
        AND place.enrolled_on <= $3 AND (place.withdrawn_on IS NULL OR place.withdrawn_on > $3)
) AS enrolled
FROM particulars AS stated WHERE stated.person_id = ANY ($1) AND stated.voided_at IS NULL
"""  # noqa: S608 - no value in it


@dataclass(frozen=True)
class Coming:
    """Somebody who may come to a session: when they were born, and whether they have a place in the activity then."""

    born: Born | None
    enrolled: bool


async def coming(reader: Reader, people: list[int], activity_id: int, day: date) -> dict[int, Coming]:
    """These people, by id, as they stand to an activity on a day."""
    rows = await reader.fetch(_COMING, people, activity_id, day)
    return {row["person_id"]: Coming(born(row["birth_date"], row["birth_precision"]), row["enrolled"]) for row in rows}
