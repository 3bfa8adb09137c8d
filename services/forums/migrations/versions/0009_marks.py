"""What was marked in a text that is released, by which guard, and what whoever released it said to each mark."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

RELEASES = ("minute_releases", "concern_releases")


def upgrade() -> None:
    for table in RELEASES:
        op.add_column(table, sa.Column("guard", sa.String(length=20), nullable=True))
        op.add_column(table, sa.Column("despite", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    for table in RELEASES:
        op.drop_column(table, "despite")
        op.drop_column(table, "guard")
