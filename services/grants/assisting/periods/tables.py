"""What we keep of pay periods and wages. That no day is paid in two, that wages are for the days that were worked, and
that nobody confirms what they closed, the database holds."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint, column, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from services.grants.assisting.periods.views import PERIODS, WAGES
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, Recorded, append_only, coded, deferred, unchanging

WAGES_AS_WORKED = """
CREATE FUNCTION wages_as_worked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (
            SELECT worker_id, count(*) AS days FROM workdays
            WHERE work_id = NEW.work_id AND worked_on BETWEEN NEW.begins_on AND NEW.ends_on
                AND voided_at IS NULL
            GROUP BY worker_id
        ) AS worked
        FULL JOIN (SELECT worker_id, days FROM wages WHERE period_id = NEW.id) AS wage USING (worker_id)
        WHERE worked.days IS DISTINCT FROM wage.days
    ) THEN
        RAISE EXCEPTION 'wages are for the days that were worked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'wages_as_worked';
    END IF;
    RETURN NULL;
END
$$
"""


@deferred("wages_as_worked", WAGES_AS_WORKED)
@append_only
@classified(PERIODS)
class Period(Table, Fact, table=True):
    """Days of a site that are closed. Of one site no day lies in two."""

    __tablename__ = "periods"
    __table_args__ = (
        UniqueConstraint("id", "work_id"),
        UniqueConstraint("id", "recorded_by"),
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
        ExcludeConstraint(
            (text("int4range(work_id, work_id, '[]')"), "&&"),
            (func.daterange(column("begins_on"), column("ends_on"), text("'[]'")), "&&"),
            name="ex_periods_apart",
            using="gist",
            where=text("voided_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    work_id: int = Field(foreign_key="works.id")
    begins_on: date
    ends_on: date


@unchanging
@classified(PERIODS)
class PeriodConfirmation(Table, Recorded, table=True):
    """Somebody else than who closed a period found it right; its wages are due."""

    __tablename__ = "period_confirmations"
    __table_args__ = (
        ForeignKeyConstraint(["period_id", "closed_by"], ["periods.id", "periods.recorded_by"]),
        CheckConstraint("recorded_by <> closed_by", name="by_another"),
    )

    period_id: int = Field(primary_key=True)
    closed_by: str = Field(sa_type=Text)


@append_only
@classified(WAGES)
class Wage(Table, Fact, table=True):
    """What a worker is due for a period, at the daily wage of the site. It is voided with the period."""

    __tablename__ = "wages"
    __table_args__ = (
        UniqueConstraint("period_id", "worker_id"),
        UniqueConstraint("assistance_id", "part"),
        ForeignKeyConstraint(["period_id", "work_id"], ["periods.id", "periods.work_id"]),
        ForeignKeyConstraint(["work_id", "wage", "currency"], ["works.id", "works.wage", "works.currency"]),
        ForeignKeyConstraint(
            ["worker_id", "work_id", "assistance_id", "person_id"],
            ["workers.id", "workers.work_id", "workers.assistance_id", "workers.person_id"],
        ),
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("amount = days * wage", name="days_times_wage"),
    )

    id: int = Field(default=None, primary_key=True)
    period_id: int
    work_id: int
    worker_id: int
    assistance_id: int
    person_id: int
    part: int
    days: int
    wage: Decimal = Field(sa_type=AMOUNT)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
