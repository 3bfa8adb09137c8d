"""What we keep of workers. That a site has no more of them than places, and that their assistance is for no more than
the days there are worth, the database holds."""

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.grants.assisting.workers.views import WORKERS
from services.grants.tables import Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded, guarded

WITHIN_PLACES = """
CREATE FUNCTION worker_within_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE site record;
BEGIN
    SELECT * INTO site FROM works WHERE id = NEW.work_id FOR UPDATE;
    IF (SELECT count(*) FROM workers WHERE work_id = NEW.work_id AND voided_at IS NULL) >= site.places THEN
        RAISE EXCEPTION 'a site has no more workers than places'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'worker_within_places';
    END IF;
    IF (SELECT amount FROM assistances WHERE id = NEW.assistance_id) > site.cap * site.wage THEN
        RAISE EXCEPTION 'cash for work is for no more than the days at a site are worth'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'worker_within_cap';
    END IF;
    RETURN NEW;
END
$$
"""


@guarded("worker_within_places", WITHIN_PLACES)
@append_only
@classified(WORKERS)
class Worker(Table, Fact, table=True):
    """Somebody has a place at a site, under the assistance that was approved for them, in the currency of both."""

    __tablename__ = "workers"
    __table_args__ = (
        UniqueConstraint("id", "work_id", "assistance_id", "person_id"),
        Index("uq_workers_standing", "work_id", "person_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_workers_assistance_id", "assistance_id"),
        ForeignKeyConstraint(["work_id", "currency"], ["works.id", "works.currency"]),
        ForeignKeyConstraint(
            ["assistance_id", "person_id", "currency"],
            ["assistances.id", "assistances.person_id", "assistances.currency"],
        ),
    )

    id: int = Field(default=None, primary_key=True)
    work_id: int
    assistance_id: int
    person_id: int
    currency: Currency = Field(sa_type=coded(Currency))
