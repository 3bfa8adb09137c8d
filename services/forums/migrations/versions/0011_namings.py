"""Namings: who sits in a seat, of those who consent to be named."""

import sqlalchemy as sa
from alembic import op

from shared.tables import triggers

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "namings",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column(
            "void_reason",
            sa.Enum(
                *("entered_in_error", "duplicate", "corrected"),
                name="void_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_namings_void_whole")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_namings_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_namings")),
    )
    op.create_index(
        "uq_namings_standing", "namings", ["member_id"], unique=True, postgresql_where=sa.text("voided_at IS NULL")
    )
    for statement in triggers("namings", "append_only"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("namings")
