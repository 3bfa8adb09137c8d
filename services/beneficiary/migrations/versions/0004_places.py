"""Where people and households live, indexed: lists seek those of an area."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PATTERNS = {"place": "varchar_pattern_ops"}


def upgrade() -> None:
    op.create_index(
        "ix_particulars_place",
        "particulars",
        ["place", "person_id"],
        postgresql_where="voided_at IS NULL",
        postgresql_ops=PATTERNS,
    )
    op.create_index("ix_households_place", "households", ["place", "id"], postgresql_ops=PATTERNS)


def downgrade() -> None:
    op.drop_index("ix_households_place", "households")
    op.drop_index("ix_particulars_place", "particulars")
