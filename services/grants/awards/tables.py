"""What we keep of awards."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.awards.views import AWARDS, OwnerSex
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded


@append_only
@classified(AWARDS)
class Award(Table, Fact, table=True):
    """A grant approved for an enterprise; an enterprise has one standing award in a project."""

    __tablename__ = "awards"
    __table_args__ = (
        Index(
            "uq_awards_standing",
            "enterprise_id",
            "project",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    enterprise_id: int = Field(foreign_key="enterprises.id")
    project: str = Field(max_length=40, index=True)
    place: str = Field(max_length=11)
    owner_sex: OwnerSex = Field(sa_type=coded(OwnerSex))
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    approved_on: date
