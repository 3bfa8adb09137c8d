"""What we keep of possible duplicates: each pair once, and what was decided about it."""

from sqlalchemy import CheckConstraint, Double, Index, text
from sqlmodel import Field

from services.beneficiary.duplicates.views import DUPLICATES, Decision, Likeness
from services.beneficiary.identities.views import Ground
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded

_STANDING = text("voided_at IS NULL")


@append_only
@classified(DUPLICATES)
class PossibleDuplicate(Table, Fact, table=True):
    """Two registrations that agreed in something when they were compared, the older one first; `score`, of names and
    birth, says how much they did."""

    __tablename__ = "possible_duplicates"
    __table_args__ = (
        Index("uq_possible_duplicates_standing", "first_id", "second_id", unique=True, postgresql_where=_STANDING),
        Index("ix_possible_duplicates_second_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
        CheckConstraint("(score IS NOT NULL) = (likeness = 'name')", name="scored"),
    )

    id: int = Field(default=None, primary_key=True)
    first_id: int = Field(foreign_key="people.id")
    second_id: int = Field(foreign_key="people.id")
    likeness: Likeness = Field(sa_type=coded(Likeness))
    score: float | None = Field(default=None, sa_type=Double)


@append_only
@classified(DUPLICATES)
class DuplicateDecision(Table, Fact, table=True):
    """What somebody decided about a pair, until somebody decides anew."""

    __tablename__ = "duplicate_decisions"
    __table_args__ = (
        Index("uq_duplicate_decisions_standing", "duplicate_id", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    duplicate_id: int = Field(foreign_key="possible_duplicates.id")
    decision: Decision = Field(sa_type=coded(Decision))
    ground: Ground = Field(sa_type=coded(Ground))
