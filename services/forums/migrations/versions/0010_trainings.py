"""Trainings of police and members of forums, who were there counted."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TOPICS = (
    *("community_policing", "human_rights", "mediation", "gender_sensitivity"),
    *("referral", "safety_planning", "data_protection", "other"),
)
FACILITATORS = ("programme", "interior_ministry", "local_authority", "university", "civil_society", "other")
HELD = {"trainings": "append_only", "trained": "unchanging"}


def upgrade() -> None:
    op.create_table(
        "trainings",
        *_fact("trainings"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("topic", _codes("topic", *TOPICS), nullable=False),
        sa.Column("facilitator", _codes("facilitator", *FACILITATORS), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_trainings_ends_after_it_begins")),
        _refers("trainings", "forum_id", "forums"),
    )
    op.create_index("ix_trainings_forum_id", "trainings", ["forum_id"])
    op.create_table(
        "trained",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("trainee", _codes("trainee", "police", "member"), nullable=False),
        sa.Column("sex", _codes("sex", "female", "male", "not_stated"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_trained_people")),
        _refers("trained", "training_id", "trainings"),
        sa.PrimaryKeyConstraint("training_id", "trainee", "sex", name=op.f("pk_trained")),
    )
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


def _refers(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{referred}.id"], name=op.f(f"fk_{table}_{column}_{referred}"))


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
