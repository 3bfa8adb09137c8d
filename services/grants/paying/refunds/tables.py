"""What we keep of refunds. That different people state, check and confirm one the database holds, as it does of orders:
a check and a confirmation refer to who did what before them, and to how much it is about, and CHECKs compare them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.funding.ledger.reads import Commitment
from services.grants.paying.refunds.views import REFUNDS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(REFUNDS)
class Refund(Table, Fact, table=True):
    """What came back of what was paid of an award or an assistance, as somebody states it.

    `threshold` is that of its fund; above it a refund takes three people.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("num_nonnulls(award_id, assistance_id) = 1", name="of_one"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("uq_refunds_standing", "reference", unique=True, postgresql_where=text("voided_at IS NULL")),
        UniqueConstraint("id", "recorded_by"),
        UniqueConstraint("id", "recorded_by", "amount", "threshold"),
        ForeignKeyConstraint(["award_id", "fund_id"], ["awards.id", "awards.fund_id"]),
        ForeignKeyConstraint(["assistance_id", "fund_id"], ["assistances.id", "assistances.fund_id"]),
        ForeignKeyConstraint(["recovery_id"], ["recovery_approvals.recovery_id"]),
        ForeignKeyConstraint(["recovery_id", "award_id"], ["recoveries.id", "recoveries.award_id"]),
        ForeignKeyConstraint(["recovery_id", "assistance_id"], ["recoveries.id", "recoveries.assistance_id"]),
        ForeignKeyConstraint(["fund_id", "threshold", "currency"], ["funds.id", "funds.threshold", "funds.currency"]),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int | None = Field(default=None, foreign_key="awards.id", index=True)
    reference: str = Field(max_length=35)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    refunded_on: date
    assistance_id: int | None = Field(default=None, foreign_key="assistances.id", index=True)
    fund_id: int
    threshold: Decimal = Field(sa_type=AMOUNT)
    recovery_id: int | None = Field(default=None, index=True)

    @property
    def of(self) -> Commitment:
        return Commitment(self.award_id, self.assistance_id)


@unchanging
@classified(REFUNDS)
class RefundCheck(Table, Recorded, table=True):
    """Somebody else than who stated a refund found it right."""

    __tablename__ = "refund_checks"
    __table_args__ = (
        UniqueConstraint("refund_id", "recorded_by"),
        ForeignKeyConstraint(["refund_id", "stated_by"], ["refunds.id", "refunds.recorded_by"]),
        CheckConstraint("recorded_by <> stated_by", name="by_another"),
    )

    refund_id: int = Field(primary_key=True)
    stated_by: str = Field(sa_type=Text)


@unchanging
@classified(REFUNDS)
class RefundConfirmation(Table, Recorded, table=True):
    """Somebody confirmed a refund, who did not state it and did not check it: the ledger has it from then on."""

    __tablename__ = "refund_confirmations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["refund_id", "stated_by", "amount", "threshold"],
            ["refunds.id", "refunds.recorded_by", "refunds.amount", "refunds.threshold"],
            name="fk_refund_confirmations_as_it_was_stated",
        ),
        ForeignKeyConstraint(["refund_id", "checked_by"], ["refund_checks.refund_id", "refund_checks.recorded_by"]),
        CheckConstraint("recorded_by <> stated_by", name="by_another"),
        CheckConstraint("recorded_by <> checked_by", name="by_a_third"),
        CheckConstraint("checked_by IS NOT NULL OR amount <= threshold", name="checked"),
    )

    refund_id: int = Field(primary_key=True)
    stated_by: str = Field(sa_type=Text)
    checked_by: str | None = Field(default=None, sa_type=Text)
    amount: Decimal = Field(sa_type=AMOUNT)
    threshold: Decimal = Field(sa_type=AMOUNT)
