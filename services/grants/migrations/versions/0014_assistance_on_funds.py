"""Assistance on a fund: committed in the ledger, paid by orders, ended, and refunded."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_ENDS = ("completed", "withdrawn", "moved_away", "unreachable", "breach")


def upgrade() -> None:
    _refer("assistances", "fund_id", "funds")
    op.create_index("ix_assistances_fund_id", "assistances", ["fund_id"])
    _once("assistances", "id", "fund_id")
    reason = sa.Enum(*_ENDS, name="reason", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "assistance_ends",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("assistance_id", sa.Integer(), nullable=False),
        sa.Column("reason", reason, nullable=False),
        sa.ForeignKeyConstraint(
            ["assistance_id"], ["assistances.id"], name=op.f("fk_assistance_ends_assistance_id_assistances")
        ),
        sa.PrimaryKeyConstraint("assistance_id", name=op.f("pk_assistance_ends")),
    )
    for when in (
        "unchanging BEFORE UPDATE OR DELETE ON assistance_ends FOR EACH ROW",
        "unchanging_whole BEFORE TRUNCATE ON assistance_ends FOR EACH STATEMENT",
    ):
        op.execute(f"CREATE TRIGGER {when} EXECUTE FUNCTION unchanging()")
    _ledger()
    _orders()
    _refer("refunds", "assistance_id", "assistances")
    op.create_index("ix_refunds_assistance_id", "refunds", ["assistance_id"])
    op.alter_column("refunds", "award_id", nullable=True)
    _check("refunds", "of_one", "num_nonnulls(award_id, assistance_id) = 1")


def downgrade() -> None:
    op.drop_column("refunds", "assistance_id")
    op.alter_column("refunds", "award_id", nullable=False)
    op.drop_column("payments", "part")
    _check("payments", "of_a_tranche", "num_nonnulls(order_id, tranche) IN (0, 2)")
    _check("payments", "of_an_award", "order_id IS NULL OR award_id IS NOT NULL")
    for column in ("assistance_id", "part"):
        op.drop_column("orders", column)
    op.drop_constraint(op.f("ck_orders_amount_positive"), "orders")
    for column in ("award_id", "tranche_id", "tranche"):
        op.alter_column("orders", column, nullable=False)
    for table in ("accounts", "postings"):
        op.drop_column(table, "assistance_id")
    for kind, what in (("disbursed", "payment"), ("refunded", "refund")):
        _check("postings", f"of_a_{what}", f"kind <> '{kind}' OR num_nonnulls(award_id, {what}_id) = 2")
    of_one = "CASE WHEN standing IN ('given', 'available') THEN 0 ELSE 1 END"
    of_a_call = "(call_id IS NOT NULL) = (standing = 'allotted')"
    _check("accounts", "of_one", f"num_nonnulls(call_id, award_id) = {of_one} AND {of_a_call}")
    where = sa.text("call_id IS NULL AND award_id IS NULL")
    op.create_index("uq_accounts_fund", "accounts", ["fund_id", "standing"], unique=True, postgresql_where=where)
    op.drop_table("assistance_ends")
    op.drop_column("assistances", "fund_id")


def _ledger() -> None:
    for table in ("accounts", "postings"):
        _refer(table, "assistance_id", "assistances")
    op.drop_index("uq_accounts_fund", "accounts")
    for name, columns, where in (
        ("fund", ["fund_id", "standing"], "num_nonnulls(call_id, award_id, assistance_id) = 0"),
        ("assistance", ["assistance_id", "standing"], "assistance_id IS NOT NULL"),
    ):
        op.create_index(f"uq_accounts_{name}", "accounts", columns, unique=True, postgresql_where=sa.text(where))
    op.drop_constraint(op.f("ck_accounts_of_one"), "accounts")
    of_one = "CASE WHEN standing IN ('given', 'available') THEN 0 ELSE 1 END"
    _check(
        "accounts",
        "of_one",
        f"num_nonnulls(call_id, award_id, assistance_id) = {of_one}"
        " AND (call_id IS NOT NULL) = (standing = 'allotted')",
    )
    op.create_index("ix_postings_assistance_id", "postings", ["assistance_id"])
    _check("postings", "of_one", "num_nonnulls(award_id, assistance_id) < 2")
    for kind, what in (("disbursed", "payment"), ("refunded", "refund")):
        op.drop_constraint(op.f(f"ck_postings_of_a_{what}"), "postings")
        is_one = f"num_nonnulls(award_id, assistance_id, {what}_id) = 2"
        _check("postings", f"of_a_{what}", f"kind <> '{kind}' OR {is_one}")


def _orders() -> None:
    for column in ("award_id", "tranche_id", "tranche"):
        op.alter_column("orders", column, nullable=True)
    for column in ("assistance_id", "part"):
        op.add_column("orders", sa.Column(column, sa.Integer(), nullable=True))
    _refer_all("orders", "assistances", assistance_id="id", fund_id="fund_id")
    _once("orders", "id", "assistance_id", "part", "amount", "currency")
    of_one = "CASE WHEN assistance_id IS NULL THEN 3 ELSE 0 END"
    _check(
        "orders",
        "of_one",
        f"num_nonnulls(award_id, tranche_id, tranche) = {of_one} AND (assistance_id IS NULL) = (part IS NULL)",
    )
    _check("orders", "amount_positive", "amount > 0")
    for table in ("orders", "payments"):
        if table == "payments":
            op.add_column(table, sa.Column("part", sa.Integer(), nullable=True))
        columns = ["assistance_id", "part"]
        op.create_index(f"uq_{table}_part", table, columns, unique=True, postgresql_where=_STANDING)
    for name in ("of_a_tranche", "of_an_award"):
        op.drop_constraint(op.f(f"ck_payments_{name}"), "payments")
    _check(
        "payments",
        "of_an_order",
        "num_nonnulls(tranche, part) = num_nonnulls(order_id)"
        " AND num_nonnulls(award_id, part) < 2 AND num_nonnulls(assistance_id, tranche) < 2",
    )
    same = {name: name for name in ("assistance_id", "part", "amount", "currency")}
    _refer_all("payments", "orders", order_id="id", **same)


def _refer(table: str, column: str, other: str) -> None:
    op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
    _refer_all(table, other, **{column: "id"})


def _refer_all(table: str, other: str, **columns: str) -> None:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}")
    op.create_foreign_key(name, table, other, list(columns), list(columns.values()))


def _once(table: str, *columns: str) -> None:
    op.create_unique_constraint(op.f(f"uq_{table}_{'_'.join(columns)}"), table, list(columns))


def _check(table: str, name: str, holds: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, holds)
