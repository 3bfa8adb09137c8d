"""Break-glass: who asked for it and who ended it, and which reads were made under one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

HELD = ("break_glass", "break_glass_ends")


def upgrade() -> None:
    op.create_table(
        "break_glass",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours BETWEEN 1 AND 8", name=op.f("ck_break_glass_hours")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_break_glass_decision_id_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_table(
        "break_glass_ends",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("break_glass_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["break_glass_id"], ["break_glass.id"], name=op.f("fk_break_glass_ends_break_glass_id_break_glass")
        ),
        sa.PrimaryKeyConstraint("break_glass_id", name=op.f("pk_break_glass_ends")),
    )
    for table in HELD:
        op.execute(
            f"CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION unchanging()"
        )
        op.execute(
            f"CREATE TRIGGER unchanging_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION unchanging()"
        )
    op.add_column("reads", sa.Column("break_glass_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_reads_break_glass_id_break_glass"), "reads", "break_glass", ["break_glass_id"], ["id"]
    )
    op.create_index(
        "ix_reads_break_glass_id", "reads", ["break_glass_id"], postgresql_where=sa.text("break_glass_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_column("reads", "break_glass_id")
    for table in reversed(HELD):
        op.drop_table(table)
