"""Applications with every step that they take, the committee, and whose each award is."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AMOUNT = sa.Numeric(precision=20, scale=3)
_STANDING = sa.text("voided_at IS NULL")
_STAGES = (
    "draft",
    "eoi",
    "eoi_screened",
    "eoi_verification",
    "full_application",
    "business_plan",
    "investment_committee",
    "contract",
    "milestone",
    "closeout",
    "post_monitoring",
    "rejected",
    "waitlisted",
    "withdrawn",
    "suspended",
    "terminated",
    "recovery",
)


def upgrade() -> None:
    op.create_table(
        "applications",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=11), nullable=False),
        _whole("applications"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_applications_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_applications_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(op.f("ix_applications_call_id"), "applications", ["call_id"], unique=False)
    op.create_index(op.f("ix_applications_enterprise_id"), "applications", ["enterprise_id"], unique=False)
    op.create_index(
        "uq_applications_standing",
        "applications",
        ["call_id", "enterprise_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "forms",
        *_recorded(),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", _AMOUNT, nullable=True),
        sa.Column("contribution", _AMOUNT, nullable=True),
        sa.Column("new_women", sa.Integer(), nullable=True),
        sa.Column("new_men", sa.Integer(), nullable=True),
        sa.Column("uses", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("female_representative", sa.Boolean(), nullable=True),
        sa.Column("female_leader", sa.Boolean(), nullable=True),
        sa.Column("priority_staff", sa.Integer(), nullable=True),
        sa.Column("social_responsibility", sa.Boolean(), nullable=True),
        sa.Column("staff_benefits", sa.Boolean(), nullable=True),
        sa.Column("diversity_policy", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "uses <@ ARRAY['equipment', 'premises', 'stock', 'training', 'certification', 'digital', 'energy']::text[]",
            name=op.f("ck_forms_uses"),
        ),
        sa.CheckConstraint("amount > 0 AND contribution > 0", name=op.f("ck_forms_amounts_positive")),
        sa.CheckConstraint("new_women >= 0 AND new_men >= 0 AND priority_staff >= 0", name=op.f("ck_forms_staff")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_forms_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_forms")),
    )
    op.create_table(
        "transitions",
        *_recorded(),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("came_from", _codes("came_from", *_STAGES), nullable=True),
        sa.Column("stage", _codes("stage", *_STAGES), nullable=False),
        sa.Column("holds", _codes("held", *_STAGES), nullable=True),
        sa.Column("resumes", _codes("resumed", *_STAGES), nullable=True),
        sa.Column("milestone", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            _codes(
                "reason",
                "not_eligible",
                "low_score",
                "not_as_stated",
                "weak_plan",
                "not_cleared",
                "budget_used",
                "budget_freed",
                "duplicate",
                "asked_by_applicant",
                "conflict_of_interest",
                "insecurity",
                "breach",
                "settled",
                "closed_down",
                "award_voided",
                "committee",
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "CASE WHEN number = 0 THEN num_nonnulls(after, came_from) = 0 AND stage = 'draft' ELSE"
            " num_nonnulls(after, came_from) = 2 AND after = number - 1 END",
            name=op.f("ck_transitions_one_after_another"),
        ),
        sa.CheckConstraint(
            "came_from IS NULL OR (came_from, stage) IN (('business_plan', 'investment_committee'),"
            " ('business_plan', 'rejected'), ('business_plan', 'waitlisted'), ('business_plan', 'withdrawn'),"
            " ('closeout', 'post_monitoring'), ('contract', 'milestone'), ('contract', 'suspended'),"
            " ('contract', 'terminated'), ('draft', 'eoi'), ('eoi', 'eoi_screened'), ('eoi', 'rejected'),"
            " ('eoi', 'waitlisted'), ('eoi', 'withdrawn'), ('eoi_screened', 'eoi_verification'),"
            " ('eoi_screened', 'rejected'), ('eoi_screened', 'waitlisted'), ('eoi_screened', 'withdrawn'),"
            " ('eoi_verification', 'full_application'), ('eoi_verification', 'rejected'),"
            " ('eoi_verification', 'waitlisted'), ('eoi_verification', 'withdrawn'), ('full_application',"
            " 'business_plan'), ('full_application', 'rejected'), ('full_application', 'waitlisted'),"
            " ('full_application', 'withdrawn'), ('investment_committee', 'business_plan'),"
            " ('investment_committee', 'contract'), ('milestone', 'closeout'), ('milestone', 'milestone'),"
            " ('milestone', 'suspended'), ('milestone', 'terminated'), ('suspended', 'contract'),"
            " ('suspended', 'milestone'), ('suspended', 'terminated'), ('terminated', 'recovery'),"
            " ('waitlisted', 'business_plan'), ('waitlisted', 'eoi'), ('waitlisted', 'eoi_screened'),"
            " ('waitlisted', 'eoi_verification'), ('waitlisted', 'full_application'), ('waitlisted',"
            " 'rejected'), ('waitlisted', 'withdrawn'))",
            name=op.f("ck_transitions_a_step"),
        ),
        sa.CheckConstraint(
            "holds IS NOT DISTINCT FROM CASE WHEN stage IN ('waitlisted', 'suspended') THEN came_from END",
            name=op.f("ck_transitions_holds"),
        ),
        sa.CheckConstraint(
            "milestone > 0 AND (stage <> 'milestone' OR milestone IS NOT NULL)", name=op.f("ck_transitions_milestone")
        ),
        sa.CheckConstraint(
            "resumes IS NOT DISTINCT FROM CASE WHEN came_from IN ('waitlisted', 'suspended') AND stage NOT"
            " IN ('rejected', 'withdrawn', 'terminated') THEN stage END",
            name=op.f("ck_transitions_resumes"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id", "after", "came_from"],
            ["transitions.application_id", "transitions.number", "transitions.stage"],
            name="fk_transitions_came_from",
        ),
        sa.ForeignKeyConstraint(
            ["application_id", "after", "resumes"],
            ["transitions.application_id", "transitions.number", "transitions.holds"],
            name="fk_transitions_resumes",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_transitions_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_transitions")),
        sa.UniqueConstraint(
            "application_id", "number", "holds", name=op.f("uq_transitions_application_id_number_holds")
        ),
        sa.UniqueConstraint(
            "application_id", "number", "stage", name=op.f("uq_transitions_application_id_number_stage")
        ),
    )
    op.create_table(
        "screenings",
        *_recorded(),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("scoring", _codes("scoring_version", "eoi-2019"), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("unmet", sa.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(
            "unmet <@ ARRAY['sector', 'district', 'amount', 'years', 'contribution', 'registration',"
            " 'female_owner']::text[]",
            name=op.f("ck_screenings_unmet"),
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_screenings_score")),
        sa.ForeignKeyConstraint(
            ["application_id", "form"],
            ["forms.application_id", "forms.number"],
            name=op.f("fk_screenings_application_id_form_forms"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_screenings_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_screenings")),
    )
    op.create_table(
        "clearances",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("outcome", _codes("clearance", "cleared", "not_cleared"), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        _whole("clearances"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_clearances_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearances")),
    )
    op.create_index(op.f("ix_clearances_application_id"), "clearances", ["application_id"], unique=False)
    op.add_column("awards", sa.Column("application_id", sa.Integer(), nullable=True))
    op.add_column("awards", sa.Column("fund_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_awards_application_id_applications"), "awards", "applications", ["application_id"], ["id"]
    )
    op.create_foreign_key(op.f("fk_awards_fund_id_funds"), "awards", "funds", ["fund_id"], ["id"])
    op.create_check_constraint(op.f("ck_awards_of_a_fund"), "awards", "num_nonnulls(application_id, fund_id) IN (0, 2)")
    op.create_unique_constraint(op.f("uq_awards_id_fund_id"), "awards", ["id", "fund_id"])
    op.drop_index("uq_awards_standing", "awards")
    op.create_index(
        "uq_awards_standing", "awards", ["fund_id", "enterprise_id"], unique=True, postgresql_where=_STANDING
    )
    op.create_index("uq_awards_application", "awards", ["application_id"], unique=True, postgresql_where=_STANDING)
    op.create_index("ix_awards_enterprise_id", "awards", ["enterprise_id"])
    op.create_table(
        "awardees",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _whole("awardees"),
        sa.ForeignKeyConstraint(
            ["award_id", "fund_id"], ["awards.id", "awards.fund_id"], name=op.f("fk_awardees_award_id_fund_id_awards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awardees")),
    )
    op.create_index(op.f("ix_awardees_award_id"), "awardees", ["award_id"], unique=False)
    op.create_index("ix_awardees_person_id", "awardees", ["person_id"], unique=False)
    op.create_index(
        "uq_awardees_standing",
        "awardees",
        ["fund_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "sittings",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        _whole("sittings"),
        sa.CheckConstraint("quorum >= 3", name=op.f("ck_sittings_quorum")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_sittings_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
    )
    op.create_index(op.f("ix_sittings_call_id"), "sittings", ["call_id"], unique=False)
    op.create_table(
        "sitting_members",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_sitting_members_sitting_id_sittings")),
        sa.PrimaryKeyConstraint("sitting_id", "recorded_by", name=op.f("pk_sitting_members")),
    )
    op.create_table(
        "recusals",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            _codes("ground", "relative", "business", "employment", "friendship", "verified", "other"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_recusals_application_id_applications")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id", "recorded_by"],
            ["sitting_members.sitting_id", "sitting_members.recorded_by"],
            name=op.f("fk_recusals_sitting_id_recorded_by_sitting_members"),
        ),
        sa.PrimaryKeyConstraint("application_id", "recorded_by", name=op.f("pk_recusals")),
    )
    op.create_index(op.f("ix_recusals_sitting_id"), "recusals", ["sitting_id"], unique=False)
    op.create_table(
        "votes",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("choice", _codes("choice", "for", "against", "abstained"), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_votes_application_id_applications")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id", "recorded_by"],
            ["sitting_members.sitting_id", "sitting_members.recorded_by"],
            name=op.f("fk_votes_sitting_id_recorded_by_sitting_members"),
        ),
        sa.PrimaryKeyConstraint("sitting_id", "application_id", "recorded_by", name=op.f("pk_votes")),
    )
    # ### end Alembic commands ###
    op.create_table(
        "rulings",
        *_recorded(),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision", _codes("decision", "approved", "rejected", "waitlisted"), nullable=False),
        sa.Column("amount", _AMOUNT, nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstained", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision = 'approved') = (amount IS NOT NULL) AND amount > 0", name=op.f("ck_rulings_amount")
        ),
        sa.CheckConstraint("decision <> 'approved' OR votes_for > votes_against", name=op.f("ck_rulings_by_its_votes")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_rulings_application_id_applications")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id", "recorded_by"],
            ["sitting_members.sitting_id", "sitting_members.recorded_by"],
            name=op.f("fk_rulings_sitting_id_recorded_by_sitting_members"),
        ),
        sa.PrimaryKeyConstraint("sitting_id", "application_id", name=op.f("pk_rulings")),
    )

    for table, function in (
        ("applications", "append_only"),
        ("forms", "unchanging"),
        ("transitions", "unchanging"),
        ("screenings", "unchanging"),
        ("clearances", "append_only"),
        ("awardees", "append_only"),
        ("sittings", "append_only"),
        ("sitting_members", "unchanging"),
        ("recusals", "unchanging"),
        ("votes", "unchanging"),
        ("rulings", "unchanging"),
    ):
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    for table in ("rulings", "votes", "recusals", "sitting_members", "sittings", "awardees"):
        op.drop_table(table)
    for index in ("uq_awards_standing", "uq_awards_application", "ix_awards_enterprise_id"):
        op.drop_index(index, "awards")
    op.drop_constraint("uq_awards_id_fund_id", "awards")
    op.drop_column("awards", "application_id")
    op.drop_column("awards", "fund_id")
    op.create_index(
        "uq_awards_standing", "awards", ["enterprise_id", "project"], unique=True, postgresql_where=_STANDING
    )
    for table in ("clearances", "screenings", "transitions", "forms", "applications"):
        op.drop_table(table)


def _whole(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f(f"ck_{table}_void_whole")
    )


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _fact() -> Iterator[sa.Column[Any]]:
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)


def _recorded() -> Iterator[sa.Column[Any]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
