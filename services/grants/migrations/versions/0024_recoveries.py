"""Demands to recover what was paid, in instalments, their approvals, and what of them is written off."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_INSTALMENTS_SUM = """
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
_RECOVERY_WAS_PAID = """
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
    IF demanded.amount > coalesce(paid, 0) - coalesce((
    SELECT sum(demand.amount - coalesce((
    SELECT sum(refund.amount) FROM refunds AS refund
    JOIN refund_confirmations AS confirmation ON confirmation.refund_id = refund.id
    WHERE refund.recovery_id = demand.id AND refund.voided_at IS NULL
), 0) - coalesce((
    SELECT sum(written.amount) FROM recovery_write_off_confirmations AS written
    WHERE written.recovery_id = demand.id
), 0))
    FROM recoveries AS demand JOIN recovery_approvals AS agreed ON agreed.recovery_id = demand.id
    WHERE demand.voided_at IS NULL AND (
        demand.id <> demanded.id
        AND (demand.award_id = demanded.award_id OR demand.assistance_id = demanded.assistance_id)
    )
), 0) THEN
        RAISE EXCEPTION 'no more is demanded than was paid and has not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_was_paid';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "recoveries",
        *_fact(),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("assistance_id", sa.Integer(), nullable=True),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            _codes("reason", "terminated", "contradicted", "wrong_person", "received_twice"),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.Column("demanded_on", sa.Date(), nullable=False),
        _check("recoveries", "void_whole", "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)"),
        _check("recoveries", "of_one", "num_nonnulls(award_id, assistance_id) = 1"),
        _check("recoveries", "of_a_payment", "(reason = 'terminated') = (payment_id IS NULL)"),
        _check("recoveries", "amount_positive", "amount > 0"),
        _refers("recoveries", "awards", award_id="id", fund_id="fund_id"),
        _refers("recoveries", "assistances", assistance_id="id", fund_id="fund_id"),
        _refers("recoveries", "funds", fund_id="id", currency="currency"),
        _refers("recoveries", "payments", payment_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
        _once("recoveries", "id", "recorded_by"),
        _once("recoveries", "id", "award_id"),
        _once("recoveries", "id", "assistance_id"),
    )
    for column in ("award_id", "assistance_id", "fund_id"):
        op.create_index(f"ix_recoveries_{column}", "recoveries", [column])
    op.create_table(
        "recovery_instalments",
        *_recorded(),
        sa.Column("recovery_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        _check("recovery_instalments", "number", "number > 0"),
        _check("recovery_instalments", "amount_positive", "amount > 0"),
        _refers("recovery_instalments", "recoveries", recovery_id="id"),
        sa.PrimaryKeyConstraint("recovery_id", "number", name=op.f("pk_recovery_instalments")),
    )
    op.create_table(
        "recovery_approvals",
        *_recorded(),
        sa.Column("recovery_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        _check("recovery_approvals", "by_another", "recorded_by <> made_by"),
        _refers("recovery_approvals", "recoveries", recovery_id="id", made_by="recorded_by"),
        sa.PrimaryKeyConstraint("recovery_id", name=op.f("pk_recovery_approvals")),
    )
    op.create_table(
        "recovery_write_offs",
        *_recorded(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recovery_id", sa.Integer(), nullable=False),
        sa.Column(
            "write_off_reason",
            _codes("write_off_reason", "insolvent", "unreachable", "insecurity", "costs_more"),
            nullable=False,
        ),
        _refers("recovery_write_offs", "recovery_approvals", recovery_id="recovery_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_write_offs")),
        _once("recovery_write_offs", "id", "recovery_id", "recorded_by"),
    )
    op.create_index("ix_recovery_write_offs_recovery_id", "recovery_write_offs", ["recovery_id", "id"])
    op.create_table(
        "recovery_write_off_confirmations",
        *_recorded(),
        sa.Column("write_off_id", sa.Integer(), nullable=False),
        sa.Column("recovery_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        _check("recovery_write_off_confirmations", "by_another", "recorded_by <> proposed_by"),
        _check("recovery_write_off_confirmations", "amount_positive", "amount > 0"),
        sa.ForeignKeyConstraint(
            ["write_off_id", "recovery_id", "proposed_by"],
            ["recovery_write_offs.id", "recovery_write_offs.recovery_id", "recovery_write_offs.recorded_by"],
            name=op.f("fk_recovery_write_off_confirmations_as_proposed"),
        ),
        sa.PrimaryKeyConstraint("write_off_id", name=op.f("pk_recovery_write_off_confirmations")),
    )
    op.create_index(
        "ix_recovery_write_off_confirmations_recovery_id", "recovery_write_off_confirmations", ["recovery_id"]
    )
    _hold("recoveries", "append_only")
    for table in _UNCHANGING:
        _hold(table, "unchanging")
    op.execute(_INSTALMENTS_SUM)
    for table in ("recoveries", "recovery_instalments"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER instalments_sum AFTER INSERT ON {table}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION instalments_sum()"
        )
    op.execute(_RECOVERY_WAS_PAID)
    op.execute(
        "CREATE TRIGGER recovery_was_paid BEFORE INSERT ON recovery_approvals"
        " FOR EACH ROW EXECUTE FUNCTION recovery_was_paid()"
    )
    op.add_column("refunds", sa.Column("recovery_id", sa.Integer(), nullable=True))
    for columns, other, theirs in (
        (["recovery_id"], "recovery_approvals", ["recovery_id"]),
        (["recovery_id", "award_id"], "recoveries", ["id", "award_id"]),
        (["recovery_id", "assistance_id"], "recoveries", ["id", "assistance_id"]),
    ):
        op.create_foreign_key(op.f(f"fk_refunds_{'_'.join(columns)}_{other}"), "refunds", other, columns, theirs)
    op.create_index("ix_refunds_recovery_id", "refunds", ["recovery_id"])


def downgrade() -> None:
    op.drop_index("ix_refunds_recovery_id", "refunds")
    op.drop_column("refunds", "recovery_id")
    for table in _UNCHANGING:
        op.drop_table(table)
    op.drop_table("recoveries")
    for function in ("recovery_was_paid", "instalments_sum"):
        op.execute(f"DROP FUNCTION {function}()")


_UNCHANGING = (
    "recovery_write_off_confirmations",
    "recovery_write_offs",
    "recovery_approvals",
    "recovery_instalments",
)


def _fact() -> Iterator[sa.Column[object]]:
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield sa.Column("id", sa.Integer(), nullable=False)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _refers(table: str, other: str, **columns: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}"[:63])
    return sa.ForeignKeyConstraint(list(columns), [f"{other}.{theirs}" for theirs in columns.values()], name=name)


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _hold(table: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(
        f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
