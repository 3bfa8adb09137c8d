"""What we keep of a suspension."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Text, text
from sqlmodel import Field

from gateway.access.suspensions.views import SUSPENSIONS
from gateway.tables import Table
from shared.classification import classified
from shared.tables import unchanging


@unchanging
@classified(SUSPENSIONS)
class Suspension(Table, table=True):
    """A partner, or one agreement of it, is suspended until its decision to resume is taken."""

    __tablename__ = "suspensions"
    __table_args__ = (CheckConstraint("num_nonnulls(partner_id, agreement_id) = 1", name="of_one"),)

    id: int = Field(default=None, primary_key=True)
    partner_id: int | None = Field(default=None, foreign_key="partners.id", index=True)
    agreement_id: int | None = Field(default=None, foreign_key="agreements.id", index=True)
    reason: str = Field(sa_type=Text)
    decision_id: int = Field(foreign_key="decisions.id")
    recorded_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("recorded_now()")},
    )
    recorded_by: str = Field(sa_type=Text)
