"""Seats by who is named in them."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_namings_person_id", "namings", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_namings_person_id", "namings")
