"""Consequences of what was given: told as far as nothing yet, as those of merges were."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _known("merges", "given")
    op.execute("INSERT INTO consequence_cursors (consequence, sequence) VALUES ('given', 0)")


def downgrade() -> None:
    op.execute("DELETE FROM consequence_cursors WHERE consequence = 'given'")
    _known("merges")


def _known(*consequences: str) -> None:
    op.drop_constraint(op.f("ck_consequence_cursors_consequence"), "consequence_cursors")
    kept = sa.column("consequence", sa.String)
    op.create_check_constraint(
        op.f("ck_consequence_cursors_consequence"), "consequence_cursors", kept.in_(consequences)
    )
