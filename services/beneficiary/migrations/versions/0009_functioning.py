"""What people answer to the questions of the Washington Group."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

QUESTIONS = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")


def upgrade() -> None:
    op.create_table(
        "functioning",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        *(sa.Column(question, _difficulty(question), nullable=True) for question in QUESTIONS),
        sa.CheckConstraint(f"num_nonnulls({', '.join(QUESTIONS)}) > 0", name=op.f("ck_functioning_answered")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_functioning_void_whole")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_functioning_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_functioning")),
    )
    op.create_index("ix_functioning_person_id", "functioning", ["person_id", "asked_on"], unique=False)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON functioning FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON functioning"
        " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def downgrade() -> None:
    op.drop_table("functioning")


def _difficulty(question: str) -> sa.Enum:
    answers = ("no_difficulty", "some_difficulty", "a_lot_of_difficulty", "cannot_do", "refused", "dont_know")
    return sa.Enum(*answers, name=question, native_enum=False, create_constraint=True, length=40)


def _fact() -> Iterator[sa.Column[object]]:
    """The columns that every table of facts begins with."""
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    reasons = ("entered_in_error", "duplicate", "corrected")
    kept = sa.Enum(*reasons, name="void_reason", native_enum=False, create_constraint=True, length=40)
    yield sa.Column("void_reason", kept, nullable=True)
