"""What we keep of refunds."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.refunds.views import REFUNDS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded


@append_only
@classified(REFUNDS)
class Refund(Table, Fact, table=True):
    """What came back of what was paid of an award or an assistance."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("num_nonnulls(award_id, assistance_id) = 1", name="of_one"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("uq_refunds_standing", "reference", unique=True, postgresql_where=text("voided_at IS NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int | None = Field(default=None, foreign_key="awards.id", index=True)
    reference: str = Field(max_length=35)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    refunded_on: date
    assistance_id: int | None = Field(default=None, foreign_key="assistances.id", index=True)
