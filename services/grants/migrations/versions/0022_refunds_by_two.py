"""Refunds that others check and confirm before the ledger has them."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OF = "award_id = refunds.award_id OR assistance_id = refunds.assistance_id"


def upgrade() -> None:
    op.add_column("refunds", sa.Column("fund_id", sa.Integer(), nullable=True))
    op.add_column("refunds", sa.Column("threshold", sa.Numeric(20, 3), nullable=True))
    op.execute("ALTER TABLE refunds DISABLE TRIGGER append_only")
    op.execute(f"UPDATE refunds SET fund_id = (SELECT min(fund_id) FROM accounts WHERE {_OF})")  # noqa: S608 - no value
    op.execute("UPDATE refunds SET threshold = (SELECT threshold FROM funds WHERE id = refunds.fund_id)")
    op.execute("ALTER TABLE refunds ENABLE TRIGGER append_only")
    for column in ("fund_id", "threshold"):
        op.alter_column("refunds", column, nullable=False)
    for columns, other, theirs in (
        (["award_id", "fund_id"], "awards", ["id", "fund_id"]),
        (["assistance_id", "fund_id"], "assistances", ["id", "fund_id"]),
        (["fund_id", "threshold", "currency"], "funds", ["id", "threshold", "currency"]),
    ):
        op.create_foreign_key(op.f(f"fk_refunds_{'_'.join(columns)}_{other}"), "refunds", other, columns, theirs)
    for columns in (["id", "recorded_by"], ["id", "recorded_by", "amount", "threshold"]):
        op.create_unique_constraint(op.f(f"uq_refunds_{'_'.join(columns)}"), "refunds", columns)
    op.create_table(
        "refund_checks",
        *_recorded(),
        sa.Column("refund_id", sa.Integer(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        _check("refund_checks", "by_another", "recorded_by <> stated_by"),
        _refers("refund_checks", "refunds", refund_id="id", stated_by="recorded_by"),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_refund_checks")),
        sa.UniqueConstraint("refund_id", "recorded_by", name=op.f("uq_refund_checks_refund_id_recorded_by")),
    )
    op.create_table(
        "refund_confirmations",
        *_recorded(),
        sa.Column("refund_id", sa.Integer(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.Column("threshold", sa.Numeric(20, 3), nullable=False),
        _check("refund_confirmations", "by_another", "recorded_by <> stated_by"),
        _check("refund_confirmations", "by_a_third", "recorded_by <> checked_by"),
        _check("refund_confirmations", "checked", "checked_by IS NOT NULL OR amount <= threshold"),
        sa.ForeignKeyConstraint(
            ["refund_id", "stated_by", "amount", "threshold"],
            ["refunds.id", "refunds.recorded_by", "refunds.amount", "refunds.threshold"],
            name=op.f("fk_refund_confirmations_as_it_was_stated"),
        ),
        _refers("refund_confirmations", "refund_checks", refund_id="refund_id", checked_by="recorded_by"),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_refund_confirmations")),
    )
    for table in ("refund_checks", "refund_confirmations"):
        _hold(table)


def downgrade() -> None:
    op.drop_table("refund_confirmations")
    op.drop_table("refund_checks")
    for name in ("fk_refunds_award_id_fund_id_awards", "fk_refunds_assistance_id_fund_id_assistances"):
        op.drop_constraint(op.f(name), "refunds")
    op.drop_constraint(op.f("fk_refunds_fund_id_threshold_currency_funds"), "refunds")
    for name in ("uq_refunds_id_recorded_by", "uq_refunds_id_recorded_by_amount_threshold"):
        op.drop_constraint(op.f(name), "refunds")
    for column in ("threshold", "fund_id"):
        op.drop_column("refunds", column)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, other: str, **columns: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}"[:63])
    return sa.ForeignKeyConstraint(list(columns), [f"{other}.{theirs}" for theirs in columns.values()], name=name)


def _hold(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION unchanging()"
    )
    op.execute(
        f"CREATE TRIGGER unchanging_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION unchanging()"
    )
