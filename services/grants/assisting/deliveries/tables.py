"""What we keep of deliveries. That no more is handed over than was planned, under a version that was approved, and that
whoever approved it does not hand it over, the database holds."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.assisting.deliveries.views import DELIVERIES, ReturnReason
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, guarded, unchanging

NO_MORE_THAN_PLANNED = """
CREATE FUNCTION delivered_as_planned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held integer;
    planned bigint;
    delivered bigint;
BEGIN
    SELECT provision_id INTO held FROM deliveries WHERE id = NEW.delivery_id;
    PERFORM FROM provisions WHERE id = held FOR UPDATE;
    SELECT quantity INTO planned FROM provision_lines WHERE version_id = NEW.version_id AND number = NEW.number;
    SELECT coalesce(sum(handed.quantity), 0) INTO delivered
        FROM delivery_lines AS handed JOIN deliveries AS delivery ON delivery.id = handed.delivery_id
        WHERE delivery.provision_id = held AND handed.number = NEW.number AND delivery.voided_at IS NULL
            AND NOT EXISTS (SELECT FROM delivery_returns AS back WHERE back.delivery_id = delivery.id);
    IF delivered + NEW.quantity > planned THEN
        RAISE EXCEPTION 'no more is delivered than was planned'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivered_as_planned';
    END IF;
    RETURN NEW;
END
$$
"""


@append_only
@classified(DELIVERIES)
class Delivery(Table, Fact, table=True):
    """Something was handed over, and its recipient signed for it on a page of a sheet, which is good for one
    delivery."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("id", "version_id"),
        Index("uq_deliveries_signed", "sheet", "page", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_deliveries_provision_id", "provision_id"),
        ForeignKeyConstraint(
            ["version_id", "provision_id"], ["provision_versions.id", "provision_versions.provision_id"]
        ),
        ForeignKeyConstraint(
            ["version_id", "approved_by"], ["provision_approvals.version_id", "provision_approvals.recorded_by"]
        ),
        CheckConstraint("recorded_by <> approved_by", name="by_another"),
        CheckConstraint("page > 0", name="page"),
    )

    id: int = Field(default=None, primary_key=True)
    provision_id: int
    version_id: int
    approved_by: str = Field(sa_type=Text)
    delivered_on: date
    sheet: str = Field(max_length=40)
    page: int


@guarded("delivered_as_planned", NO_MORE_THAN_PLANNED)
@unchanging
@classified(DELIVERIES)
class DeliveryLine(Table, table=True):
    """So many units of a line."""

    __tablename__ = "delivery_lines"
    __table_args__ = (
        ForeignKeyConstraint(["delivery_id", "version_id"], ["deliveries.id", "deliveries.version_id"]),
        ForeignKeyConstraint(["version_id", "number"], ["provision_lines.version_id", "provision_lines.number"]),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    delivery_id: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    version_id: int
    quantity: int


@unchanging
@classified(DELIVERIES)
class DeliveryReturn(Table, Recorded, table=True):
    """A delivery came back."""

    __tablename__ = "delivery_returns"

    delivery_id: int = Field(primary_key=True, foreign_key="deliveries.id")
    returned_on: date
    return_reason: ReturnReason = Field(sa_type=coded(ReturnReason))
