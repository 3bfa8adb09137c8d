"""Findings: two assistances of one person, and what an officer said of them."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "findings",
        *_recorded(),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_findings_in_order")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_findings_void_whole")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["assistances.id"], name=op.f("fk_findings_first_id_assistances")),
        sa.ForeignKeyConstraint(["second_id"], ["assistances.id"], name=op.f("fk_findings_second_id_assistances")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_project"), "findings", ["project"])
    op.create_index(
        "uq_findings_standing",
        "findings",
        ["first_id", "second_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index("ix_findings_second_id", "findings", ["second_id"])
    op.create_table(
        "settlements",
        *_recorded(),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("outcome", _codes("outcome", "both_due", "settled"), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_settlements_finding_id_findings")),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_settlements")),
    )
    for table, function in (("findings", "append_only"), ("settlements", "unchanging")):
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    op.drop_table("settlements")
    op.drop_table("findings")


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
