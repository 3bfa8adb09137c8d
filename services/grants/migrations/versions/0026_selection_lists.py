"""Selection lists with those on them, sessions with the community about them, and assistance for who is selected."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_OPINIONS = ("confirmed", "objected", "deferred")
_OUTCOMES = ("selected", "reserve", "not_selected")
_REASONS = (
    "within_places",
    "beyond_places",
    "objected",
    "deferred",
    "withdrew",
    "moved_away",
    "unreachable",
    "died",
    "assisted_elsewhere",
    "not_eligible",
)
_TABLES = (
    "candidate_replacements",
    "candidate_lapses",
    "candidate_outcomes",
    "opinions",
    "validation_groups",
    "validations",
    "candidate_ranks",
    "candidates",
    "selection_decisions",
    "selection_closings",
    "selections",
)
_FUNCTIONS = {
    "candidate_on_open_list": (
        "candidates",
        """
CREATE FUNCTION candidate_on_open_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM selections WHERE id = NEW.selection_id FOR UPDATE;
    IF EXISTS (SELECT FROM selection_closings WHERE selection_id = NEW.selection_id) THEN
        RAISE EXCEPTION 'nobody is put on a list that is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidate_on_open_list';
    END IF;
    RETURN NEW;
END
$$
""",
    ),
    "candidate_lapses_unassisted": (
        "candidate_lapses",
        """
CREATE FUNCTION candidate_lapses_unassisted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM selections AS selection JOIN candidates AS candidate ON candidate.selection_id = selection.id
        WHERE candidate.id = NEW.candidate_id FOR UPDATE OF selection;
    IF EXISTS (SELECT FROM assistances WHERE candidate_id = NEW.candidate_id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'nobody lapses to whom something was given'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidate_lapses_unassisted';
    END IF;
    RETURN NEW;
END
$$
""",
    ),
    "assistance_as_selected": (
        "assistances",
        """
CREATE FUNCTION assistance_as_selected() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce((SELECT scoring IS NOT NULL FROM phases WHERE id = NEW.phase_id), false)
        <> (NEW.candidate_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a phase that selects by list gives to a candidate, and no other does'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_by_list';
    END IF;
    IF NEW.candidate_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM FROM selections AS selection JOIN candidates AS candidate ON candidate.selection_id = selection.id
        WHERE candidate.id = NEW.candidate_id FOR SHARE OF selection;
    IF NOT EXISTS (
        SELECT FROM candidates AS candidate
        JOIN selections AS selection ON selection.id = candidate.selection_id AND selection.voided_at IS NULL
        JOIN candidate_outcomes AS decided ON decided.candidate_id = candidate.id
        WHERE candidate.id = NEW.candidate_id
            AND NOT EXISTS (SELECT FROM candidate_lapses WHERE candidate_id = candidate.id)
            AND (decided.outcome = 'selected'
                OR EXISTS (SELECT FROM candidate_replacements WHERE candidate_id = candidate.id))
    ) THEN
        RAISE EXCEPTION 'something is given to those who are selected'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_as_selected';
    END IF;
    RETURN NEW;
END
$$
""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "selections",
        *_fact(),
        _number("phase_id"),
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=11), nullable=False),
        _number("places"),
        sa.Column("rule", _codes("ranking_rule", "score_then_needs"), nullable=False),
        _whole("selections"),
        _check("selections", "places", "places > 0"),
        sa.ForeignKeyConstraint(
            ["phase_id", "project"], ["phases.id", "phases.project"], name=op.f("fk_selections_phase_id_project_phases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selections")),
        sa.UniqueConstraint("id", "phase_id", name=op.f("uq_selections_id_phase_id")),
        sa.UniqueConstraint("id", "recorded_by", name=op.f("uq_selections_id_recorded_by")),
    )
    op.create_index("ix_selections_project", "selections", ["project"])
    op.create_index(
        "uq_selections_standing", "selections", ["phase_id", "place"], unique=True, postgresql_where=_STANDING
    )
    _hold("selections", "append_only")
    op.create_table(
        "selection_closings",
        *_recorded(),
        _number("selection_id"),
        sa.Column("made_by", sa.Text(), nullable=False),
        _check("selection_closings", "by_its_maker", "recorded_by = made_by"),
        sa.ForeignKeyConstraint(
            ["selection_id", "made_by"],
            ["selections.id", "selections.recorded_by"],
            name=op.f("fk_selection_closings_selection_id_made_by_selections"),
        ),
        sa.PrimaryKeyConstraint("selection_id", name=op.f("pk_selection_closings")),
    )
    _hold("selection_closings", "unchanging")
    op.create_table(
        "selection_decisions",
        *_recorded(),
        _number("selection_id"),
        sa.Column("made_by", sa.Text(), nullable=False),
        _check("selection_decisions", "by_another", "recorded_by <> made_by"),
        sa.ForeignKeyConstraint(
            ["selection_id", "made_by"],
            ["selections.id", "selections.recorded_by"],
            name=op.f("fk_selection_decisions_selection_id_made_by_selections"),
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection_closings.selection_id"],
            name=op.f("fk_selection_decisions_selection_id_selection_closings"),
        ),
        sa.PrimaryKeyConstraint("selection_id", name=op.f("pk_selection_decisions")),
    )
    _hold("selection_decisions", "unchanging")
    op.create_table(
        "candidates",
        *_fact(),
        _number("selection_id"),
        _number("phase_id"),
        _number("assessment_id"),
        sa.Column("found", _codes("as_stated", "as_stated", "not_as_stated"), nullable=False),
        _number("person_id"),
        sa.Column("household_id", sa.Integer(), nullable=True),
        _check("candidates", "found_as_stated", "found = 'as_stated'"),
        _whole("candidates"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "found"],
            ["assessment_visits.assessment_id", "assessment_visits.found"],
            name="fk_candidates_verified",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id", "phase_id", "person_id"],
            ["assessments.id", "assessments.phase_id", "assessments.person_id"],
            name="fk_candidates_assessed",
        ),
        sa.ForeignKeyConstraint(
            ["selection_id", "phase_id"],
            ["selections.id", "selections.phase_id"],
            name=op.f("fk_candidates_selection_id_phase_id_selections"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("id", "phase_id", name=op.f("uq_candidates_id_phase_id")),
        sa.UniqueConstraint("id", "selection_id", name=op.f("uq_candidates_id_selection_id")),
    )
    op.create_index("ix_candidates_assessment_id", "candidates", ["assessment_id"])
    op.create_index("ix_candidates_person_id", "candidates", ["person_id"])
    op.create_index(
        "uq_candidates_household",
        "candidates",
        ["selection_id", "household_id"],
        unique=True,
        postgresql_where=_STANDING,
    )
    op.create_index(
        "uq_candidates_person", "candidates", ["selection_id", "person_id"], unique=True, postgresql_where=_STANDING
    )
    _hold("candidates", "append_only")
    op.create_table(
        "candidate_ranks",
        _number("candidate_id"),
        _number("selection_id"),
        _number("rank"),
        _check("candidate_ranks", "rank", "rank > 0"),
        sa.ForeignKeyConstraint(
            ["candidate_id", "selection_id"],
            ["candidates.id", "candidates.selection_id"],
            name=op.f("fk_candidate_ranks_candidate_id_selection_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection_closings.selection_id"],
            name=op.f("fk_candidate_ranks_selection_id_selection_closings"),
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_ranks")),
        sa.UniqueConstraint("candidate_id", "selection_id", name=op.f("uq_candidate_ranks_candidate_id_selection_id")),
        sa.UniqueConstraint("selection_id", "rank", name=op.f("uq_candidate_ranks_selection_id_rank")),
    )
    _hold("candidate_ranks", "unchanging")
    op.create_table(
        "validations",
        *_fact(),
        _number("selection_id"),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        _whole("validations"),
        _check("validations", "by_another", "recorded_by <> made_by"),
        sa.ForeignKeyConstraint(
            ["selection_id", "made_by"],
            ["selections.id", "selections.recorded_by"],
            name=op.f("fk_validations_selection_id_made_by_selections"),
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection_closings.selection_id"],
            name=op.f("fk_validations_selection_id_selection_closings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validations")),
        sa.UniqueConstraint("id", "selection_id", name=op.f("uq_validations_id_selection_id")),
    )
    op.create_index("ix_validations_selection_id", "validations", ["selection_id"])
    _hold("validations", "append_only")
    op.create_table(
        "validation_groups",
        _number("validation_id"),
        sa.Column(
            "role",
            _codes(
                "community_role",
                "mukhtar",
                "local_council",
                "elder",
                "women",
                "youth",
                "displaced",
                "returnees",
                "people_with_disabilities",
                "civil_society",
                "other",
            ),
            nullable=False,
        ),
        _number("women"),
        _number("men"),
        _check("validation_groups", "somebody", "women >= 0 AND men >= 0 AND women + men > 0"),
        sa.ForeignKeyConstraint(
            ["validation_id"], ["validations.id"], name=op.f("fk_validation_groups_validation_id_validations")
        ),
        sa.PrimaryKeyConstraint("validation_id", "role", name=op.f("pk_validation_groups")),
    )
    _hold("validation_groups", "unchanging")
    op.create_table(
        "opinions",
        _number("candidate_id"),
        _number("validation_id"),
        _number("selection_id"),
        sa.Column("opinion", _codes("opinion", *_OPINIONS), nullable=False),
        sa.Column(
            "reason",
            _codes(
                "opinion_reason",
                "not_resident",
                "listed_under_another",
                "less_in_need",
                "assisted_elsewhere",
                "cannot_do_the_work",
                "not_known",
                "not_clear",
            ),
            nullable=True,
        ),
        _check("opinions", "reason", "(opinion = 'confirmed') = (reason IS NULL)"),
        sa.ForeignKeyConstraint(
            ["candidate_id", "selection_id"],
            ["candidate_ranks.candidate_id", "candidate_ranks.selection_id"],
            name=op.f("fk_opinions_candidate_id_selection_id_candidate_ranks"),
        ),
        sa.ForeignKeyConstraint(
            ["validation_id", "selection_id"],
            ["validations.id", "validations.selection_id"],
            name=op.f("fk_opinions_validation_id_selection_id_validations"),
        ),
        sa.PrimaryKeyConstraint("candidate_id", "validation_id", name=op.f("pk_opinions")),
        sa.UniqueConstraint(
            "validation_id", "candidate_id", "opinion", name=op.f("uq_opinions_validation_id_candidate_id_opinion")
        ),
    )
    _hold("opinions", "unchanging")
    op.create_table(
        "candidate_outcomes",
        _number("candidate_id"),
        _number("selection_id"),
        _number("validation_id"),
        sa.Column("opinion", _codes("opinion", *_OPINIONS), nullable=False),
        sa.Column("outcome", _codes("selection_outcome", *_OUTCOMES), nullable=False),
        sa.Column("reason", _codes("selection_reason", *_REASONS), nullable=False),
        _check("candidate_outcomes", "confirmed", "outcome = 'not_selected' OR opinion = 'confirmed'"),
        _check(
            "candidate_outcomes",
            "for_its_reason",
            "reason = CASE outcome WHEN 'selected' THEN 'within_places' WHEN 'reserve' THEN 'beyond_places'"
            " ELSE reason END AND (outcome <> 'not_selected' OR reason NOT IN ('within_places', 'beyond_places'))",
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id", "selection_id"],
            ["candidate_ranks.candidate_id", "candidate_ranks.selection_id"],
            name=op.f("fk_candidate_outcomes_candidate_id_selection_id_candidate_ranks"),
        ),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["selection_decisions.selection_id"],
            name=op.f("fk_candidate_outcomes_selection_id_selection_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["validation_id", "candidate_id", "opinion"],
            ["opinions.validation_id", "opinions.candidate_id", "opinions.opinion"],
            name="fk_candidate_outcomes_by_the_community",
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_outcomes")),
        sa.UniqueConstraint(
            "candidate_id",
            "selection_id",
            "outcome",
            name=op.f("uq_candidate_outcomes_candidate_id_selection_id_outcome"),
        ),
    )
    _hold("candidate_outcomes", "unchanging")
    op.create_table(
        "candidate_lapses",
        *_recorded(),
        _number("candidate_id"),
        _number("selection_id"),
        sa.Column("outcome", _codes("selection_outcome", *_OUTCOMES), nullable=False),
        sa.Column("reason", _codes("selection_reason", *_REASONS), nullable=False),
        _check("candidate_lapses", "of_the_selected", "outcome <> 'not_selected'"),
        _check(
            "candidate_lapses", "stated", "reason NOT IN ('beyond_places', 'deferred', 'objected', 'within_places')"
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id", "selection_id", "outcome"],
            ["candidate_outcomes.candidate_id", "candidate_outcomes.selection_id", "candidate_outcomes.outcome"],
            name="fk_candidate_lapses_decided",
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_lapses")),
        sa.UniqueConstraint("candidate_id", "selection_id", name=op.f("uq_candidate_lapses_candidate_id_selection_id")),
    )
    _hold("candidate_lapses", "unchanging")
    op.create_table(
        "candidate_replacements",
        *_recorded(),
        _number("candidate_id"),
        _number("selection_id"),
        sa.Column("outcome", _codes("selection_outcome", *_OUTCOMES), nullable=False),
        _number("in_place_of"),
        _check("candidate_replacements", "of_the_reserve", "outcome = 'reserve'"),
        _check("candidate_replacements", "of_another", "in_place_of <> candidate_id"),
        sa.ForeignKeyConstraint(
            ["candidate_id", "selection_id", "outcome"],
            ["candidate_outcomes.candidate_id", "candidate_outcomes.selection_id", "candidate_outcomes.outcome"],
            name="fk_candidate_replacements_decided",
        ),
        sa.ForeignKeyConstraint(
            ["in_place_of", "selection_id"],
            ["candidate_lapses.candidate_id", "candidate_lapses.selection_id"],
            name="fk_candidate_replacements_lapsed",
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_replacements")),
        sa.UniqueConstraint("in_place_of", name=op.f("uq_candidate_replacements_in_place_of")),
    )
    _hold("candidate_replacements", "unchanging")
    op.add_column("assistances", sa.Column("candidate_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_assistances_candidate_id_phase_id_candidates"),
        *("assistances", "candidates", ["candidate_id", "phase_id"], ["id", "phase_id"]),
    )
    op.create_index(
        "uq_assistances_candidate", "assistances", ["candidate_id"], unique=True, postgresql_where=_STANDING
    )
    for name, (table, function) in _FUNCTIONS.items():
        op.execute(function)
        op.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    op.execute("DROP TRIGGER assistance_as_selected ON assistances")
    op.drop_column("assistances", "candidate_id")
    for table in _TABLES:
        op.drop_table(table)
    for name in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")


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
