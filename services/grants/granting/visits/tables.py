"""What we keep of monitoring visits."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field

from services.grants.granting.visits.views import VISITS, Closing, Observation, Operation, Severity
from services.grants.marks import Mark
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded, unchanging


@append_only
@classified(VISITS)
class Visit(Table, Fact, table=True):
    """What somebody saw at the enterprise of an award. Of each mark one visit stands."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("uq_visits_standing", "award_id", "mark", unique=True, postgresql_where=text("voided_at IS NULL")),
        CheckConstraint("(closed_because IS NULL) = (operation <> 'closed')", name="closed"),
        CheckConstraint("staff_women >= 0 AND staff_men >= 0", name="staff"),
        CheckConstraint("revenue_before >= 0", name="revenue_before"),
        CheckConstraint("revenue >= 0", name="revenue"),
        CheckConstraint("(currency IS NULL) = (num_nonnulls(revenue_before, revenue) = 0)", name="currency_of_revenue"),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int = Field(foreign_key="awards.id", index=True)
    visited_on: date
    mark: Mark | None = Field(default=None, sa_type=coded(Mark))
    operation: Operation = Field(sa_type=coded(Operation))
    closed_because: Closing | None = Field(default=None, sa_type=coded(Closing))
    staff_women: int
    staff_men: int
    revenue_before: Decimal | None = Field(default=None, sa_type=AMOUNT)
    revenue: Decimal | None = Field(default=None, sa_type=AMOUNT)
    currency: Currency | None = Field(default=None, sa_type=coded(Currency))
    text: str | None = Field(default=None, sa_type=Text)


@unchanging
@classified(VISITS)
class VisitObservation(Table, table=True):
    """Something that was observed at a visit."""

    __tablename__ = "visit_observations"

    visit_id: int = Field(primary_key=True, foreign_key="visits.id")
    observation: Observation = Field(primary_key=True, sa_type=coded(Observation))
    severity: Severity = Field(sa_type=coded(Severity))


@unchanging
@classified(VISITS)
class VisitPhoto(Table, table=True):
    """A photo that was taken at a visit."""

    __tablename__ = "visit_photos"
    __table_args__ = (Index("ix_visit_photos_file_id", "file_id"),)

    visit_id: int = Field(primary_key=True, foreign_key="visits.id")
    file_id: int = Field(primary_key=True, foreign_key="files.id")
