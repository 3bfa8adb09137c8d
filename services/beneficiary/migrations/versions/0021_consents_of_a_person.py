"""Consents, voided ones too, found by the person: records as of a moment and caseloads read them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COLUMNS = ["person_id", "purpose", "recipient_class", "decided_on", "id"]


def upgrade() -> None:
    op.drop_index("ix_consents_latest", "consents")
    op.create_index("ix_consents_latest", "consents", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_consents_latest", "consents")
    op.create_index("ix_consents_latest", "consents", COLUMNS, postgresql_where=sa.text("voided_at IS NULL"))
