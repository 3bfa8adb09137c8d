"""Placements at employers, courses, and follow-ups of livelihood assistance."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_MARKS = ("after_1_month", "after_3_months", "after_6_months")
_STATES = ("goes_on", "interrupted", "ended", "never_begun")
_INCOMES = ("nothing", "below_350000", "350000_to_700000", "above_700000", "not_said")
_ASSETS = ("in_use", "not_in_use", "sold", "gone", "none_given")
_DIFFICULTIES = (
    "few_customers",
    "costs",
    "electricity",
    "tools",
    "skills",
    "debt",
    "health",
    "care",
    "transport",
    "permits",
    "other",
)
_AFTER_GIVING = """
CREATE FUNCTION followup_after_giving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(NEW.followed_on < (
    SELECT CASE WHEN NOT bool_or(gift.goes_on) THEN max(gift.day) END FROM (
        SELECT delivery.delivered_on AS day, false AS goes_on
        FROM provisions AS provision JOIN deliveries AS delivery ON delivery.provision_id = provision.id
        WHERE provision.assistance_id = NEW.assistance_id AND delivery.voided_at IS NULL
            AND NOT EXISTS (SELECT FROM delivery_returns AS back WHERE back.delivery_id = delivery.id)
        UNION ALL
        SELECT paid_on, false FROM payments AS payment
        WHERE payment.assistance_id = NEW.assistance_id AND payment.voided_at IS NULL
        UNION ALL
        SELECT ending.ended_on, ending.course_id IS NULL
        FROM courses AS course LEFT JOIN course_ends AS ending ON ending.course_id = course.id
        WHERE course.assistance_id = NEW.assistance_id AND course.voided_at IS NULL
        UNION ALL
        SELECT ending.ended_on, ending.placement_id IS NULL
        FROM placements AS placement LEFT JOIN placement_ends AS ending ON ending.placement_id = placement.id
        WHERE placement.assistance_id = NEW.assistance_id AND placement.voided_at IS NULL
    ) AS gift
), true) THEN
        RAISE EXCEPTION 'nothing is followed up before it was given'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'followup_after_giving';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "placements",
        *_fact(),
        sa.Column("assistance_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("host", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("stipend", sa.Numeric(20, 3), nullable=True),
        _whole("placements"),
        _check("placements", "one_host", "num_nonnulls(enterprise_id, host) = 1"),
        _check("placements", "months", "months > 0"),
        _check("placements", "stipend", "stipend > 0"),
        _refers("placements", "assistances", assistance_id="id"),
        _refers("placements", "enterprises", enterprise_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    op.create_index("ix_placements_enterprise_id", "placements", ["enterprise_id"])
    op.create_table(
        "placement_ends",
        *_recorded(),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("retained", sa.Boolean(), nullable=False),
        _refers("placement_ends", "placements", placement_id="id"),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_placement_ends")),
    )
    op.create_table(
        "courses",
        *_fact(),
        sa.Column("assistance_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        _whole("courses"),
        _check("courses", "hours", "hours > 0"),
        _refers("courses", "assistances", assistance_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
    )
    op.create_table(
        "course_ends",
        *_recorded(),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("certificate", sa.String(length=14), nullable=True),
        _check("course_ends", "attended", "attended BETWEEN 0 AND 100"),
        _refers("course_ends", "courses", course_id="id"),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_ends")),
    )
    op.create_table(
        "followups",
        *_fact(),
        sa.Column("assistance_id", sa.Integer(), nullable=False),
        sa.Column("mark", _codes("follow_up_mark", *_MARKS), nullable=False),
        sa.Column("followed_on", sa.Date(), nullable=False),
        sa.Column("means", _codes("means", "visit", "phone"), nullable=False),
        sa.Column("state", _codes("livelihood_state", *_STATES), nullable=False),
        sa.Column("income", _codes("income_band", *_INCOMES), nullable=False),
        sa.Column("asset", _codes("asset_state", *_ASSETS), nullable=False),
        sa.Column("difficulties", sa.ARRAY(sa.Text()), nullable=False),
        _whole("followups"),
        _check("followups", "difficulties", f"difficulties <@ ARRAY{list(_DIFFICULTIES)}::text[]"),
        _refers("followups", "assistances", assistance_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
    )
    for table, columns in (
        ("placements", ["assistance_id"]),
        ("courses", ["assistance_id"]),
        ("followups", ["assistance_id", "mark"]),
    ):
        op.create_index(f"uq_{table}_standing", table, columns, unique=True, postgresql_where=_STANDING)
        _hold(table, "append_only")
    for table in ("placement_ends", "course_ends"):
        _hold(table, "unchanging")
    op.execute(_AFTER_GIVING)
    op.execute(
        "CREATE TRIGGER followup_after_giving BEFORE INSERT ON followups"
        " FOR EACH ROW EXECUTE FUNCTION followup_after_giving()"
    )


def downgrade() -> None:
    for table in ("followups", "course_ends", "courses", "placement_ends", "placements"):
        op.drop_table(table)
    op.execute("DROP FUNCTION followup_after_giving()")


def _fact() -> Iterator[sa.Column[object]]:
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield sa.Column("id", sa.Integer(), nullable=False)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _whole(table: str) -> sa.CheckConstraint:
    return _check(table, "void_whole", "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)")


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, other: str, **columns: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}"[:63])
    return sa.ForeignKeyConstraint(list(columns), [f"{other}.{theirs}" for theirs in columns.values()], name=name)


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _hold(table: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(
        f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
