"""Where the displaced come from, when they arrived and what they live in; and statuses of people that end."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("displacements", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("displacements", sa.Column("origin", sa.String(length=11), nullable=True))
    op.add_column("displacements", sa.Column("arrived_on", sa.Date(), nullable=True))
    op.add_column(
        "displacements",
        sa.Column(
            "shelter",
            sa.Enum(
                "camp",
                "critical_informal",
                "critical_religious",
                "critical_school",
                "critical_unfinished",
                "critical_formal",
                "private_host",
                "private_rented",
                "private_hotel",
                "habitual",
                "unknown",
                name="shelter",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.create_check_constraint(
        op.f("ck_displacements_until_of_a_person"), "displacements", "until IS NULL OR person_id IS NOT NULL"
    )
    op.create_check_constraint(op.f("ck_displacements_until_after_since"), "displacements", "until > since")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_displacements_until_after_since"), "displacements")
    op.drop_constraint(op.f("ck_displacements_until_of_a_person"), "displacements")
    for column in ("shelter", "arrived_on", "origin", "until"):
        op.drop_column("displacements", column)
