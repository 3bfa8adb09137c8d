"""What we keep of answers: the file of a wave as one fact, and a row for each respondent, whom nothing in it names."""

from sqlalchemy import ARRAY, CheckConstraint, Double, Index, Text, text
from sqlmodel import Field

from services.forums.answers.views import ANSWERS, RespondentAge
from services.forums.members.views import Sex
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded, unchanging


@append_only
@classified(ANSWERS)
class Answers(Table, Fact, table=True):
    """The answers to a wave were given: once, until they are voided."""

    __tablename__ = "answers"
    __table_args__ = (
        CheckConstraint("respondents > 0", name="respondents"),
        Index("uq_answers_standing", "wave_id", unique=True, postgresql_where=text("voided_at IS NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    wave_id: int = Field(foreign_key="waves.id")
    respondents: int


@unchanging
@classified(ANSWERS)
class Respondent(Table, table=True):
    """What one respondent said, in the order of the wave's questions; null where nobody asked.

    The number that tells the lines of the file apart is not kept, so no row leads back to a questionnaire.
    """

    __tablename__ = "respondents"
    __table_args__ = (CheckConstraint("weight > 0 AND weight < 'Infinity'", name="weight"),)

    answers_id: int = Field(primary_key=True, foreign_key="answers.id")
    line: int = Field(primary_key=True)
    area: str = Field(max_length=11)
    cluster: str | None = Field(default=None, max_length=20)
    stratum: str | None = Field(default=None, max_length=20)
    sex: Sex = Field(sa_type=coded(Sex))
    age_band: RespondentAge = Field(sa_type=coded(RespondentAge))
    weight: float = Field(sa_type=Double)
    choices: list[str | None] = Field(sa_type=ARRAY(Text))
