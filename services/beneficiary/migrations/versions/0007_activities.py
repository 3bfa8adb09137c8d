"""What activities are about, their sessions, and enrolment in them."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HELD = ("sessions", "enrolments")

MHPSS_CODES = [
    f"{first}.{second}"
    for first, parts in enumerate((3, 3, 8, 2, 3, 2, 3, 6, 4, 4, 7), start=1)
    for second in range(1, parts + 1)
]
MHPSS_LAYERS = ["1", "2", "3", "4"]

STATED = {
    "capacity": "capacity IS NULL OR (capacity > 0 AND by_enrolment)",
    "certificate_share": "certificate_share IS NULL OR (certificate_share BETWEEN 1 AND 100 AND by_enrolment)",
    "mhpss_stated": "num_nonnulls(mhpss_code, mhpss_layer) = CASE type WHEN 'mhpss' THEN 2 ELSE 0 END",
    "mhpss_for_one_person": (
        "split_part(mhpss_code, '.', 1) NOT IN ('7', '8', '9', '10') OR mhpss_layer IN ('3', '4')"
    ),
}


def upgrade() -> None:
    op.add_column("activities", sa.Column("facilitator", sa.String(length=200), nullable=True))
    op.add_column("activities", sa.Column("capacity", sa.Integer(), nullable=True))
    op.add_column(
        "activities", sa.Column("by_enrolment", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("activities", sa.Column("certificate_share", sa.Integer(), nullable=True))
    for name, codes in (("mhpss_code", MHPSS_CODES), ("mhpss_layer", MHPSS_LAYERS)):
        kept = sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)
        op.add_column("activities", sa.Column(name, kept, nullable=True))
    # MHPSS that was recorded before its layer was asked is taken for the most sensitive.
    op.execute("ALTER TABLE activities DISABLE TRIGGER append_only")
    op.execute("UPDATE activities SET mhpss_code = '11.7', mhpss_layer = '4' WHERE type = 'mhpss'")
    op.execute("ALTER TABLE activities ENABLE TRIGGER append_only")
    for name, condition in STATED.items():
        op.create_check_constraint(op.f(f"ck_activities_{name}"), "activities", condition)
    op.create_table(
        "sessions",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(4, 2), nullable=True),
        sa.Column("place", sa.String(length=11), nullable=True),
        sa.CheckConstraint("hours > 0 AND hours <= 24", name=op.f("ck_sessions_hours")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_sessions_void_whole")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_sessions_activity_id_activities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_activity_id"), "sessions", ["activity_id"], unique=False)
    op.create_table(
        "enrolments",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("int4range(person_id, person_id, '[]')"), "&&"),
            (sa.text("int4range(activity_id, activity_id, '[]')"), "&&"),
            (sa.text("daterange(enrolled_on, withdrawn_on)"), "&&"),
            where=sa.text("voided_at IS NULL"),
            using="gist",
            name="ex_enrolments_once_at_a_time",
        ),
        sa.CheckConstraint("withdrawn_on > enrolled_on", name=op.f("ck_enrolments_withdrawn_after_enrolling")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_enrolments_void_whole")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_enrolments_activity_id_activities")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index("ix_enrolments_activity_id", "enrolments", ["activity_id", "person_id"], unique=False)
    op.create_index("ix_enrolments_person_id", "enrolments", ["person_id"], unique=False)
    for table in HELD:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    op.drop_table("enrolments")
    op.drop_table("sessions")
    for name in STATED:
        op.drop_constraint(op.f(f"ck_activities_{name}"), "activities")
    for name in ("mhpss_layer", "mhpss_code", "certificate_share", "by_enrolment", "capacity", "facilitator"):
        op.drop_column("activities", name)


def _fact() -> Iterator[sa.Column[object]]:
    """The columns that every table of facts begins with."""
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    reasons = ("entered_in_error", "duplicate", "corrected")
    kept = sa.Enum(*reasons, name="void_reason", native_enum=False, create_constraint=True, length=40)
    yield sa.Column("void_reason", kept, nullable=True)
