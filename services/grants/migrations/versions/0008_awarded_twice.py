"""Findings about awards: two of one fund whose owners proved to be one person."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KINDS = ("assisted_twice", "awarded_twice")
_SIDES = ("first_award_id", "second_award_id")
_OF_A_KIND = (
    "num_nonnulls(first_id, second_id) = CASE kind WHEN 'assisted_twice' THEN 2 ELSE 0 END"
    " AND num_nonnulls(first_award_id, second_award_id) = CASE kind WHEN 'awarded_twice' THEN 2 ELSE 0 END"
)


def upgrade() -> None:
    kind = sa.Enum(*_KINDS, name="kind", native_enum=False, create_constraint=True, length=40)
    op.add_column("findings", sa.Column("kind", kind, server_default="assisted_twice", nullable=False))
    for side in _SIDES:
        op.add_column("findings", sa.Column(side, sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(f"fk_findings_{side}_awards"), "findings", "awards", [side], ["id"])
    for side in ("first_id", "second_id"):
        op.alter_column("findings", side, nullable=True)
    op.create_index(
        "uq_findings_of_awards", "findings", _SIDES, unique=True, postgresql_where=sa.text("voided_at IS NULL")
    )
    op.create_index("ix_findings_second_award_id", "findings", ["second_award_id"])
    op.drop_constraint(op.f("ck_findings_in_order"), "findings")
    op.create_check_constraint(
        op.f("ck_findings_in_order"), "findings", "first_id < second_id AND first_award_id < second_award_id"
    )
    op.create_check_constraint(op.f("ck_findings_of_a_kind"), "findings", _OF_A_KIND)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_findings_of_a_kind"), "findings")
    op.drop_constraint(op.f("ck_findings_in_order"), "findings")
    op.create_check_constraint(op.f("ck_findings_in_order"), "findings", "first_id < second_id")
    for side in (*_SIDES, "kind"):
        op.drop_column("findings", side)
    for side in ("first_id", "second_id"):
        op.alter_column("findings", side, nullable=False)
