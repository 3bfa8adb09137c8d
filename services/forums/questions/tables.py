"""What we keep of questions."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.forums.questions.scales import Scale
from services.forums.questions.views import QUESTIONS
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(QUESTIONS)
class Question(Table, Fact, table=True):
    """A question in one version. No version is said twice, not even when the first was voided."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    version: int
    scale: Scale = Field(sa_type=coded(Scale))
    reversed: bool
    wording_en: str = Field(max_length=400)
    wording_ar: str = Field(max_length=400)
    wording_ckb: str = Field(max_length=400)
