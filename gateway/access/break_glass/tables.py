"""What we keep of a break-glass: who asked for it and why, and who ended it before its time."""

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from gateway.access.break_glass.views import BREAK_GLASS
from gateway.tables import Table
from shared.classification import classified
from shared.tables import Recorded, unchanging


@unchanging
@classified(BREAK_GLASS)
class BreakGlass(Table, Recorded, table=True):
    """Somebody asks to read what is closed to them; it opens when the decision is taken, for so many hours."""

    __tablename__ = "break_glass"
    __table_args__ = (CheckConstraint("hours BETWEEN 1 AND 8", name="hours"),)

    id: int = Field(default=None, primary_key=True)
    reason: str = Field(sa_type=Text)
    area: str = Field(sa_type=Text)
    hours: int
    decision_id: int = Field(foreign_key="decisions.id")


@unchanging
@classified(BREAK_GLASS)
class BreakGlassEnd(Table, Recorded, table=True):
    """Somebody ended it before its time, or before it was approved."""

    __tablename__ = "break_glass_ends"

    break_glass_id: int = Field(primary_key=True, foreign_key="break_glass.id")
