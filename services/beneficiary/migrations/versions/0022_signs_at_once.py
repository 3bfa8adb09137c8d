"""Signs are put into their index at once."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER INDEX ix_particulars_signs SET (fastupdate = off)")


def downgrade() -> None:
    op.execute("ALTER INDEX ix_particulars_signs RESET (fastupdate)")
