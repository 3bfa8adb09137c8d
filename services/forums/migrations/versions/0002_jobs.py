"""Jobs: long work that is asked for and done later, with its queue; and which idempotency keys are of money."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.jobs import first_schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'waiting'"),
            nullable=False,
        ),
        sa.Column("done", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("checkpoint", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("taken", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_jobs_counts")),
        sa.CheckConstraint("(finished_at IS NULL) = (state IN ('waiting', 'running'))", name=op.f("ck_jobs_finished")),
        sa.CheckConstraint("(reason IS NULL) = (state <> 'failed')", name=op.f("ck_jobs_reasoned")),
        sa.CheckConstraint("(cancelled_by IS NULL) = (state <> 'cancelled')", name=op.f("ck_jobs_cancelled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("number", name=op.f("uq_jobs_number")),
        comment="What is asked for and done later, how far it is and how it ended; references only.",
    )
    op.create_index(
        "ix_jobs_unfinished",
        "jobs",
        ["kind"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    first_schema.begin()
    op.add_column(
        "idempotency_keys", sa.Column("of_money", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.execute("UPDATE idempotency_keys SET of_money = false")  # nothing here moves money
    op.create_index(
        "ix_idempotency_keys_forgettable",
        "idempotency_keys",
        ["recorded_at"],
        unique=False,
        postgresql_where=sa.text("NOT of_money"),
    )


def downgrade() -> None:
    op.drop_index("ix_idempotency_keys_forgettable", table_name="idempotency_keys")
    op.drop_column("idempotency_keys", "of_money")
    op.execute("DROP SCHEMA nexus_queue CASCADE")
    op.drop_table("jobs")
