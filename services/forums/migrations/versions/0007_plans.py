"""Plans with their issues, actions about concerns, and referrals of them."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OWNERS = (
    "forum_head",
    "forum_deputy",
    "forum_members",
    "community_police",
    "local_police",
    "municipality",
    "local_authority",
    "civil_society",
    "programme",
)
KINDS = (
    "patrol",
    "awareness",
    "mediation",
    "repair",
    "lighting",
    "clearance",
    "training",
    "coordination",
    "other",
)
TARGETS = (
    "police",
    "municipality",
    "local_authority",
    "education",
    "health",
    "labour",
    "mine_action",
    "aid_service",
)
STANDING = sa.text("voided_at IS NULL")
HELD = {
    "plans": "append_only",
    "issues": "unchanging",
    "plan_reviews": "append_only",
    "actions": "append_only",
    "action_ends": "append_only",
    "referrals": "append_only",
    "referral_answers": "append_only",
}


def upgrade() -> None:
    op.create_table(
        "plans",
        *_fact("plans"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.CheckConstraint("review_on > adopted_on", name=op.f("ck_plans_review_later")),
        _refers("plans", ["forum_id"], "forums", ["id"]),
        sa.UniqueConstraint("id", "forum_id", name=op.f("uq_plans_id_forum_id")),
    )
    _standing("uq_plans_version", "plans", "forum_id", "version")
    op.create_table(
        "issues",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("owner", _codes("owner", *OWNERS), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("priority > 0", name=op.f("ck_issues_priority")),
        _refers("issues", ["plan_id", "forum_id"], "plans", ["id", "forum_id"]),
        _refers("issues", ["concern_id", "forum_id"], "concerns", ["id", "forum_id"]),
        sa.PrimaryKeyConstraint("plan_id", "priority", name=op.f("pk_issues")),
        sa.UniqueConstraint("plan_id", "concern_id", name=op.f("uq_issues_plan_id_concern_id")),
    )
    op.create_table(
        "plan_reviews",
        *_fact("plan_reviews"),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("outcome", _codes("review_outcome", "kept", "to_be_revised", "fulfilled"), nullable=False),
        _refers("plan_reviews", ["plan_id"], "plans", ["id"]),
    )
    _standing("uq_plan_reviews_a_day", "plan_reviews", "plan_id", "reviewed_on")
    op.create_table(
        "actions",
        *_fact("actions"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("action_kind", *KINDS), nullable=False),
        sa.Column("owner", _codes("owner", *OWNERS), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("due_on >= agreed_on", name=op.f("ck_actions_due_after_agreed")),
        _refers("actions", ["concern_id", "forum_id"], "concerns", ["id", "forum_id"]),
    )
    op.create_table(
        "action_ends",
        *_fact("action_ends"),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("result", _codes("result", "done", "partly_done", "not_done"), nullable=False),
        _refers("action_ends", ["action_id"], "actions", ["id"]),
    )
    _standing("uq_action_ends_standing", "action_ends", "action_id")
    op.create_table(
        "referrals",
        *_fact("referrals"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("target", _codes("target", *TARGETS), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("answer_due_on >= referred_on", name=op.f("ck_referrals_due_after_referred")),
        _refers("referrals", ["concern_id", "forum_id"], "concerns", ["id", "forum_id"]),
        sa.UniqueConstraint("id", "target", name=op.f("uq_referrals_id_target")),
    )
    op.create_table(
        "referral_answers",
        *_fact("referral_answers"),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("target", _codes("target", *TARGETS), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answer", _codes("answer", "answered", "taken_up", "solved", "declined"), nullable=False),
        sa.CheckConstraint("target <> 'aid_service' OR answer = 'answered'", name=op.f("ck_referral_answers_wall")),
        _refers("referral_answers", ["referral_id", "target"], "referrals", ["id", "target"]),
    )
    _standing("uq_referral_answers_standing", "referral_answers", "referral_id")
    for table in ("actions", "referrals"):
        for column in ("forum_id", "concern_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    for table, function in HELD.items():
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    for table in reversed(HELD):
        op.drop_table(table)


def _standing(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, list(columns), unique=True, postgresql_where=STANDING)


def _refers(table: str, columns: list[str], referred: str, theirs: list[str]) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{referred}")
    return sa.ForeignKeyConstraint(columns, [f"{referred}.{column}" for column in theirs], name=name)


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _fact(table: str) -> Iterator[sa.Column[object] | sa.Constraint]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield sa.Column("id", sa.Integer(), nullable=False)
    yield sa.CheckConstraint(
        "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f(f"ck_{table}_void_whole")
    )
    yield sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
