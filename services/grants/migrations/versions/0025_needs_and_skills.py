"""Needs and skills of people, assessed for a phase that selects by list."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")


def upgrade() -> None:
    op.add_column("phases", sa.Column("scoring", sa.String(length=40), nullable=True))
    op.create_check_constraint(op.f("ck_phases_needs_scoring"), "phases", "scoring IN ('ila-2020')")
    op.create_unique_constraint(op.f("uq_phases_id_project_scoring"), "phases", ["id", "project", "scoring"])
    op.create_table(
        "assessments",
        *_fact(),
        _number("phase_id"),
        sa.Column("project", sa.String(length=40), nullable=False),
        _number("person_id"),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        _number("household_size"),
        _number("dependants"),
        _number("earners"),
        sa.Column(
            "income",
            _codes("income_band", "nothing", "below_350000", "350000_to_700000", "above_700000", "not_said"),
            nullable=False,
        ),
        sa.Column("female_headed", sa.Boolean(), nullable=False),
        sa.Column("disability", sa.Boolean(), nullable=False),
        sa.Column("shelter", _codes("shelter", "own", "rented", "hosted", "unfinished", "makeshift"), nullable=False),
        sa.Column("debt", sa.Boolean(), nullable=False),
        _number("experience"),
        sa.Column("trained", sa.Boolean(), nullable=False),
        sa.Column("literate", sa.Boolean(), nullable=False),
        sa.Column("tools", sa.Boolean(), nullable=False),
        _number("hours"),
        sa.Column("scoring", _codes("needs_scoring", "ila-2020"), nullable=False),
        sa.Column("needs", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("skills", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        _check("assessments", "of_the_household", "dependants + earners <= household_size"),
        _check("assessments", "skills_counted", "experience >= 0 AND hours >= 0"),
        _check("assessments", "counted", "household_size > 0 AND dependants >= 0 AND earners >= 0"),
        _check("assessments", "score", "needs BETWEEN 0 AND 60 AND skills BETWEEN 0 AND 40 AND score = needs + skills"),
        _whole("assessments"),
        sa.ForeignKeyConstraint(
            ["phase_id", "project", "scoring"],
            ["phases.id", "phases.project", "phases.scoring"],
            name="fk_assessments_scored_by_its_phase",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("id", "phase_id", "person_id", name=op.f("uq_assessments_id_phase_id_person_id")),
        sa.UniqueConstraint("id", "recorded_by", name=op.f("uq_assessments_id_recorded_by")),
    )
    op.create_index("ix_assessments_person_id", "assessments", ["person_id"])
    op.create_index("ix_assessments_project", "assessments", ["project"])
    op.create_index(
        "uq_assessments_standing", "assessments", ["phase_id", "person_id"], unique=True, postgresql_where=_STANDING
    )
    _hold("assessments", "append_only")
    op.create_table(
        "assessment_visits",
        *_recorded(),
        _number("assessment_id"),
        sa.Column("assessed_by", sa.Text(), nullable=False),
        sa.Column("visited", _codes("visited_place", "home", "workplace"), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("found", _codes("as_stated", "as_stated", "not_as_stated"), nullable=False),
        _check("assessment_visits", "by_another", "recorded_by <> assessed_by"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "assessed_by"],
            ["assessments.id", "assessments.recorded_by"],
            name=op.f("fk_assessment_visits_assessment_id_assessed_by_assessments"),
        ),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_assessment_visits")),
        sa.UniqueConstraint("assessment_id", "found", name=op.f("uq_assessment_visits_assessment_id_found")),
    )
    _hold("assessment_visits", "unchanging")


def downgrade() -> None:
    for table in ("assessment_visits", "assessments"):
        op.drop_table(table)
    op.drop_column("phases", "scoring")


def _fact() -> Iterator[sa.Column[Any]]:
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield _number("id")


def _recorded() -> Iterator[sa.Column[Any]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _whole(table: str) -> sa.CheckConstraint:
    return _check(table, "void_whole", "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)")


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _hold(table: str, function: str) -> None:
    for when in ("BEFORE UPDATE OR DELETE ON {} FOR EACH ROW", "BEFORE TRUNCATE ON {} FOR EACH STATEMENT"):
        name = function if "ROW" in when else f"{function}_whole"
        op.execute(f"CREATE TRIGGER {name} {when.format(table)} EXECUTE FUNCTION {function}()")
