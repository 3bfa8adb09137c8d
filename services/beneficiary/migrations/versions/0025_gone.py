"""People whose registration was voided are found by index: whoever counts a register leaves them out."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_people_voided_at", "people", ["voided_at", "id"], postgresql_where=sa.text("voided_at IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_people_voided_at", "people")
