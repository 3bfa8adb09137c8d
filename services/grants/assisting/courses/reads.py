"""Courses within a mandate: they lie where the assistance does, and under its project."""

from services.grants.assisting.courses.tables import Course
from services.grants.assisting.courses.views import COURSES, CourseView
from shared.facts import Source

COURSE = Source(
    "course",
    COURSES,
    Course,
    CourseView,
    joins=(
        "JOIN assistances AS assistance ON assistance.id = fact.assistance_id"
        " LEFT JOIN course_ends AS ending ON ending.course_id = fact.id"
    ),
    place="assistance.place",
    project="assistance.project",
    person="assistance.person_id",
    columns={
        "project": "assistance.project",
        "place": "assistance.place",
        "ended": "(ending.course_id IS NOT NULL)",
        "ended_on": "ending.ended_on",
        "attended": "ending.attended",
        "certificate": "ending.certificate",
    },
)
