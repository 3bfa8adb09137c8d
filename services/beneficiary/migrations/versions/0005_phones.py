"""Phones; and of identity documents, who issued them and since when they are valid."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("authority", sa.String(length=120), nullable=True))
    op.add_column("documents", sa.Column("valid_from", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_documents_valid_in_order"), "documents", "valid_until >= valid_from")
    op.create_table(
        "phones",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "self",
                "spouse",
                "parent",
                "child",
                "other_relative",
                "neighbour",
                "other",
                name="phone_owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("safe_to_call", sa.Boolean(), nullable=False),
        sa.Column("voice_only", sa.Boolean(), nullable=False),
        sa.Column("call_from", sa.Integer(), nullable=True),
        sa.Column("call_until", sa.Integer(), nullable=True),
        sa.CheckConstraint(r"number ~ '^\+[1-9][0-9]{2,14}$'", name=op.f("ck_phones_number")),
        sa.CheckConstraint(
            "num_nonnulls(call_from, call_until) <> 1 AND call_from >= 0 AND call_from < call_until"
            " AND call_until <= 24",
            name=op.f("ck_phones_hours"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_phones_void_whole")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_phones_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
    )
    op.create_index("ix_phones_number", "phones", ["number"], unique=False)
    op.create_index(
        "uq_phones_standing",
        "phones",
        ["person_id", "number"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON phones FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON phones FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def downgrade() -> None:
    op.drop_table("phones")
    op.drop_constraint(op.f("ck_documents_valid_in_order"), "documents")
    op.drop_column("documents", "valid_from")
    op.drop_column("documents", "authority")


def _fact() -> Iterator[sa.Column[object]]:
    """The columns that every table of facts begins with."""
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    reasons = ("entered_in_error", "duplicate", "corrected")
    kept = sa.Enum(*reasons, name="void_reason", native_enum=False, create_constraint=True, length=40)
    yield sa.Column("void_reason", kept, nullable=True)
