"""What we keep of enrolments: dated, and never two of one person in one activity at a time."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, column, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from services.beneficiary.enrolments.views import ENROLMENTS
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only


@append_only
@classified(ENROLMENTS)
class Enrolment(Table, Fact, table=True):
    """One person's place in one activity, `withdrawn_on` excluded."""

    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint("withdrawn_on > enrolled_on", name="withdrawn_after_enrolling"),
        ExcludeConstraint(
            (func.int4range(column("person_id"), column("person_id"), text("'[]'")), "&&"),
            (func.int4range(column("activity_id"), column("activity_id"), text("'[]'")), "&&"),
            (func.daterange(column("enrolled_on"), column("withdrawn_on")), "&&"),
            name="ex_enrolments_once_at_a_time",
            using="gist",
            where=text("voided_at IS NULL"),
        ),
        Index("ix_enrolments_activity_id", "activity_id", "person_id"),
        Index("ix_enrolments_person_id", "person_id"),
    )

    id: int = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activities.id")
    person_id: int = Field(foreign_key="people.id")
    enrolled_on: date
    withdrawn_on: date | None = None
