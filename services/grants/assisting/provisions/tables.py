"""What we keep of what assistance is given as: each with its versions, and the lines of each version.

The database holds that the lines of a version add up to the assistance, that no version takes back what was delivered,
and that nobody approves what they drew up: an approval refers to who did, by a foreign key, and a CHECK compares.
"""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.assisting.provisions.views import PROVISIONS, Form, Unit
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, deferred, unchanging

PROVISION_LINES = """
CREATE FUNCTION provision_lines_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged record;
    lines bigint;
    cost numeric;
    approved numeric;
BEGIN
    IF TG_TABLE_NAME = 'provision_lines' THEN
        SELECT * INTO judged FROM provision_versions WHERE id = NEW.version_id;
    ELSE
        judged := NEW;
    END IF;
    SELECT count(*), coalesce(sum(quantity * unit_cost), 0) INTO lines, cost
        FROM provision_lines WHERE version_id = judged.id;
    SELECT assistance.amount INTO approved FROM provisions AS provision
        JOIN assistances AS assistance ON assistance.id = provision.assistance_id
        WHERE provision.id = judged.provision_id;
    IF (judged.form = 'cash' AND lines > 0) OR (judged.form = 'in_kind' AND cost <> approved) THEN
        RAISE EXCEPTION 'the lines of a version add up to the assistance'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'provision_lines_sum';
    END IF;
    IF EXISTS (
        SELECT FROM delivery_lines AS handed
        JOIN deliveries AS delivery ON delivery.id = handed.delivery_id
        JOIN provision_lines AS planned ON planned.version_id = handed.version_id AND planned.number = handed.number
        LEFT JOIN provision_lines AS line ON line.version_id = judged.id AND line.number = planned.number
            AND line.item = planned.item AND line.unit = planned.unit
        WHERE delivery.provision_id = judged.provision_id AND delivery.voided_at IS NULL
            AND NOT EXISTS (SELECT FROM delivery_returns AS back WHERE back.delivery_id = delivery.id)
        GROUP BY handed.number
        HAVING bool_or(line.number IS NULL) OR sum(handed.quantity) > max(line.quantity)
    ) THEN
        RAISE EXCEPTION 'what was delivered stays in every version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'provision_lines_delivered';
    END IF;
    RETURN NULL;
END
$$
"""
"""What is violated is called `provision_lines_sum` or `provision_lines_delivered`."""


@append_only
@classified(PROVISIONS)
class Provision(Table, Fact, table=True):
    """What an assistance is given as; one such stands of each."""

    __tablename__ = "provisions"
    __table_args__ = (
        Index("uq_provisions_standing", "assistance_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_provisions_assistance_id", "assistance_id"),  # for what was voided too: it stood at some moment
    )

    id: int = Field(default=None, primary_key=True)
    assistance_id: int = Field(foreign_key="assistances.id")


@deferred("provision_lines_whole", PROVISION_LINES)
@unchanging
@classified(PROVISIONS)
class ProvisionVersion(Table, Recorded, table=True):
    """What it was drawn up as; the last version holds, once it is approved."""

    __tablename__ = "provision_versions"
    __table_args__ = (
        UniqueConstraint("provision_id", "version"),
        UniqueConstraint("id", "provision_id"),
        UniqueConstraint("id", "recorded_by"),
        CheckConstraint("version > 0", name="version"),
    )

    id: int = Field(default=None, primary_key=True)
    provision_id: int = Field(foreign_key="provisions.id")
    version: int
    form: Form = Field(sa_type=coded(Form))


@deferred("provision_lines_whole")
@unchanging
@classified(PROVISIONS)
class ProvisionLine(Table, table=True):
    """So many units of something, under a version."""

    __tablename__ = "provision_lines"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_cost > 0", name="unit_cost"),
    )

    version_id: int = Field(primary_key=True, foreign_key="provision_versions.id")
    number: int = Field(primary_key=True)
    item: str = Field(max_length=200)
    unit: Unit = Field(sa_type=coded(Unit))
    quantity: int
    unit_cost: Decimal = Field(sa_type=AMOUNT)


@unchanging
@classified(PROVISIONS)
class ProvisionApproval(Table, Recorded, table=True):
    """Somebody else than who drew up a version approved it."""

    __tablename__ = "provision_approvals"
    __table_args__ = (
        UniqueConstraint("version_id", "recorded_by"),
        ForeignKeyConstraint(["version_id", "drawn_by"], ["provision_versions.id", "provision_versions.recorded_by"]),
        CheckConstraint("recorded_by <> drawn_by", name="by_another"),
    )

    version_id: int = Field(primary_key=True)
    drawn_by: str = Field(sa_type=Text)
