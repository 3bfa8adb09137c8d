"""Facts about a person, voided ones too, found by the person: records as of a moment and their history read them."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ("phones", "documents")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_person_id", table, ["person_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_index(f"ix_{table}_person_id", table)
