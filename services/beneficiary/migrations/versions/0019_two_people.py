"""Two people: a merge with risks is proposed by one and confirmed by another, which the database holds."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RISKS = (
    "risks <@ ARRAY['names_alone', 'other_name', 'other_mother', 'other_sex', 'other_birth', 'one_household',"
    " 'several_already']::text[]"
)
REASONS = ("same_document", "same_phone", "said_so", "recognised")
GROUNDS = ("asked", "compared", "shared", "mistyped", "too_little")


def upgrade() -> None:
    op.create_table(
        "proposals",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absorbed_id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column("reason", _codes("merge_reason", *REASONS), nullable=False),
        sa.Column("risks", sa.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint("absorbed_id <> survivor_id", name=op.f("ck_proposals_not_itself")),
        sa.CheckConstraint(f"cardinality(risks) > 0 AND {RISKS}", name=op.f("ck_proposals_risks")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_proposals_void_whole")
        ),
        sa.ForeignKeyConstraint(["absorbed_id"], ["people.id"], name=op.f("fk_proposals_absorbed_id_people")),
        sa.ForeignKeyConstraint(["survivor_id"], ["people.id"], name=op.f("fk_proposals_survivor_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("id", "recorded_by", name=op.f("uq_proposals_id_recorded_by")),
    )
    op.create_index("ix_proposals_absorbed_id", "proposals", ["absorbed_id"])
    op.create_index("ix_proposals_survivor_id", "proposals", ["survivor_id"])
    op.create_table(
        "rulings",
        *_recorded(),
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("verdict", _codes("verdict", "confirmed", "rejected"), nullable=False),
        sa.Column("ground", _codes("ground", *GROUNDS), nullable=False),
        sa.CheckConstraint("verdict = 'rejected' OR recorded_by <> proposed_by", name=op.f("ck_rulings_two_people")),
        sa.ForeignKeyConstraint(
            ["proposal_id", "proposed_by"],
            ["proposals.id", "proposals.recorded_by"],
            name=op.f("fk_rulings_proposal_id_proposed_by_proposals"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_rulings")),
    )
    for table, function in (("proposals", "append_only"), ("rulings", "unchanging")):
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    op.add_column("merges", sa.Column("risks", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("merges", sa.Column("proposal_id", sa.Integer(), nullable=True))
    op.add_column("merges", sa.Column("proposed_by", sa.Text(), nullable=True))
    op.create_index("uq_merges_proposal_id", "merges", ["proposal_id"], unique=True)
    op.create_foreign_key(
        op.f("fk_merges_proposal_id_proposed_by_proposals"),
        "merges",
        "proposals",
        ["proposal_id", "proposed_by"],
        ["id", "recorded_by"],
    )
    for name, condition in _held():
        op.create_check_constraint(op.f(f"ck_merges_{name}"), "merges", condition)


def downgrade() -> None:
    for name, _ in _held():
        op.drop_constraint(op.f(f"ck_merges_{name}"), "merges")
    op.drop_constraint(op.f("fk_merges_proposal_id_proposed_by_proposals"), "merges")
    op.drop_index("uq_merges_proposal_id", "merges")
    for column in ("proposed_by", "proposal_id", "risks"):
        op.drop_column("merges", column)
    op.drop_table("rulings")
    op.drop_table("proposals")


def _held() -> Iterator[tuple[str, str]]:
    yield "risks", RISKS
    yield "proposed_by_somebody", "num_nonnulls(proposal_id, proposed_by) IN (0, 2)"
    yield "two_people", "cardinality(risks) = 0 OR coalesce(recorded_by <> proposed_by, false)"


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _fact() -> Iterator[sa.Column[object]]:
    """The columns that every table of facts begins with."""
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
