"""What we keep of functioning: the answers of one day, a column for each question; none where it was not asked."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from services.beneficiary.functioning.views import FUNCTIONING, Difficulty, Question
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(FUNCTIONING)
class Functioning(Table, Fact, table=True):
    """What a person answered on one day; later answers do not undo earlier ones."""

    __tablename__ = "functioning"
    __table_args__ = (
        Index("ix_functioning_person_id", "person_id", "asked_on"),
        CheckConstraint(f"num_nonnulls({', '.join(Question)}) > 0", name="answered"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    asked_on: date
    seeing: Difficulty | None = Field(default=None, sa_type=coded(Difficulty, "seeing"))
    hearing: Difficulty | None = Field(default=None, sa_type=coded(Difficulty, "hearing"))
    walking: Difficulty | None = Field(default=None, sa_type=coded(Difficulty, "walking"))
    remembering: Difficulty | None = Field(default=None, sa_type=coded(Difficulty, "remembering"))
    self_care: Difficulty | None = Field(default=None, sa_type=coded(Difficulty, "self_care"))
    communicating: Difficulty | None = Field(default=None, sa_type=coded(Difficulty, "communicating"))
