"""What we keep of batches. Whose hands one went through the database holds, as it does of orders: a closing is by who
made the batch, two approvals by two others, and nothing is sent without both. An instruction refers to an approved
order, to a confirmed party of who is owed it, and to a batch of the same fund, currency and means."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.paying.banking import Means
from services.grants.paying.batches.views import BATCHES, IDENTIFIER, INSTRUCTIONS, End
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, Recorded, append_only, coded, guarded, unchanging

PAYABLE = "CASE currency WHEN 'IQD' THEN amount % 250 = 0 ELSE amount = round(amount, 2) END"
"""SQL: an amount that can be paid out: there is no dinar note of less than 250."""

_STANDING = text("voided_at IS NULL")
_FIRST = text("voided_at IS NULL AND after IS NULL")

BATCH_OPEN = """
CREATE FUNCTION batch_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM batch_closings WHERE batch_id = NEW.batch_id) THEN
        RAISE EXCEPTION 'nothing is put into a batch that was closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_open';
    END IF;
    RETURN NEW;
END
$$
"""

BATCH_ADDS_UP = """
CREATE FUNCTION batch_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.transactions, NEW.control_sum) IS DISTINCT FROM (
        SELECT (count(*)::integer, coalesce(sum(amount), 0)) FROM instructions
        WHERE batch_id = NEW.batch_id AND voided_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a batch is closed with what is in it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_adds_up';
    END IF;
    RETURN NEW;
END
$$
"""


@append_only
@classified(BATCHES)
class Batch(Table, Fact, table=True):
    """Orders of a fund that are paid together, by one means; by a bank, from the account of a confirmed party."""

    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("id", "recorded_by"),
        UniqueConstraint("id", "means"),
        UniqueConstraint("id", "fund_id", "currency", "means"),
        ForeignKeyConstraint(["fund_id", "currency"], ["funds.id", "funds.currency"]),
        ForeignKeyConstraint(["payer_id", "fund_id"], ["parties.id", "parties.fund_id"]),
        ForeignKeyConstraint(["payer_id"], ["party_confirmations.party_id"]),
        CheckConstraint("(means = 'bank_transfer') = (payer_id IS NOT NULL)", name="paid_by_somebody"),
        CheckConstraint(f"message_id ~ '{IDENTIFIER}'", name="message_id"),
    )

    id: int = Field(default=None, primary_key=True)
    fund_id: int = Field(index=True)
    currency: Currency = Field(sa_type=coded(Currency))
    means: Means = Field(sa_type=coded(Means))
    message_id: str = Field(max_length=35)
    execute_on: date
    payer_id: int | None = None


@guarded("batch_adds_up", BATCH_ADDS_UP)
@unchanging
@classified(BATCHES)
class BatchClosing(Table, Recorded, table=True):
    """Who made a batch is done with it: so many instructions, which add up to so much."""

    __tablename__ = "batch_closings"
    __table_args__ = (
        UniqueConstraint("batch_id", "made_by"),
        ForeignKeyConstraint(["batch_id", "made_by"], ["batches.id", "batches.recorded_by"]),
        CheckConstraint("recorded_by = made_by", name="by_its_maker"),
        CheckConstraint("transactions > 0", name="transactions"),
    )

    batch_id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)
    transactions: int
    control_sum: Decimal = Field(sa_type=AMOUNT)


@unchanging
@classified(BATCHES)
class BatchApproval(Table, Recorded, table=True):
    """One of two people approved a batch that was closed and that neither of them made."""

    __tablename__ = "batch_approvals"
    __table_args__ = (
        UniqueConstraint("batch_id", "recorded_by"),
        ForeignKeyConstraint(["batch_id", "made_by"], ["batch_closings.batch_id", "batch_closings.made_by"]),
        ForeignKeyConstraint(["batch_id", "after"], ["batch_approvals.batch_id", "batch_approvals.place"]),
        CheckConstraint("recorded_by <> made_by", name="by_another"),
        CheckConstraint("place IN (1, 2)", name="place"),
        CheckConstraint("CASE place WHEN 1 THEN after IS NULL ELSE after IS NOT NULL AND after = 1 END", name="after"),
    )

    batch_id: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)
    after: int | None = None


@unchanging
@classified(BATCHES)
class BatchSending(Table, Recorded, table=True):
    """A batch left the house: to a bank as a file, of which the hash is kept, or as a list to be paid out from."""

    __tablename__ = "batch_sendings"
    __table_args__ = (
        ForeignKeyConstraint(["batch_id", "approvals"], ["batch_approvals.batch_id", "batch_approvals.place"]),
        ForeignKeyConstraint(["batch_id", "means"], ["batches.id", "batches.means"]),
        CheckConstraint("approvals = 2", name="approvals"),
        CheckConstraint("num_nonnulls(sha256, size) = CASE means WHEN 'bank_transfer' THEN 2 ELSE 0 END", name="file"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    )

    batch_id: int = Field(primary_key=True)
    approvals: int
    means: Means = Field(sa_type=coded(Means))
    sent_at: datetime = Field(sa_type=DateTime(timezone=True))
    sha256: str | None = Field(default=None, max_length=64)
    size: int | None = None


@guarded("batch_open", BATCH_OPEN)
@append_only
@classified(INSTRUCTIONS)
class Instruction(Table, Fact, table=True):
    """That an order is paid, to whom, in a batch: of each order once, and again only `after` that came to an end, under
    the same reference."""

    __tablename__ = "instructions"
    __table_args__ = (
        Index("uq_instructions_first", "order_id", unique=True, postgresql_where=_FIRST),
        Index("uq_instructions_again", "after", unique=True, postgresql_where=_STANDING),
        Index("uq_instructions_end_to_end", "end_to_end_id", unique=True, postgresql_where=text("after IS NULL")),
        Index("ix_instructions_batch_id", "batch_id", "end_to_end_id"),
        Index("ix_instructions_order_id", "order_id"),
        UniqueConstraint("id", "order_id"),
        UniqueConstraint("id", "end_to_end_id"),
        UniqueConstraint("id", "recorded_by"),
        ForeignKeyConstraint(
            ["after", "order_id"], ["instruction_ends.instruction_id", "instruction_ends.order_id"], use_alter=True
        ),
        ForeignKeyConstraint(["after", "end_to_end_id"], ["instructions.id", "instructions.end_to_end_id"]),
        ForeignKeyConstraint(
            ["batch_id", "fund_id", "currency", "means"],
            ["batches.id", "batches.fund_id", "batches.currency", "batches.means"],
        ),
        ForeignKeyConstraint(["order_id"], ["order_approvals.order_id"]),
        ForeignKeyConstraint(
            ["order_id", "award_id", "fund_id", "amount", "currency"],
            ["orders.id", "orders.award_id", "orders.fund_id", "orders.amount", "orders.currency"],
        ),
        ForeignKeyConstraint(
            ["order_id", "assistance_id", "fund_id", "amount", "currency"],
            ["orders.id", "orders.assistance_id", "orders.fund_id", "orders.amount", "orders.currency"],
        ),
        ForeignKeyConstraint(["award_id", "enterprise_id"], ["awards.id", "awards.enterprise_id"]),
        ForeignKeyConstraint(["party_id"], ["party_confirmations.party_id"]),
        ForeignKeyConstraint(
            ["party_id", "enterprise_id", "means"], ["parties.id", "parties.enterprise_id", "parties.means"]
        ),
        ForeignKeyConstraint(
            ["party_id", "assistance_id", "means"], ["parties.id", "parties.assistance_id", "parties.means"]
        ),
        CheckConstraint(
            "num_nonnulls(award_id, enterprise_id) = CASE WHEN assistance_id IS NULL THEN 2 ELSE 0 END", name="of_one"
        ),
        CheckConstraint(f"end_to_end_id ~ '{IDENTIFIER}'", name="end_to_end_id"),
        CheckConstraint(PAYABLE, name="payable"),
    )

    id: int = Field(default=None, primary_key=True)
    batch_id: int
    order_id: int
    fund_id: int
    award_id: int | None = None
    enterprise_id: int | None = None
    assistance_id: int | None = None
    party_id: int
    means: Means = Field(sa_type=coded(Means))
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    end_to_end_id: str = Field(max_length=35)
    after: int | None = None


@unchanging
@classified(INSTRUCTIONS)
class InstructionEnd(Table, Recorded, table=True):
    """An order is not paid by this instruction, so it may be put into another batch."""

    __tablename__ = "instruction_ends"
    __table_args__ = (
        UniqueConstraint("instruction_id", "order_id"),
        ForeignKeyConstraint(["instruction_id", "order_id"], ["instructions.id", "instructions.order_id"]),
    )

    instruction_id: int = Field(primary_key=True)
    order_id: int
    ground: End = Field(sa_type=coded(End))
