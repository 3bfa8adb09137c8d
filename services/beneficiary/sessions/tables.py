"""What we keep of sessions."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric
from sqlmodel import Field

from services.beneficiary.sessions.views import SESSIONS
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only


@append_only
@classified(SESSIONS)
class Session(Table, Fact, table=True):
    """An activity on one of its days."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("hours > 0 AND hours <= 24", name="hours"),)

    id: int = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activities.id", index=True)
    held_on: date
    hours: Decimal | None = Field(default=None, sa_type=Numeric(4, 2))
    place: str | None = Field(default=None, max_length=11)
