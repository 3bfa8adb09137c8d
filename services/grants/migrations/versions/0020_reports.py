"""What became of instructions: reports of banks, what people found and who signed, and orders that are tried again."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_FIRST = sa.text("voided_at IS NULL AND after IS NULL")


def upgrade() -> None:
    op.add_column("instructions", sa.Column("after", sa.Integer(), nullable=True))
    op.drop_index("uq_instructions_standing", "instructions")
    op.drop_constraint(op.f("uq_instructions_end_to_end_id"), "instructions")
    op.drop_index("ix_instructions_batch_id", "instructions")
    for pair in (("id", "order_id"), ("id", "end_to_end_id"), ("id", "recorded_by")):
        op.create_unique_constraint(op.f(f"uq_instructions_{'_'.join(pair)}"), "instructions", list(pair))
    op.create_index("uq_instructions_first", "instructions", ["order_id"], unique=True, postgresql_where=_FIRST)
    op.create_index("uq_instructions_again", "instructions", ["after"], unique=True, postgresql_where=_STANDING)
    op.create_index(
        "uq_instructions_end_to_end",
        "instructions",
        ["end_to_end_id"],
        unique=True,
        postgresql_where=sa.text("after IS NULL"),
    )
    op.create_index("ix_instructions_batch_id", "instructions", ["batch_id", "end_to_end_id"])
    op.create_index("ix_instructions_order_id", "instructions", ["order_id"])
    op.create_table(
        "instruction_ends",
        *_recorded(),
        sa.Column("instruction_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("ground", _codes("end", "rejected", "handed_back"), nullable=False),
        _refers("instruction_ends", "instructions", instruction_id="id", order_id="order_id"),
        sa.PrimaryKeyConstraint("instruction_id", name=op.f("pk_instruction_ends")),
        sa.UniqueConstraint("instruction_id", "order_id", name=op.f("uq_instruction_ends_instruction_id_order_id")),
    )
    for other, columns, theirs in (
        ("instruction_ends", ["after", "order_id"], ["instruction_id", "order_id"]),
        ("instructions", ["after", "end_to_end_id"], ["id", "end_to_end_id"]),
    ):
        name = op.f(f"fk_instructions_{'_'.join(columns)}_{other}")
        op.create_foreign_key(name, "instructions", other, columns, theirs)
    op.create_table(
        "instruction_resolutions",
        *_recorded(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instruction_id", sa.Integer(), nullable=False),
        sa.Column("outcome", _codes("resolution", "settled", "rejected"), nullable=False),
        sa.Column("statement", sa.String(length=35), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        _refers("instruction_resolutions", "instructions", instruction_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction_resolutions")),
        sa.UniqueConstraint("id", "recorded_by", name=op.f("uq_instruction_resolutions_id_recorded_by")),
    )
    op.create_index(op.f("ix_instruction_resolutions_instruction_id"), "instruction_resolutions", ["instruction_id"])
    op.create_table(
        "instruction_confirmations",
        *_recorded(),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        _check("instruction_confirmations", "by_another", "recorded_by <> proposed_by"),
        _refers("instruction_confirmations", "instruction_resolutions", resolution_id="id", proposed_by="recorded_by"),
        sa.PrimaryKeyConstraint("resolution_id", name=op.f("pk_instruction_confirmations")),
    )
    op.create_table(
        "instruction_signatures",
        *_recorded(),
        sa.Column("instruction_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("sheet", sa.String(length=35), nullable=False),
        _check("instruction_signatures", "by_another", "recorded_by <> made_by"),
        _refers("instruction_signatures", "instructions", instruction_id="id", made_by="recorded_by"),
        sa.PrimaryKeyConstraint("instruction_id", name=op.f("pk_instruction_signatures")),
    )
    op.create_table(
        "reports",
        *_recorded(),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=35), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=4), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        _check("reports", "sha256", "sha256 ~ '^[0-9a-f]{64}$'"),
        _check("reports", "void_whole", "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)"),
        _refers("reports", "batches", batch_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("uq_reports_sha256", "reports", ["sha256"], unique=True)
    op.create_index(op.f("ix_reports_batch_id"), "reports", ["batch_id"])
    op.create_table(
        "instruction_statuses",
        *_recorded(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("instruction_id", sa.Integer(), nullable=True),
        sa.Column("end_to_end_id", sa.String(length=35), nullable=False),
        sa.Column("status", sa.String(length=4), nullable=False),
        sa.Column("meaning", _codes("meaning", "in_progress", "settled", "rejected"), nullable=False),
        sa.Column("reason", sa.String(length=35), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        _refers("instruction_statuses", "reports", report_id="id"),
        _refers("instruction_statuses", "instructions", instruction_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction_statuses")),
    )
    op.create_index("ix_instruction_statuses_instruction_id", "instruction_statuses", ["instruction_id", "id"])
    op.create_index(op.f("ix_instruction_statuses_report_id"), "instruction_statuses", ["report_id"])
    _hold("reports", "append_only")
    for table in (
        *("instruction_ends", "instruction_resolutions", "instruction_confirmations"),
        *("instruction_signatures", "instruction_statuses"),
    ):
        _hold(table, "unchanging")


def downgrade() -> None:
    op.drop_column("instructions", "after")
    for table in (
        *("instruction_statuses", "reports", "instruction_signatures", "instruction_confirmations"),
        *("instruction_resolutions", "instruction_ends"),
    ):
        op.drop_table(table)
    op.drop_index("ix_instructions_batch_id", "instructions")
    op.drop_index("ix_instructions_order_id", "instructions")
    for pair in (("id", "order_id"), ("id", "end_to_end_id"), ("id", "recorded_by")):
        op.drop_constraint(op.f(f"uq_instructions_{'_'.join(pair)}"), "instructions")
    op.create_unique_constraint(op.f("uq_instructions_end_to_end_id"), "instructions", ["end_to_end_id"])
    op.create_index("uq_instructions_standing", "instructions", ["order_id"], unique=True, postgresql_where=_STANDING)
    op.create_index("ix_instructions_batch_id", "instructions", ["batch_id", "id"])


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, other: str, **columns: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}")
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
