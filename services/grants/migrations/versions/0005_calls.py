"""Funds, and the calls for applications on them."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_AMOUNT = sa.Numeric(precision=20, scale=3)


def upgrade() -> None:
    op.create_table(
        "funds",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column("donor", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("ceiling", _AMOUNT, nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.CheckConstraint("ceiling > 0", name=op.f("ck_funds_ceiling_positive")),
        _whole("funds"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funds")),
    )
    op.create_index(op.f("ix_funds_project"), "funds", ["project"], unique=False)
    op.create_table(
        "calls",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column(
            "variant",
            _codes("variant", "general", "women", "agriculture", "renewable_energy", "innovation", "covid_response"),
            nullable=False,
        ),
        sa.Column("sectors", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("districts", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("budget", _AMOUNT, nullable=False),
        sa.Column("smallest", _AMOUNT, nullable=False),
        sa.Column("largest", _AMOUNT, nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.Column("least_years", sa.Integer(), nullable=False),
        sa.Column("least_contribution", sa.Integer(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("scoring", _codes("scoring_version", "eoi-2019"), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cardinality(sectors) > 0 AND sectors <@ ARRAY['agriculture', 'food', 'construction',"
            " 'manufacturing', 'services', 'trade']::text[]",
            name=op.f("ck_calls_sectors"),
        ),
        sa.CheckConstraint("0 < smallest AND smallest <= largest AND largest <= budget", name=op.f("ck_calls_amounts")),
        sa.CheckConstraint("cardinality(districts) > 0", name=op.f("ck_calls_somewhere")),
        sa.CheckConstraint(
            "least_years BETWEEN 0 AND 50 AND least_contribution BETWEEN 0 AND 100", name=op.f("ck_calls_least")
        ),
        _whole("calls"),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_calls_opens_before_closing")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_calls_fund_id_funds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_fund_id"), "calls", ["fund_id"], unique=False)

    for table, function in (("funds", "append_only"), ("calls", "append_only")):
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    op.drop_table("calls")
    op.drop_table("funds")


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
