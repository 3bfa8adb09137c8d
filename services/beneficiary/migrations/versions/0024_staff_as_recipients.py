"""Staff as recipients: whoever sits in a forum may consent to be named to those who work with it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _told(*classes: str) -> None:
    for table in ("notices", "consents"):
        name = op.f(f"ck_{table}_recipient_class")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, sa.column("recipient_class", sa.String).in_(classes))


def upgrade() -> None:
    _told("staff", "authority", "aid")


def downgrade() -> None:
    _told("authority", "aid")
