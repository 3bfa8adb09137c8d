"""What we keep of enterprises that may be one: each pair once, and what an officer said of it."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.granting.doubles.views import DOUBLES, DoubleOutcome
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(DOUBLES)
class Double(Table, Fact, table=True):
    """Two enterprises that stated the same when one of them was recorded. It blocks nothing."""

    __tablename__ = "doubles"
    __table_args__ = (
        Index("uq_doubles_standing", "first_id", "second_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_doubles_second_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        CheckConstraint("same_registry_number OR same_legal_name OR same_phone", name="same"),
    )

    id: int = Field(default=None, primary_key=True)
    first_id: int = Field(foreign_key="enterprises.id")
    second_id: int = Field(foreign_key="enterprises.id")
    same_registry_number: bool
    same_legal_name: bool
    same_phone: bool


@unchanging
@classified(DOUBLES)
class DoubleSettlement(Table, Recorded, table=True):
    """What an officer said of two enterprises, once."""

    __tablename__ = "double_settlements"

    double_id: int = Field(primary_key=True, foreign_key="doubles.id")
    outcome: DoubleOutcome = Field(sa_type=coded(DoubleOutcome))
