"""Monitoring visits, and jobs in enterprises."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_MARKS = ("after_3_months", "after_6_months", "after_12_months")
_CLOSINGS = (
    *("no_demand", "no_capital", "costs", "insecurity", "premises_lost"),
    *("owners_unable", "moved_away", "sold", "other"),
)
_OBSERVATIONS = (
    *("equipment_missing", "equipment_unused", "spent_otherwise", "fewer_staff", "records_missing"),
    *("unsafe_work", "wages_unpaid", "premises_changed", "owner_changed", "other"),
)
_STATUSES = (
    *("idp_camp", "idp_out_of_camp", "returnee", "secondary_displaced"),
    *("stayee", "host_community", "refugee", "unknown"),
)
_CONTRACTS = ("permanent", "fixed_term", "seasonal", "daily", "apprenticeship", "family_work")
_WAGES = ("unpaid", "0-349", "350-499", "500-749", "750+", "not_stated")
HELD = {
    "visits": "append_only",
    "visit_observations": "unchanging",
    "visit_photos": "unchanging",
    "employments": "append_only",
    "employment_ends": "unchanging",
}


def upgrade() -> None:
    op.create_table(
        "visits",
        *_fact("visits"),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("mark", _codes("mark", *_MARKS), nullable=True),
        sa.Column("operation", _codes("operation", "running", "paused", "closed"), nullable=False),
        sa.Column("closed_because", _codes("closing", *_CLOSINGS), nullable=True),
        sa.Column("staff_women", sa.Integer(), nullable=False),
        sa.Column("staff_men", sa.Integer(), nullable=False),
        sa.Column("revenue_before", sa.Numeric(20, 3), nullable=True),
        sa.Column("revenue", sa.Numeric(20, 3), nullable=True),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("(closed_because IS NULL) = (operation <> 'closed')", name=op.f("ck_visits_closed")),
        sa.CheckConstraint("staff_women >= 0 AND staff_men >= 0", name=op.f("ck_visits_staff")),
        sa.CheckConstraint("revenue_before >= 0", name=op.f("ck_visits_revenue_before")),
        sa.CheckConstraint("revenue >= 0", name=op.f("ck_visits_revenue")),
        sa.CheckConstraint(
            "(currency IS NULL) = (num_nonnulls(revenue_before, revenue) = 0)",
            name=op.f("ck_visits_currency_of_revenue"),
        ),
        _refers("visits", "award_id", "awards"),
    )
    op.create_index("ix_visits_award_id", "visits", ["award_id"])
    standing = sa.text("voided_at IS NULL")
    op.create_index("uq_visits_standing", "visits", ["award_id", "mark"], unique=True, postgresql_where=standing)
    op.create_table(
        "visit_observations",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("observation", _codes("observation", *_OBSERVATIONS), nullable=False),
        sa.Column("severity", _codes("severity", "minor", "serious", "critical"), nullable=False),
        _refers("visit_observations", "visit_id", "visits"),
        sa.PrimaryKeyConstraint("visit_id", "observation", name=op.f("pk_visit_observations")),
    )
    op.create_table(
        "visit_photos",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        _refers("visit_photos", "visit_id", "visits"),
        _refers("visit_photos", "file_id", "files"),
        sa.PrimaryKeyConstraint("visit_id", "file_id", name=op.f("pk_visit_photos")),
    )
    op.create_index("ix_visit_photos_file_id", "visit_photos", ["file_id"])
    op.create_table(
        "employments",
        *_fact("employments"),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", _codes("job_kind", "new", "improved"), nullable=False),
        sa.Column("fte", sa.Numeric(3, 2), nullable=False),
        sa.Column("sex", _codes("sex", "female", "male", "not_stated"), nullable=False),
        sa.Column("age_band", _codes("age_band", "0-5", "6-17", "18-59", "60+", "not_stated"), nullable=False),
        sa.Column("displacement_status", _codes("displacement_status", *_STATUSES), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("contract", _codes("contract_type", *_CONTRACTS), nullable=False),
        sa.Column("wage", _codes("wage_band", *_WAGES), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.CheckConstraint("fte > 0 AND fte <= 1", name=op.f("ck_employments_part_of_a_job")),
        sa.CheckConstraint("verified_on >= starts_on", name=op.f("ck_employments_verified_after_start")),
        _refers("employments", "award_id", "awards"),
        sa.UniqueConstraint("id", "starts_on", name=op.f("uq_employments_id_starts_on")),
    )
    op.create_index("ix_employments_award_id", "employments", ["award_id"])
    op.create_index("ix_employments_person_id", "employments", ["person_id"])
    op.create_table(
        "employment_ends",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_employment_ends_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["employment_id", "starts_on"],
            ["employments.id", "employments.starts_on"],
            name=op.f("fk_employment_ends_employment_id_starts_on_employments"),
        ),
        sa.PrimaryKeyConstraint("employment_id", name=op.f("pk_employment_ends")),
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
