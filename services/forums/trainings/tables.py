"""What we keep of trainings: that they were given, and how many were there."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.forums.members.views import Sex
from services.forums.tables import Table
from services.forums.trainings.views import TRAININGS, Facilitator, Topic, Trainee
from shared.classification import classified
from shared.tables import Fact, append_only, coded, unchanging


@append_only
@classified(TRAININGS)
class Training(Table, Fact, table=True):
    """A training was given; `activity` is the one that the beneficiary service keeps, where there is one."""

    __tablename__ = "trainings"
    __table_args__ = (CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),)

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id", index=True)
    topic: Topic = Field(sa_type=coded(Topic))
    facilitator: Facilitator = Field(sa_type=coded(Facilitator))
    begins_on: date
    ends_on: date
    activity: int | None = None


@unchanging
@classified(TRAININGS)
class Trained(Table, table=True):
    """How many of one capacity and sex were trained."""

    __tablename__ = "trained"
    __table_args__ = (CheckConstraint("people > 0", name="people"),)

    training_id: int = Field(primary_key=True, foreign_key="trainings.id")
    trainee: Trainee = Field(primary_key=True, sa_type=coded(Trainee))
    sex: Sex = Field(primary_key=True, sa_type=coded(Sex))
    people: int
