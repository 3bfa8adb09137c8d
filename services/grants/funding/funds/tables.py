"""What we keep of funds."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlmodel import Field

from services.grants.funding.funds.views import FUNDS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded


@append_only
@classified(FUNDS)
class Fund(Table, Fact, table=True):
    """What a donor gives a project for grants and livelihood assistance, which draw on it."""

    __tablename__ = "funds"
    __table_args__ = (
        CheckConstraint("ceiling > 0", name="ceiling_positive"),
        CheckConstraint("threshold >= 0", name="threshold"),
        UniqueConstraint("id", "currency"),
        UniqueConstraint("id", "threshold", "currency"),
    )

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    donor: str = Field(max_length=200)
    title: str = Field(max_length=200)
    ceiling: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    threshold: Decimal = Field(default=Decimal(0), sa_type=AMOUNT, sa_column_kwargs={"server_default": text("0")})
