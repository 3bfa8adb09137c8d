"""Orders that three people make, check and approve, payments by them, and refunds."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_OF_A_REFUND = "kind <> 'refunded' OR num_nonnulls(award_id, refund_id) = 2"


def upgrade() -> None:
    op.add_column("funds", sa.Column("threshold", sa.Numeric(20, 3), server_default=sa.text("0"), nullable=False))
    op.create_check_constraint(op.f("ck_funds_threshold"), "funds", "threshold >= 0")
    op.create_unique_constraint(op.f("uq_funds_id_threshold_currency"), "funds", ["id", "threshold", "currency"])
    op.create_unique_constraint(op.f("uq_tranches_id_number_amount"), "tranches", ["id", "number", "amount"])
    op.create_table(
        "orders",
        *_fact(),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("tranche_id", sa.Integer(), nullable=False),
        sa.Column("tranche", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.Column("threshold", sa.Numeric(20, 3), nullable=False),
        _whole("orders"),
        _refers("orders", "awards", award_id="id", fund_id="fund_id"),
        _refers("orders", "funds", fund_id="id", threshold="threshold", currency="currency"),
        _refers("orders", "tranches", tranche_id="id", tranche="number", amount="amount"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        _once("orders", "id", "recorded_by"),
        _once("orders", "id", "recorded_by", "amount", "threshold"),
        _once("orders", "id", "award_id", "tranche", "amount", "currency"),
    )
    op.create_index("uq_orders_standing", "orders", ["award_id", "tranche"], unique=True, postgresql_where=_STANDING)
    op.create_table(
        "order_checks",
        *_recorded(),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.CheckConstraint("recorded_by <> made_by", name=op.f("ck_order_checks_by_another")),
        _refers("order_checks", "orders", order_id="id", made_by="recorded_by"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_checks")),
        _once("order_checks", "order_id", "recorded_by"),
    )
    op.create_table(
        "order_approvals",
        *_recorded(),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.Column("threshold", sa.Numeric(20, 3), nullable=False),
        sa.CheckConstraint("recorded_by <> made_by", name=op.f("ck_order_approvals_by_another")),
        sa.CheckConstraint("recorded_by <> checked_by", name=op.f("ck_order_approvals_by_a_third")),
        sa.CheckConstraint("checked_by IS NOT NULL OR amount <= threshold", name=op.f("ck_order_approvals_checked")),
        _refers(
            "order_approvals", "orders", order_id="id", made_by="recorded_by", amount="amount", threshold="threshold"
        ),
        _refers("order_approvals", "order_checks", order_id="order_id", checked_by="recorded_by"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_approvals")),
    )
    op.add_column("payments", sa.Column("order_id", sa.Integer(), nullable=True))
    op.add_column("payments", sa.Column("tranche", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_payments_of_a_tranche"), "payments", "num_nonnulls(order_id, tranche) IN (0, 2)"
    )
    op.create_check_constraint(op.f("ck_payments_of_an_award"), "payments", "order_id IS NULL OR award_id IS NOT NULL")
    for other, columns, theirs in (
        ("order_approvals", ["order_id"], ["order_id"]),
        (
            "orders",
            ["order_id", "award_id", "tranche", "amount", "currency"],
            ["id", "award_id", "tranche", "amount", "currency"],
        ),
    ):
        name = f"fk_payments_{'_'.join(columns)}_{other}"
        op.create_foreign_key(op.f(name), "payments", other, columns, theirs)
    for name, columns in (("order", ["order_id"]), ("tranche", ["award_id", "tranche"])):
        op.create_index(f"uq_payments_{name}", "payments", columns, unique=True, postgresql_where=_STANDING)
    op.create_table(
        "refunds",
        *_fact(),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=35), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount_positive")),
        _whole("refunds"),
        _refers("refunds", "awards", award_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index("uq_refunds_standing", "refunds", ["reference"], unique=True, postgresql_where=_STANDING)
    op.create_index("ix_refunds_award_id", "refunds", ["award_id"])
    op.add_column("postings", sa.Column("refund_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_postings_refund_id_refunds"), "postings", "refunds", ["refund_id"], ["id"])
    op.create_check_constraint(op.f("ck_postings_of_a_refund"), "postings", _OF_A_REFUND)
    op.create_index(
        "uq_postings_refund", "postings", ["refund_id"], unique=True, postgresql_where=sa.text("kind = 'refunded'")
    )
    for table in ("orders", "refunds"):
        _hold(table, "append_only")
    for table in ("order_checks", "order_approvals"):
        _hold(table, "unchanging")


def downgrade() -> None:
    op.drop_column("postings", "refund_id")
    op.drop_column("payments", "order_id")
    op.drop_column("payments", "tranche")
    for table in ("refunds", "order_approvals", "order_checks", "orders"):
        op.drop_table(table)
    op.drop_constraint(op.f("uq_tranches_id_number_amount"), "tranches")
    op.drop_column("funds", "threshold")


def _fact() -> Iterator[sa.Column[object]]:
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield sa.Column("id", sa.Integer(), nullable=False)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _whole(table: str) -> sa.CheckConstraint:
    voided = "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)"
    return sa.CheckConstraint(voided, name=op.f(f"ck_{table}_void_whole"))


def _refers(table: str, other: str, **columns: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}"[:63])
    return sa.ForeignKeyConstraint(list(columns), [f"{other}.{theirs}" for theirs in columns.values()], name=name)


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _hold(table: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(
        f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
