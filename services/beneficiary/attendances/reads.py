"""Attendance within a mandate: it lies where the activity does."""

from services.beneficiary.attendances.tables import Attendance
from services.beneficiary.attendances.views import ATTENDANCES, AttendanceView
from shared.facts import Source

ATTENDANCE = Source(
    "attendance",
    ATTENDANCES,
    Attendance,
    AttendanceView,
    joins=(
        "JOIN activities AS activity ON activity.id = fact.activity_id"
        " JOIN people AS person ON person.id = fact.person_id"
    ),
    place="activity.place",
    project="activity.project",
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)
