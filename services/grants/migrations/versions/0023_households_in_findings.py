"""Findings about assistance of households that became one, each kind of finding standing by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_KINDS = ("assisted_twice", "awarded_twice", "owner_assisted")
_SIDES = {
    "standing": ("first_id", "second_id"),
    "of_awards": ("first_award_id", "second_award_id"),
    "of_owners": ("first_id", "first_award_id"),
}


def upgrade() -> None:
    op.create_index("ix_assistances_household_id", "assistances", ["household_id"])
    _unique("kind")
    _kinds(*_KINDS, "household_assisted_twice")
    _of_a_kind(
        " WHEN 'awarded_twice' THEN num_nonnulls(first_award_id, second_award_id)"
        " WHEN 'owner_assisted' THEN num_nonnulls(first_id, first_award_id)"
        " ELSE num_nonnulls(first_id, second_id)"
    )


def downgrade() -> None:
    _of_a_kind(
        " WHEN 'assisted_twice' THEN num_nonnulls(first_id, second_id)"
        " WHEN 'awarded_twice' THEN num_nonnulls(first_award_id, second_award_id)"
        " ELSE num_nonnulls(first_id, first_award_id)"
    )
    _kinds(*_KINDS)
    _unique()
    op.drop_index("ix_assistances_household_id", "assistances")


def _unique(*more: str) -> None:
    for name, sides in _SIDES.items():
        op.drop_index(f"uq_findings_{name}", "findings")
        op.create_index(f"uq_findings_{name}", "findings", [*sides, *more], unique=True, postgresql_where=_STANDING)


def _kinds(*codes: str) -> None:
    op.drop_constraint(op.f("ck_findings_kind"), "findings")
    known = ", ".join(f"'{code}'" for code in codes)
    op.create_check_constraint(op.f("ck_findings_kind"), "findings", f"kind IN ({known})")


def _of_a_kind(sides: str) -> None:
    op.drop_constraint(op.f("ck_findings_of_a_kind"), "findings")
    op.create_check_constraint(
        op.f("ck_findings_of_a_kind"),
        "findings",
        f"num_nonnulls(first_id, second_id, first_award_id, second_award_id) = 2 AND CASE kind{sides} END = 2",
    )
