"""Cohorts that are kept: questions, and nobody whom they hold for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_REASONS = ("entered_in_error", "duplicate", "corrected")


def upgrade() -> None:
    reason = sa.Enum(*_REASONS, name="void_reason", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "cohorts",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column("void_reason", reason, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("expression", postgresql.JSONB(), nullable=False),
        sa.Column("by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_cohorts_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
    )
    op.create_index(
        "uq_cohorts_standing", "cohorts", ["name"], unique=True, postgresql_where=sa.text("voided_at IS NULL")
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cohorts FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON cohorts FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def downgrade() -> None:
    op.drop_table("cohorts")
