"""Duplicates: pairs of registrations that may be one person, and what was decided about them."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STANDING = sa.text("voided_at IS NULL")
TABLES = ("possible_duplicates", "duplicate_decisions")


def upgrade() -> None:
    op.create_table(
        "possible_duplicates",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("likeness", _codes("likeness", "document", "phone"), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_possible_duplicates_in_order")),
        _void_whole("possible_duplicates"),
        sa.ForeignKeyConstraint(["first_id"], ["people.id"], name=op.f("fk_possible_duplicates_first_id_people")),
        sa.ForeignKeyConstraint(["second_id"], ["people.id"], name=op.f("fk_possible_duplicates_second_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_possible_duplicates")),
    )
    op.create_index(
        "uq_possible_duplicates_standing",
        "possible_duplicates",
        ["first_id", "second_id"],
        unique=True,
        postgresql_where=STANDING,
    )
    op.create_index("ix_possible_duplicates_second_id", "possible_duplicates", ["second_id"])
    op.create_table(
        "duplicate_decisions",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duplicate_id", sa.Integer(), nullable=False),
        sa.Column("decision", _codes("decision", "same", "different", "unsure"), nullable=False),
        sa.Column("ground", _codes("ground", "asked", "compared", "shared", "mistyped", "too_little"), nullable=False),
        _void_whole("duplicate_decisions"),
        sa.ForeignKeyConstraint(
            ["duplicate_id"],
            ["possible_duplicates.id"],
            name=op.f("fk_duplicate_decisions_duplicate_id_possible_duplicates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_decisions")),
    )
    op.create_index(
        "uq_duplicate_decisions_standing",
        "duplicate_decisions",
        ["duplicate_id"],
        unique=True,
        postgresql_where=STANDING,
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    op.drop_table("duplicate_decisions")
    op.drop_table("possible_duplicates")


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _void_whole(table: str) -> sa.CheckConstraint:
    whole = "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)"
    return sa.CheckConstraint(whole, name=op.f(f"ck_{table}_void_whole"))


def _fact() -> Iterator[sa.Column[object]]:
    """The columns that every table of facts begins with."""
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
