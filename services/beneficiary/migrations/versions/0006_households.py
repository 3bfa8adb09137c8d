"""One head at a time in a household, and households that became part of another one."""

import sqlalchemy as sa
from alembic import op

from shared.tables import triggers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE memberships ADD CONSTRAINT ex_memberships_one_head EXCLUDE USING gist ("
        "int4range(household_id, household_id, '[]') WITH &&, daterange(joined_on, left_on) WITH &&"
        ") WHERE (relation = 'head' AND voided_at IS NULL)"
    )
    op.create_table(
        "mergers",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column(
            "void_reason",
            sa.Enum(
                "entered_in_error",
                "duplicate",
                "corrected",
                name="void_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("merged_on", sa.Date(), nullable=False),
        sa.CheckConstraint("household_id <> into_id", name=op.f("ck_mergers_into_another")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_mergers_void_whole")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_mergers_household_id_households")),
        sa.ForeignKeyConstraint(["into_id"], ["households.id"], name=op.f("fk_mergers_into_id_households")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mergers")),
    )
    op.create_index(
        "uq_mergers_standing", "mergers", ["household_id"], unique=True, postgresql_where=sa.text("voided_at IS NULL")
    )
    for statement in triggers("mergers", "append_only"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("mergers")
    op.drop_constraint("ex_memberships_one_head", "memberships")
