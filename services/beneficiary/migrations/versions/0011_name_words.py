"""What people are found by: the words of their names, in one spelling; filled where signs take their place (0020)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("particulars", sa.Column("name_words", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.create_index(
        "ix_particulars_name_words",
        "particulars",
        ["name_words"],
        postgresql_using="gin",
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_particulars_name_words", table_name="particulars")
    op.drop_column("particulars", "name_words")
