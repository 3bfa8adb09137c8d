"""All that was ever recorded of a person's attendance is found by the person."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attendances_person_id", "attendances", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_attendances_person_id", "attendances")
