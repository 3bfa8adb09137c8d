"""What we keep of placements."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.assisting.placements.views import PLACEMENTS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, unchanging


@append_only
@classified(PLACEMENTS)
class Placement(Table, Fact, table=True):
    """Somebody works at a host employer; under an assistance at one."""

    __tablename__ = "placements"
    __table_args__ = (
        Index("uq_placements_standing", "assistance_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_placements_assistance_id", "assistance_id"),  # for what was voided too: it stood at some moment
        CheckConstraint("num_nonnulls(enterprise_id, host) = 1", name="one_host"),
        CheckConstraint("months > 0", name="months"),
        CheckConstraint("stipend > 0", name="stipend"),
    )

    id: int = Field(default=None, primary_key=True)
    assistance_id: int = Field(foreign_key="assistances.id")
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id", index=True)
    host: str | None = Field(default=None, max_length=200)
    starts_on: date
    months: int
    stipend: Decimal | None = Field(default=None, sa_type=AMOUNT)


@unchanging
@classified(PLACEMENTS)
class PlacementEnd(Table, Recorded, table=True):
    """A placement ended."""

    __tablename__ = "placement_ends"

    placement_id: int = Field(primary_key=True, foreign_key="placements.id")
    ended_on: date
    retained: bool
