"""Exchange rates, of each source one a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SOURCES = ("un_operational", "cbi_official", "cbi_sale", "market")
_SOURCE = " ".join(f"WHEN '{source}' THEN {number}" for number, source in enumerate(_SOURCES, 1))
_REASONS = ("entered_in_error", "duplicate", "corrected")


def upgrade() -> None:
    op.create_table(
        "rates",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column("void_reason", _codes("void_reason", *_REASONS), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", _codes("source", *_SOURCES), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("dinars", sa.Numeric(10, 4), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_rates_ends_after_start")),
        sa.CheckConstraint("dinars > 0", name=op.f("ck_rates_dinars_positive")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_rates_void_whole")
        ),
        postgresql.ExcludeConstraint(
            (sa.text(f"int4range(CASE source {_SOURCE} END, CASE source {_SOURCE} END, '[]')"), "&&"),
            (sa.func.daterange(sa.column("starts_on"), sa.column("ends_on"), sa.text("'[]'")), "&&"),
            name="ex_rates_one_a_day",
            using="gist",
            where=sa.text("voided_at IS NULL"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rates")),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON rates FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON rates FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def downgrade() -> None:
    op.drop_table("rates")


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)
