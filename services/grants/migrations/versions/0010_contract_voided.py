"""A contract that is voided takes its application back to before it was signed."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STEPS = (
    "('business_plan', 'investment_committee'), ('business_plan', 'rejected'), ('business_plan', "
    "'waitlisted'), ('business_plan', 'withdrawn'), ('closeout', 'post_monitoring'), ('contract', "
    "'milestone'), ('contract', 'suspended'), ('contract', 'terminated'), ('draft', 'eoi'), ('eoi', "
    "'eoi_screened'), ('eoi', 'rejected'), ('eoi', 'waitlisted'), ('eoi', 'withdrawn'), ('eoi_screened', "
    "'eoi_verification'), ('eoi_screened', 'rejected'), ('eoi_screened', 'waitlisted'), ('eoi_screened', "
    "'withdrawn'), ('eoi_verification', 'full_application'), ('eoi_verification', 'rejected'), "
    "('eoi_verification', 'waitlisted'), ('eoi_verification', 'withdrawn'), ('full_application', "
    "'business_plan'), ('full_application', 'rejected'), ('full_application', 'waitlisted'), "
    "('full_application', 'withdrawn'), ('investment_committee', 'business_plan'), "
    "('investment_committee', 'contract'), ('milestone', 'closeout'), ('milestone', 'milestone'), "
    "('milestone', 'suspended'), ('milestone', 'terminated'), ('suspended', 'contract'), ('suspended', "
    "'milestone'), ('suspended', 'terminated'), ('terminated', 'recovery'), ('waitlisted', "
    "'business_plan'), ('waitlisted', 'eoi'), ('waitlisted', 'eoi_screened'), ('waitlisted', "
    "'eoi_verification'), ('waitlisted', 'full_application'), ('waitlisted', 'rejected'), ('waitlisted', "
    "'withdrawn')"
)
_BACK = "('contract', 'investment_committee')"
_REASONS = (
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
)


def upgrade() -> None:
    before, after = _STEPS.split("('contract', 'milestone')")
    _set("a_step", f"came_from IS NULL OR (came_from, stage) IN ({before}{_BACK}, ('contract', 'milestone'){after})")
    place = _REASONS.index("award_voided") + 1
    _set("reason", _among((*_REASONS[:place], "contract_voided", *_REASONS[place:])))


def downgrade() -> None:
    _set("a_step", f"came_from IS NULL OR (came_from, stage) IN ({_STEPS})")
    _set("reason", _among(_REASONS))


def _among(codes: tuple[str, ...]) -> str:
    return f"reason IN ({', '.join(repr(code) for code in codes)})"


def _set(name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_transitions_{name}"), "transitions")
    op.create_check_constraint(op.f(f"ck_transitions_{name}"), "transitions", condition)
