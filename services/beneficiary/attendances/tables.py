"""What we keep of attendance."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field

from services.beneficiary.attendances.views import ATTENDANCES
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only


@append_only
@classified(ATTENDANCES)
class Attendance(Table, Fact, table=True):
    """One person at one activity on one day."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index(
            "uq_attendances_standing",
            "person_id",
            "activity_id",
            "attended_on",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_attendances_activity_id", "activity_id"),
    )

    id: int = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activities.id")
    person_id: int = Field(foreign_key="people.id")
    attended_on: date
