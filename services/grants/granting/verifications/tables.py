"""What we keep of verifications. That nobody verifies what they recorded themselves, the database holds: a verification
refers to who recorded the enterprise in truth, by a foreign key, and a CHECK compares the two."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from services.grants.granting.enterprises.views import DECLARED, Registration, Sector
from services.grants.granting.verifications.views import VERIFICATIONS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded


@append_only
@classified(VERIFICATIONS)
class Verification(Table, Fact, table=True):
    """What whoever recorded this found in an enterprise. The last one that stands counts."""

    __tablename__ = "verifications"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id", "declared_by"], ["enterprises.id", "enterprises.recorded_by"]),
        Index("ix_verifications_enterprise_id_id", "enterprise_id", "id"),
        CheckConstraint("recorded_by <> declared_by", name="by_another"),
        CheckConstraint(f"num_nonnulls({', '.join(DECLARED)}) > 0", name="found"),
        CheckConstraint("staff_women >= 0 AND staff_men >= 0", name="staff"),
        CheckConstraint("revenue > 0 AND currency IS NOT NULL OR num_nonnulls(revenue, currency) = 0", name="revenue"),
    )

    id: int = Field(default=None, primary_key=True)
    enterprise_id: int
    declared_by: str = Field(sa_type=Text)
    visited_on: date
    name: str | None = Field(default=None, max_length=200)
    sector: Sector | None = Field(default=None, sa_type=coded(Sector))
    place: str | None = Field(default=None, max_length=11)
    legal_name: str | None = Field(default=None, max_length=200)
    registry_number: str | None = Field(default=None, max_length=40)
    phone: str | None = Field(default=None, max_length=16)
    founded: int | None = None
    staff_women: int | None = None
    staff_men: int | None = None
    revenue: Decimal | None = Field(default=None, sa_type=AMOUNT)
    currency: Currency | None = Field(default=None, sa_type=coded(Currency))
    registration: Registration | None = Field(default=None, sa_type=coded(Registration))
