"""What we keep of demands to recover money. That others approve a demand and confirm that it is written off, that its
instalments add up to it, and that no more is demanded than was paid and has not come back, the database holds."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.grants.funding.ledger.reads import DEMANDED, Commitment
from services.grants.paying.recoveries.views import RECOVERIES, RecoveryReason, WriteOffReason
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, Recorded, append_only, coded, deferred, guarded, unchanging

INSTALMENTS_SUM = """
CREATE FUNCTION instalments_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE judged integer;
BEGIN
    IF TG_TABLE_NAME = 'recovery_instalments' THEN
        judged := NEW.recovery_id;
    ELSE
        judged := NEW.id;
    END IF;
    IF (SELECT coalesce(sum(amount), 0) FROM recovery_instalments WHERE recovery_id = judged)
        <> (SELECT amount FROM recoveries WHERE id = judged) THEN
        RAISE EXCEPTION 'the instalments of a demand add up to it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalments_sum';
    END IF;
    RETURN NULL;
END
$$
"""

_OTHERS_OF_THE_SAME = """
        demand.id <> demanded.id
        AND (demand.award_id = demanded.award_id OR demand.assistance_id = demanded.assistance_id)
    """
RECOVERY_WAS_PAID = f"""
CREATE FUNCTION recovery_was_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    demanded recoveries%ROWTYPE;
    paid numeric;
BEGIN
    SELECT * INTO demanded FROM recoveries WHERE id = NEW.recovery_id;
    SELECT balance.amount INTO paid
    FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
    WHERE account.standing = 'disbursed'
        AND (account.award_id = demanded.award_id OR account.assistance_id = demanded.assistance_id)
    FOR UPDATE OF balance;
    IF demanded.amount > coalesce(paid, 0) - {DEMANDED.format(which=_OTHERS_OF_THE_SAME)} THEN
        RAISE EXCEPTION 'no more is demanded than was paid and has not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_was_paid';
    END IF;
    RETURN NEW;
END
$$
"""  # noqa: S608 - no value in it
"""It holds what was paid, of which nothing comes back or is taken back before the approval is there."""


@deferred("instalments_sum", INSTALMENTS_SUM)
@append_only
@classified(RECOVERIES)
class Recovery(Table, Fact, table=True):
    """A demand to pay back so much of an award or an assistance: because it was ended before its time, or because a
    payment of it was not due."""

    __tablename__ = "recoveries"
    __table_args__ = (
        UniqueConstraint("id", "recorded_by"),
        UniqueConstraint("id", "award_id"),
        UniqueConstraint("id", "assistance_id"),
        Index("ix_recoveries_award_id", "award_id"),
        Index("ix_recoveries_assistance_id", "assistance_id"),
        Index("ix_recoveries_fund_id", "fund_id"),
        CheckConstraint("num_nonnulls(award_id, assistance_id) = 1", name="of_one"),
        CheckConstraint("(reason = 'terminated') = (payment_id IS NULL)", name="of_a_payment"),
        CheckConstraint("amount > 0", name="amount_positive"),
        ForeignKeyConstraint(["award_id", "fund_id"], ["awards.id", "awards.fund_id"]),
        ForeignKeyConstraint(["assistance_id", "fund_id"], ["assistances.id", "assistances.fund_id"]),
        ForeignKeyConstraint(["fund_id", "currency"], ["funds.id", "funds.currency"]),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int | None = None
    assistance_id: int | None = None
    fund_id: int
    payment_id: int | None = Field(default=None, foreign_key="payments.id")
    reason: RecoveryReason = Field(sa_type=coded(RecoveryReason, "reason"))
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    demanded_on: date

    @property
    def of(self) -> Commitment:
        return Commitment(self.award_id, self.assistance_id)


@deferred("instalments_sum")
@unchanging
@classified(RECOVERIES)
class RecoveryInstalment(Table, Recorded, table=True):
    """By when how much of a demand is to come back."""

    __tablename__ = "recovery_instalments"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    recovery_id: int = Field(primary_key=True, foreign_key="recoveries.id")
    number: int = Field(primary_key=True)
    due_on: date
    amount: Decimal = Field(sa_type=AMOUNT)


@guarded("recovery_was_paid", RECOVERY_WAS_PAID)
@unchanging
@classified(RECOVERIES)
class RecoveryApproval(Table, Recorded, table=True):
    """Somebody else than who made a demand approved it."""

    __tablename__ = "recovery_approvals"
    __table_args__ = (
        ForeignKeyConstraint(["recovery_id", "made_by"], ["recoveries.id", "recoveries.recorded_by"]),
        CheckConstraint("recorded_by <> made_by", name="by_another"),
    )

    recovery_id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)


@unchanging
@classified(RECOVERIES)
class RecoveryWriteOff(Table, Recorded, table=True):
    """Somebody proposes that what is outstanding of a demand is not demanded any more; of several the last counts."""

    __tablename__ = "recovery_write_offs"
    __table_args__ = (
        UniqueConstraint("id", "recovery_id", "recorded_by"),
        Index("ix_recovery_write_offs_recovery_id", "recovery_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    recovery_id: int = Field(foreign_key="recovery_approvals.recovery_id")
    write_off_reason: WriteOffReason = Field(sa_type=coded(WriteOffReason))


@unchanging
@classified(RECOVERIES)
class RecoveryWriteOffConfirmation(Table, Recorded, table=True):
    """Somebody else confirmed it: so much was outstanding, and is written off. What was paid stays paid."""

    __tablename__ = "recovery_write_off_confirmations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["write_off_id", "recovery_id", "proposed_by"],
            ["recovery_write_offs.id", "recovery_write_offs.recovery_id", "recovery_write_offs.recorded_by"],
            name="fk_recovery_write_off_confirmations_as_proposed",
        ),
        Index("ix_recovery_write_off_confirmations_recovery_id", "recovery_id"),
        CheckConstraint("recorded_by <> proposed_by", name="by_another"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    write_off_id: int = Field(primary_key=True)
    recovery_id: int
    proposed_by: str = Field(sa_type=Text)
    amount: Decimal = Field(sa_type=AMOUNT)
