"""What we keep of exchange rates."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql import column
from sqlmodel import Field

from services.grants.funding.rates.views import RATES, RateSource
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded

SOURCE = " ".join(f"WHEN '{source}' THEN {number}" for number, source in enumerate(RateSource, 1))
"""A source as a number, because no index serves text and ranges together without an extension."""


@append_only
@classified(RATES)
class Rate(Table, Fact, table=True):
    """What a dollar is in dinars on some days. Of one source, no day has two."""

    __tablename__ = "rates"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("dinars > 0", name="dinars_positive"),
        ExcludeConstraint(
            (text(f"int4range(CASE source {SOURCE} END, CASE source {SOURCE} END, '[]')"), "&&"),
            (func.daterange(column("starts_on"), column("ends_on"), text("'[]'")), "&&"),
            name="ex_rates_one_a_day",
            using="gist",
            where=text("voided_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    source: RateSource = Field(sa_type=coded(RateSource, "source"))
    starts_on: date
    ends_on: date
    dinars: Decimal = Field(sa_type=Numeric(10, 4))
