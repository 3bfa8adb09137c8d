"""What we keep of calls."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ARRAY, CheckConstraint, DateTime, Text
from sqlmodel import Field

from services.grants.granting.calls.views import CALLS, ScoringVersion, Variant
from services.grants.granting.enterprises.views import Sector
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded

_SECTORS = f"sectors <@ ARRAY{[sector.value for sector in Sector]}::text[]"


@append_only
@classified(CALLS)
class Call(Table, Fact, table=True):
    """What a fund asks enterprises to apply for."""

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("cardinality(districts) > 0", name="somewhere"),
        CheckConstraint(f"cardinality(sectors) > 0 AND {_SECTORS}", name="sectors"),
        CheckConstraint("0 < smallest AND smallest <= largest AND largest <= budget", name="amounts"),
        CheckConstraint("least_years BETWEEN 0 AND 50 AND least_contribution BETWEEN 0 AND 100", name="least"),
        CheckConstraint("opens_at < closes_at", name="opens_before_closing"),
    )

    id: int = Field(default=None, primary_key=True)
    fund_id: int = Field(foreign_key="funds.id", index=True)
    variant: Variant = Field(sa_type=coded(Variant))
    sectors: list[Sector] = Field(sa_type=ARRAY(Text))
    districts: list[str] = Field(sa_type=ARRAY(Text))
    budget: Decimal = Field(sa_type=AMOUNT)
    smallest: Decimal = Field(sa_type=AMOUNT)
    largest: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    least_years: int
    least_contribution: int
    registered: bool
    scoring: ScoringVersion = Field(sa_type=coded(ScoringVersion))
    opens_at: datetime = Field(sa_type=DateTime(timezone=True))
    closes_at: datetime = Field(sa_type=DateTime(timezone=True))
