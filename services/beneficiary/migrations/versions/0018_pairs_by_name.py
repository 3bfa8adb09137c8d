"""Pairs by name: registrations that agree in names, mother and birth are raised too, with how much they do."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "possible_duplicates"
KINDS = ("document", "phone")


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("score", sa.Double(), nullable=True))
    _allow(*KINDS, "name")
    op.create_check_constraint(op.f(f"ck_{TABLE}_score"), TABLE, "score BETWEEN 0 AND 1")
    op.create_check_constraint(op.f(f"ck_{TABLE}_scored"), TABLE, "(score IS NOT NULL) = (likeness = 'name')")


def downgrade() -> None:
    op.drop_constraint(op.f(f"ck_{TABLE}_scored"), TABLE)
    op.drop_constraint(op.f(f"ck_{TABLE}_score"), TABLE)
    _allow(*KINDS)
    op.drop_column(TABLE, "score")


def _allow(*kinds: str) -> None:
    """What two may agree in, written as the tables write it."""
    name = op.f(f"ck_{TABLE}_likeness")
    op.drop_constraint(name, TABLE)
    op.create_check_constraint(name, TABLE, f"likeness IN ({', '.join(repr(kind) for kind in kinds)})")
