"""The feed: events of the services as they were received, and how far each service has been followed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _service() -> sa.Enum:
    return sa.Enum(
        "beneficiary", "grants", "forums", name="service", native_enum=False, create_constraint=True, length=40
    )


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("service", _service(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("service", "sequence", name=op.f("pk_inbox")),
    )
    op.create_table(
        "feed_cursors",
        sa.Column("service", _service(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("current_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_feed_cursors")),
    )
    op.execute("INSERT INTO feed_cursors (service, sequence) VALUES ('beneficiary', 0), ('grants', 0), ('forums', 0)")
    op.execute("UPDATE outbox SET type = 'agreement.recall_confirmed' WHERE type = 'recall.confirmed'")


def downgrade() -> None:
    op.drop_table("feed_cursors")
    op.drop_table("inbox")
