"""What we keep of orders. That different people make, check and approve one the database holds: a check and an approval
refer to who did what before them in truth, and to how much it is about, by foreign keys, and CHECKs compare them."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.paying.orders.views import ORDERS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, Recorded, append_only, coded, guarded, unchanging

_STANDING = text("voided_at IS NULL")
_VOIDED = text("voided_at IS NOT NULL")

WAGES_DUE = """
CREATE FUNCTION order_of_wages_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM assistances WHERE id = NEW.assistance_id AND modality = 'CFW') THEN
        PERFORM FROM wages AS wage
            JOIN periods AS period ON period.id = wage.period_id AND period.voided_at IS NULL
            JOIN period_confirmations AS confirmation ON confirmation.period_id = period.id
            WHERE wage.assistance_id = NEW.assistance_id AND wage.part = NEW.part AND wage.voided_at IS NULL
                AND (wage.amount, wage.currency) = (NEW.amount, NEW.currency)
            FOR SHARE OF period;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'cash for work is paid as the wages of a period that was confirmed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_of_wages_due';
        END IF;
    END IF;
    RETURN NEW;
END
$$
"""
"""It holds the period, which nobody voids then before the order is there."""


@guarded("order_of_wages_due", WAGES_DUE)
@append_only
@classified(ORDERS)
class Order(Table, Fact, table=True):
    """That a tranche of an award is to be paid, or a part of an assistance, which is ordered once. A part of cash for
    work is what somebody is due for a pay period.

    `threshold` is that of its fund; above it an order takes three people.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index("uq_orders_standing", "award_id", "tranche", unique=True, postgresql_where=_STANDING),
        Index("uq_orders_part", "assistance_id", "part", unique=True, postgresql_where=_STANDING),
        Index("ix_orders_voided_award_id", "award_id", "tranche", postgresql_where=_VOIDED),
        Index("ix_orders_voided_assistance_id", "assistance_id", "part", postgresql_where=_VOIDED),
        UniqueConstraint("id", "recorded_by"),
        UniqueConstraint("id", "recorded_by", "amount", "threshold"),
        UniqueConstraint("id", "award_id", "tranche", "amount", "currency"),
        UniqueConstraint("id", "assistance_id", "part", "amount", "currency"),
        UniqueConstraint("id", "award_id", "fund_id", "amount", "currency"),
        UniqueConstraint("id", "assistance_id", "fund_id", "amount", "currency"),
        CheckConstraint(
            "num_nonnulls(award_id, tranche_id, tranche) = CASE WHEN assistance_id IS NULL THEN 3 ELSE 0 END"
            " AND (assistance_id IS NULL) = (part IS NULL)",
            name="of_one",
        ),
        CheckConstraint("amount > 0", name="amount_positive"),
        ForeignKeyConstraint(["award_id", "fund_id"], ["awards.id", "awards.fund_id"]),
        ForeignKeyConstraint(["assistance_id", "fund_id"], ["assistances.id", "assistances.fund_id"]),
        ForeignKeyConstraint(["fund_id", "threshold", "currency"], ["funds.id", "funds.threshold", "funds.currency"]),
        ForeignKeyConstraint(
            ["tranche_id", "tranche", "amount"], ["tranches.id", "tranches.number", "tranches.amount"]
        ),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int | None = None
    fund_id: int
    tranche_id: int | None = None
    tranche: int | None = None
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    threshold: Decimal = Field(sa_type=AMOUNT)
    assistance_id: int | None = None
    part: int | None = None


@unchanging
@classified(ORDERS)
class OrderCheck(Table, Recorded, table=True):
    """Somebody else than who made an order found it right."""

    __tablename__ = "order_checks"
    __table_args__ = (
        UniqueConstraint("order_id", "recorded_by"),
        ForeignKeyConstraint(["order_id", "made_by"], ["orders.id", "orders.recorded_by"]),
        CheckConstraint("recorded_by <> made_by", name="by_another"),
    )

    order_id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)


@unchanging
@classified(ORDERS)
class OrderApproval(Table, Recorded, table=True):
    """Somebody approved an order, who did not make it and did not check it."""

    __tablename__ = "order_approvals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["order_id", "made_by", "amount", "threshold"],
            ["orders.id", "orders.recorded_by", "orders.amount", "orders.threshold"],
        ),
        ForeignKeyConstraint(["order_id", "checked_by"], ["order_checks.order_id", "order_checks.recorded_by"]),
        CheckConstraint("recorded_by <> made_by", name="by_another"),
        CheckConstraint("recorded_by <> checked_by", name="by_a_third"),
        CheckConstraint("checked_by IS NOT NULL OR amount <= threshold", name="checked"),
    )

    order_id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)
    checked_by: str | None = Field(default=None, sa_type=Text)
    amount: Decimal = Field(sa_type=AMOUNT)
    threshold: Decimal = Field(sa_type=AMOUNT)
