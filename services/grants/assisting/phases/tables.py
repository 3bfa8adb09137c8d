"""What we keep of phases."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.grants.assisting.phases.views import PHASES, NeedsScoring
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(PHASES)
class Phase(Table, Fact, table=True):
    """A stretch of time of a project; it has one of each number that stands."""

    __tablename__ = "phases"
    __table_args__ = (
        Index("uq_phases_standing", "project", "number", unique=True, postgresql_where=text("voided_at IS NULL")),
        UniqueConstraint("id", "project"),
        UniqueConstraint("id", "project", "scoring"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40)
    number: int
    title: str = Field(max_length=200)
    starts_on: date
    ends_on: date
    scoring: NeedsScoring | None = Field(default=None, sa_type=coded(NeedsScoring))
