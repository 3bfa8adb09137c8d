"""What we keep of activities and attendance."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.beneficiary.activities.views import ACTIVITIES, ATTENDANCES, ActivityType
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(ACTIVITIES)
class Activity(Table, Fact, table=True):
    """Something people take part in, under a project that the grants service keeps."""

    __tablename__ = "activities"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    type: ActivityType = Field(sa_type=coded(ActivityType))
    place: str = Field(max_length=11)
    starts_on: date
    ends_on: date


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
