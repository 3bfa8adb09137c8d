"""What is somebody's found by whose it is, also what was voided since: it stood at some moment."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_OF_AN_ASSISTANCE = ("provisions", "placements", "courses", "followups")


def upgrade() -> None:
    for table in _OF_AN_ASSISTANCE:
        op.create_index(f"ix_{table}_assistance_id", table, ["assistance_id"])
    op.drop_index("ix_owners_person_id", "owners")
    op.create_index("ix_owners_person_id", "owners", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_owners_person_id", "owners")
    op.create_index("ix_owners_person_id", "owners", ["person_id"], postgresql_where=sa.text("voided_at IS NULL"))
    for table in _OF_AN_ASSISTANCE:
        op.drop_index(f"ix_{table}_assistance_id", table)
