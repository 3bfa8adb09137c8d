"""What we keep of days that were worked.

The database holds, of all that one statement writes together, that nobody works twice on a day, outside of the days or
beyond the hours of a site, on more days than its cap, for more than was approved, or in a period that is closed. It
holds the site shared, as whoever closes a period holds it alone, and then those for whom the work was approved, in the
order of their numbers: of two sheets at once the second is judged with what the first has written.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from services.grants.assisting.workdays.views import WORKDAYS
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, followed, held

WITHIN_BOUNDS = """
CREATE FUNCTION workdays_within_bounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE violated text;
BEGIN
    PERFORM FROM works WHERE id IN (SELECT work_id FROM written) ORDER BY id FOR SHARE;
    PERFORM FROM assistances WHERE id IN (SELECT assistance_id FROM written) ORDER BY id FOR NO KEY UPDATE;
    SELECT judged.violated INTO violated FROM (
        SELECT CASE
            WHEN one.worked_on > (clock_timestamp() AT TIME ZONE 'Asia/Baghdad')::date THEN 'workdays_not_ahead'
            WHEN one.worked_on NOT BETWEEN work.starts_on AND work.ends_on THEN 'workdays_within_dates'
            WHEN one.hours > work.hours THEN 'workdays_within_hours'
            WHEN one.worked_on < assistance.approved_on THEN 'workdays_after_approval'
            WHEN EXISTS (
                SELECT FROM periods AS period WHERE period.work_id = one.work_id AND period.voided_at IS NULL
                    AND one.worked_on BETWEEN period.begins_on AND period.ends_on
            ) THEN 'workdays_not_closed'
            WHEN EXISTS (
                SELECT FROM assistance_ends AS ending WHERE ending.assistance_id = one.assistance_id
            ) THEN 'workdays_not_ended'
            WHEN earned.days > work.cap THEN 'workdays_within_cap'
            WHEN earned.wages > assistance.amount THEN 'workdays_within_amount'
        END AS violated
        FROM written AS one JOIN works AS work ON work.id = one.work_id
        JOIN assistances AS assistance ON assistance.id = one.assistance_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS days, sum(at.wage) AS wages
            FROM workdays AS other JOIN works AS at ON at.id = other.work_id
            WHERE other.assistance_id = one.assistance_id AND other.voided_at IS NULL
        ) AS earned
    ) AS judged WHERE judged.violated IS NOT NULL LIMIT 1;
    IF violated IS NOT NULL THEN
        RAISE EXCEPTION 'this day cannot have been worked' USING ERRCODE = 'check_violation', CONSTRAINT = violated;
    END IF;
    RETURN NULL;
END
$$
"""
"""What is violated is called by its reason, as `workdays_within_cap`."""

AS_CLOSED = """
CREATE FUNCTION workdays_as_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM FROM works WHERE id = OLD.work_id FOR SHARE;
        IF EXISTS (
            SELECT FROM periods AS period WHERE period.work_id = OLD.work_id AND period.voided_at IS NULL
                AND OLD.worked_on BETWEEN period.begins_on AND period.ends_on
        ) THEN
            RAISE EXCEPTION 'the days of a period that is closed stay as they are'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'workdays_not_closed';
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'facts are append-only' USING ERRCODE = 'restrict_violation';
END
$$
"""


@followed("workdays_within_bounds", WITHIN_BOUNDS, "REFERENCING NEW TABLE AS written FOR EACH STATEMENT")
@held("workdays_as_closed", AS_CLOSED)
@append_only
@classified(WORKDAYS)
class Workday(Table, Fact, table=True):
    """Somebody worked on a day at a site where they have a place; wherever that is, once a day."""

    __tablename__ = "workdays"
    __table_args__ = (
        Index(
            "uq_workdays_standing", "person_id", "worked_on", unique=True, postgresql_where=text("voided_at IS NULL")
        ),
        Index("ix_workdays_work_id_worked_on", "work_id", "worked_on"),
        Index("ix_workdays_assistance_id", "assistance_id"),
        Index("ix_workdays_worker_id", "worker_id"),
        ForeignKeyConstraint(
            ["worker_id", "work_id", "assistance_id", "person_id"],
            ["workers.id", "workers.work_id", "workers.assistance_id", "workers.person_id"],
        ),
        CheckConstraint("hours > 0", name="hours"),
    )

    id: int = Field(default=None, primary_key=True)
    worker_id: int
    work_id: int
    assistance_id: int
    person_id: int
    worked_on: date
    hours: int
    sheet: str = Field(max_length=40)
