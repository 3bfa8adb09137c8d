"""How often each client signs in, counted in rows that are all there from the start."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_ins")),
    )
    op.execute(
        "INSERT INTO sign_ins (bucket, minute, attempts)"
        " SELECT bucket, 'epoch', 0 FROM generate_series(0, 8191) AS bucket"
    )


def downgrade() -> None:
    op.drop_table("sign_ins")
