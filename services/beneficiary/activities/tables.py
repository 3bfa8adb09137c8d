"""What we keep of activities."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.beneficiary.activities.views import ACTIVITIES, ActivityType
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
