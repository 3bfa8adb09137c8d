"""Merges of a registration are found by index also once they were undone: a timeline tells of both."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_merges_absorbed_id", "merges", ["absorbed_id"])
    op.drop_index("ix_merges_survivor_id", "merges")
    op.create_index("ix_merges_survivor_id", "merges", ["survivor_id"])


def downgrade() -> None:
    op.drop_index("ix_merges_survivor_id", "merges")
    op.create_index("ix_merges_survivor_id", "merges", ["survivor_id"], postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_index("ix_merges_absorbed_id", "merges")
