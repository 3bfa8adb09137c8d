"""What we keep of the ledger: accounts, postings with their entries, and what each account has.

What makes the ledger right stands here and not in the code that uses it: the entries of a posting add up to nothing,
and those of a reversal are the opposite of what it reverses; an account has what its entries add up to, because nothing
else changes that; and none but what a donor gave has less than nothing, whatever is written at once. The accounts of a
posting are locked in the order of their numbers, so that two postings never wait for each other.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.grants.funding.ledger.views import LEDGER, PostingKind, Standing
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Recorded, coded, deferred, followed, held, unchanging
from shared.views import VoidReason

GRANULAR = "amount = CASE currency WHEN 'IQD' THEN trunc(amount) ELSE round(amount, 2) END"
"""SQL: an amount is no finer than what its currency is counted in."""

ENTRIES_BALANCED = """
CREATE FUNCTION entries_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE reversed integer := (SELECT reverses FROM postings WHERE id = NEW.posting_id);
BEGIN
    IF EXISTS (
        SELECT FROM entries WHERE posting_id = NEW.posting_id GROUP BY currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'the entries of a posting add up to nothing'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_balanced';
    END IF;
    IF reversed IS NOT NULL AND EXISTS (
        SELECT FROM entries WHERE posting_id IN (NEW.posting_id, reversed) GROUP BY account_id HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'a reversal is the opposite of what it reverses'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_balanced';
    END IF;
    RETURN NULL;
END
$$
"""

ACCOUNT_OPENED = """
CREATE FUNCTION account_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO balances (account_id, standing, amount) VALUES (NEW.id, NEW.standing, 0);
    RETURN NULL;
END
$$
"""

BALANCES_FOLLOW = """
CREATE FUNCTION balances_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM balances WHERE account_id IN (SELECT account_id FROM written) ORDER BY account_id FOR UPDATE;
    UPDATE balances AS balance SET amount = balance.amount + moved.amount
    FROM (SELECT account_id, sum(amount) AS amount FROM written GROUP BY account_id) AS moved
    WHERE balance.account_id = moved.account_id;
    RETURN NULL;
END
$$
"""

BALANCES_HELD = """
CREATE FUNCTION balances_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what an account has follows from its entries' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""


@followed("account_opened", ACCOUNT_OPENED, "FOR EACH ROW")
@unchanging
@classified(LEDGER)
class Account(Table, Recorded, table=True):
    """Where money of a fund stands: of the fund itself, of a call on it, of an award or of an assistance."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("id", "standing"),
        UniqueConstraint("id", "currency"),
        Index(
            "uq_accounts_fund",
            "fund_id",
            "standing",
            unique=True,
            postgresql_where=text("num_nonnulls(call_id, award_id, assistance_id) = 0"),
        ),
        Index("uq_accounts_call", "call_id", unique=True, postgresql_where=text("call_id IS NOT NULL")),
        Index("uq_accounts_award", "award_id", "standing", unique=True, postgresql_where=text("award_id IS NOT NULL")),
        Index(
            "uq_accounts_assistance",
            "assistance_id",
            "standing",
            unique=True,
            postgresql_where=text("assistance_id IS NOT NULL"),
        ),
        Index("ix_accounts_fund_id", "fund_id", "standing"),
        CheckConstraint(
            "num_nonnulls(call_id, award_id, assistance_id)"
            " = CASE WHEN standing IN ('given', 'available') THEN 0 ELSE 1 END"
            " AND (call_id IS NOT NULL) = (standing = 'allotted')",
            name="of_one",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    fund_id: int = Field(foreign_key="funds.id")
    standing: Standing = Field(sa_type=coded(Standing))
    call_id: int | None = Field(default=None, foreign_key="calls.id")
    award_id: int | None = Field(default=None, foreign_key="awards.id")
    currency: Currency = Field(sa_type=coded(Currency))
    assistance_id: int | None = Field(default=None, foreign_key="assistances.id")


@unchanging
@classified(LEDGER)
class Posting(Table, Recorded, table=True):
    """Money moved, for a reason, on a day of the books."""

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("reverses"),
        Index("uq_postings_payment", "payment_id", unique=True, postgresql_where=text("kind = 'disbursed'")),
        Index("uq_postings_refund", "refund_id", unique=True, postgresql_where=text("kind = 'refunded'")),
        Index("ix_postings_fund_id", "fund_id", "booked_on"),
        Index("ix_postings_award_id", "award_id"),
        Index("ix_postings_assistance_id", "assistance_id"),
        CheckConstraint("(kind = 'reversed') = (reverses IS NOT NULL)", name="reversal"),
        CheckConstraint("kind <> 'reversed' OR reason IS NOT NULL", name="reversed_for_a_reason"),
        CheckConstraint("num_nonnulls(award_id, assistance_id) < 2", name="of_one"),
        CheckConstraint(
            "kind <> 'disbursed' OR num_nonnulls(award_id, assistance_id, payment_id) = 2", name="of_a_payment"
        ),
        CheckConstraint(
            "kind <> 'refunded' OR num_nonnulls(award_id, assistance_id, refund_id) = 2", name="of_a_refund"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    fund_id: int = Field(foreign_key="funds.id")
    kind: PostingKind = Field(sa_type=coded(PostingKind, "kind"))
    booked_on: date
    call_id: int | None = Field(default=None, foreign_key="calls.id")
    award_id: int | None = Field(default=None, foreign_key="awards.id")
    payment_id: int | None = Field(default=None, foreign_key="payments.id")
    reverses: int | None = Field(default=None, foreign_key="postings.id")
    reason: VoidReason | None = Field(default=None, sa_type=coded(VoidReason, "reason"))
    refund_id: int | None = Field(default=None, foreign_key="refunds.id")
    assistance_id: int | None = Field(default=None, foreign_key="assistances.id")


@followed("balances_follow", BALANCES_FOLLOW, "REFERENCING NEW TABLE AS written FOR EACH STATEMENT")
@deferred("entries_balanced", ENTRIES_BALANCED)
@unchanging
@classified(LEDGER)
class Entry(Table, table=True):
    """What a posting takes from an account, or gives it."""

    __tablename__ = "entries"
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "currency"], ["accounts.id", "accounts.currency"]),
        Index("ix_entries_account_id", "account_id"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint(GRANULAR, name="granular"),
    )

    posting_id: int = Field(primary_key=True, foreign_key="postings.id")
    account_id: int = Field(primary_key=True)
    currency: Currency = Field(sa_type=coded(Currency))
    amount: Decimal = Field(sa_type=AMOUNT)


@held("balances_held", BALANCES_HELD)
@classified(LEDGER)
class Balance(Table, table=True):
    """What an account has."""

    __tablename__ = "balances"
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "standing"], ["accounts.id", "accounts.standing"]),
        CheckConstraint("CASE standing WHEN 'given' THEN amount <= 0 ELSE amount >= 0 END", name="not_below_zero"),
    )

    account_id: int = Field(primary_key=True)
    standing: Standing = Field(sa_type=coded(Standing))
    amount: Decimal = Field(sa_type=AMOUNT)
