"""Phases, of which a household has one assistance; and findings about assistance of owners."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_REASONS = ("entered_in_error", "duplicate", "corrected")
_KINDS = ("assisted_twice", "awarded_twice")


def upgrade() -> None:
    op.create_table(
        "phases",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column(
            "void_reason",
            sa.Enum(*_REASONS, name="void_reason", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_phases_ends_after_start")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_phases_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phases")),
        sa.UniqueConstraint("id", "project", name=op.f("uq_phases_id_project")),
    )
    op.create_index("uq_phases_standing", "phases", ["project", "number"], unique=True, postgresql_where=_STANDING)
    for when in (
        "append_only BEFORE UPDATE OR DELETE ON phases FOR EACH ROW",
        "append_only_whole BEFORE TRUNCATE ON phases FOR EACH STATEMENT",
    ):
        op.execute(f"CREATE TRIGGER {when} EXECUTE FUNCTION append_only()")
    for column in ("phase_id", "household_id"):
        op.add_column("assistances", sa.Column(column, sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_assistances_phase_id_project_phases"),
        *("assistances", "phases", ["phase_id", "project"], ["id", "project"]),
    )
    for name in ("household", "person"):
        columns = ["phase_id", f"{name}_id"]
        op.create_index(f"uq_assistances_{name}", "assistances", columns, unique=True, postgresql_where=_STANDING)
    _check("assistances", "of_a_phase", "num_nonnulls(fund_id, phase_id) IN (0, 2)")
    op.create_index(
        "uq_findings_of_owners", "findings", ["first_id", "first_award_id"], unique=True, postgresql_where=_STANDING
    )
    _kinds(*_KINDS, "owner_assisted")
    op.drop_constraint(op.f("ck_findings_of_a_kind"), "findings")
    _check(
        "findings",
        "of_a_kind",
        "num_nonnulls(first_id, second_id, first_award_id, second_award_id) = 2 AND CASE kind"
        " WHEN 'assisted_twice' THEN num_nonnulls(first_id, second_id)"
        " WHEN 'awarded_twice' THEN num_nonnulls(first_award_id, second_award_id)"
        " ELSE num_nonnulls(first_id, first_award_id) END = 2",
    )


def downgrade() -> None:
    op.drop_index("uq_findings_of_owners", "findings")
    op.drop_constraint(op.f("ck_findings_of_a_kind"), "findings")
    _check(
        "findings",
        "of_a_kind",
        "num_nonnulls(first_id, second_id) = CASE kind WHEN 'assisted_twice' THEN 2 ELSE 0 END"
        " AND num_nonnulls(first_award_id, second_award_id) = CASE kind WHEN 'awarded_twice' THEN 2 ELSE 0 END",
    )
    _kinds(*_KINDS)
    for column in ("phase_id", "household_id"):
        op.drop_column("assistances", column)
    op.drop_table("phases")


def _kinds(*codes: str) -> None:
    op.drop_constraint(op.f("ck_findings_kind"), "findings")
    known = ", ".join(f"'{code}'" for code in codes)
    _check("findings", "kind", f"kind IN ({known})")


def _check(table: str, name: str, holds: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, holds)
