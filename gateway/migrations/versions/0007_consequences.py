"""Consequences: how far the merges of registrations have been told to those whom they concern."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consequence_cursors",
        sa.Column(
            "consequence",
            sa.Enum("merges", name="consequence", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("consequence", name=op.f("pk_consequence_cursors")),
    )
    op.execute("INSERT INTO consequence_cursors (consequence, sequence) VALUES ('merges', 0)")


def downgrade() -> None:
    op.drop_table("consequence_cursors")
