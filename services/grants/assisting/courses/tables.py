"""What we keep of courses."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.assisting.courses.views import COURSES
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, unchanging


@append_only
@classified(COURSES)
class Course(Table, Fact, table=True):
    """Somebody takes a course; under an assistance one."""

    __tablename__ = "courses"
    __table_args__ = (
        Index("uq_courses_standing", "assistance_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_courses_assistance_id", "assistance_id"),  # for what was voided too: it stood at some moment
        CheckConstraint("hours > 0", name="hours"),
    )

    id: int = Field(default=None, primary_key=True)
    assistance_id: int = Field(foreign_key="assistances.id")
    subject: str = Field(max_length=200)
    hours: int
    starts_on: date


@unchanging
@classified(COURSES)
class CourseEnd(Table, Recorded, table=True):
    """A course ended. The certificate is the registry's, and told by its number alone; it is one person's."""

    __tablename__ = "course_ends"
    __table_args__ = (CheckConstraint("attended BETWEEN 0 AND 100", name="attended"),)

    course_id: int = Field(primary_key=True, foreign_key="courses.id")
    ended_on: date
    attended: int
    certificate: str | None = Field(default=None, max_length=14)
