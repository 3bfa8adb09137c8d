"""What we keep of sites of cash for work. That a wage is by its rule the database holds."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.grants.assisting.works.views import WORKS, WageRule, WorkKind
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded

BY_RULE = """CASE wage_rule
    WHEN 'tenth_below_minimum' THEN coalesce(
        wage <= minimum_wage * 0.9
            AND wage > minimum_wage * 0.9 - CASE currency WHEN 'IQD' THEN 250 ELSE 0.01 END,
        false
    )
    ELSE minimum_wage IS NULL
END"""
"""Nine tenths of the minimum wage, rounded down to what can be paid."""


@append_only
@classified(WORKS)
class Work(Table, Fact, table=True):
    """A site where people work for cash."""

    __tablename__ = "works"
    __table_args__ = (
        UniqueConstraint("id", "currency"),
        UniqueConstraint("id", "wage", "currency"),
        CheckConstraint("wage > 0", name="wage_positive"),
        CheckConstraint(BY_RULE, name="wage_by_rule"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("hours > 0", name="hours"),
        CheckConstraint("cap > 0", name="cap"),
        CheckConstraint("places > 0", name="places"),
    )

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    place: str = Field(max_length=11)
    kind: WorkKind = Field(sa_type=coded(WorkKind))
    task: str = Field(max_length=200)
    starts_on: date
    ends_on: date
    wage: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    wage_rule: WageRule = Field(sa_type=coded(WageRule))
    minimum_wage: Decimal | None = Field(default=None, sa_type=AMOUNT)
    wage_source: str = Field(max_length=200)
    hours: int
    cap: int
    places: int
