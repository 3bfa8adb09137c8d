"""What we keep of waves, and of what they ask."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.forums.tables import Table
from services.forums.waves.views import WAVES, Design, SurveyMethod
from shared.classification import classified
from shared.tables import Fact, append_only, coded, unchanging


@append_only
@classified(WAVES)
class Wave(Table, Fact, table=True):
    """A survey was opened in a place. Where it is about a forum, place and project are the forum's."""

    __tablename__ = "waves"
    __table_args__ = (
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
        CheckConstraint("target > 0", name="target"),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int | None = Field(default=None, foreign_key="forums.id", index=True)
    place: str = Field(max_length=11)
    project: str | None = Field(default=None, max_length=40)
    begins_on: date
    ends_on: date
    design: Design = Field(sa_type=coded(Design))
    method: SurveyMethod = Field(sa_type=coded(SurveyMethod, "method"))
    target: int


@unchanging
@classified(WAVES)
class AskedQuestion(Table, table=True):
    """A wave asks a question, at its place in the order."""

    __tablename__ = "asked"
    __table_args__ = (
        UniqueConstraint("wave_id", "question_id"),
        CheckConstraint("position > 0", name="position"),
    )

    wave_id: int = Field(primary_key=True, foreign_key="waves.id")
    position: int = Field(primary_key=True)
    question_id: int = Field(foreign_key="questions.id", index=True)
