"""What we keep of awards, and of whom each is."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.grants.granting.awards.views import AWARDS
from services.grants.people import Sex
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded

_STANDING = text("voided_at IS NULL")


@append_only
@classified(AWARDS)
class Award(Table, Fact, table=True):
    """A grant that was approved: of a fund, an enterprise has one that stands."""

    __tablename__ = "awards"
    __table_args__ = (
        Index("uq_awards_standing", "fund_id", "enterprise_id", unique=True, postgresql_where=_STANDING),
        Index("uq_awards_application", "application_id", unique=True, postgresql_where=_STANDING),
        Index("ix_awards_enterprise_id", "enterprise_id"),
        UniqueConstraint("id", "fund_id"),
        UniqueConstraint("id", "enterprise_id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("num_nonnulls(application_id, fund_id) IN (0, 2)", name="of_a_fund"),
    )

    id: int = Field(default=None, primary_key=True)
    enterprise_id: int = Field(foreign_key="enterprises.id")
    project: str = Field(max_length=40, index=True)
    place: str = Field(max_length=11)
    owner_sex: Sex = Field(sa_type=coded(Sex, "owner_sex"))
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    approved_on: date
    application_id: int | None = Field(default=None, foreign_key="applications.id")
    fund_id: int | None = Field(default=None, foreign_key="funds.id")


@append_only
@classified(AWARDS)
class Awardee(Table, Fact, table=True):
    """One of the people whose award it is: of a fund, somebody has one that stands. It is voided with the award."""

    __tablename__ = "awardees"
    __table_args__ = (
        Index("uq_awardees_standing", "fund_id", "person_id", unique=True, postgresql_where=_STANDING),
        Index("ix_awardees_person_id", "person_id"),
        ForeignKeyConstraint(["award_id", "fund_id"], ["awards.id", "awards.fund_id"]),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int = Field(index=True)
    fund_id: int
    person_id: int
