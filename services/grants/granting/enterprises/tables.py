"""What we keep of enterprises."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.granting.enterprises.views import ENTERPRISES, Registration, Sector
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded

_STANDING = text("voided_at IS NULL")


@append_only
@classified(ENTERPRISES)
class Enterprise(Table, Fact, table=True):
    """A business that can be awarded a grant, as its owners declare it. By the two forms it is found again."""

    __tablename__ = "enterprises"
    __table_args__ = (
        UniqueConstraint("id", "recorded_by"),
        Index("ix_enterprises_registry_form", "registry_form", postgresql_where=_STANDING),
        Index("ix_enterprises_legal_name_form", "legal_name_form", postgresql_where=_STANDING),
        Index("ix_enterprises_phone", "phone", postgresql_where=_STANDING),
        CheckConstraint("staff_women >= 0 AND staff_men >= 0", name="staff"),
        CheckConstraint("revenue > 0 AND currency IS NOT NULL OR num_nonnulls(revenue, currency) = 0", name="revenue"),
    )

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    sector: Sector = Field(sa_type=coded(Sector))
    place: str = Field(max_length=11)
    legal_name: str | None = Field(default=None, max_length=200)
    registry_number: str | None = Field(default=None, max_length=40)
    phone: str | None = Field(default=None, max_length=16)
    founded: int | None = None
    staff_women: int | None = None
    staff_men: int | None = None
    revenue: Decimal | None = Field(default=None, sa_type=AMOUNT)
    currency: Currency | None = Field(default=None, sa_type=coded(Currency))
    registration: Registration | None = Field(default=None, sa_type=coded(Registration))
    registry_form: str | None = Field(default=None, sa_type=Text)
    legal_name_form: str | None = Field(default=None, sa_type=Text)
