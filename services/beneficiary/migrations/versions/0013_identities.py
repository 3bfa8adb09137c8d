"""Identities: which registrations are one person."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STANDING = sa.text("voided_at IS NULL")
TABLES = ("merges", "identities")

SURVIVES = """
CREATE FUNCTION survives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM merges WHERE absorbed_id = NEW.survivor_id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'nobody is merged into a registration that was merged itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'merges_survives';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    reasons = ("same_document", "same_phone", "said_so", "recognised")
    op.create_table(
        "merges",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absorbed_id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*reasons, name="merge_reason", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.CheckConstraint("absorbed_id <> survivor_id", name=op.f("ck_merges_not_itself")),
        _void_whole("merges"),
        sa.ForeignKeyConstraint(["absorbed_id"], ["people.id"], name=op.f("fk_merges_absorbed_id_people")),
        sa.ForeignKeyConstraint(["survivor_id"], ["people.id"], name=op.f("fk_merges_survivor_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("uq_merges_standing", "merges", ["absorbed_id"], unique=True, postgresql_where=STANDING)
    op.create_index("ix_merges_survivor_id", "merges", ["survivor_id"], postgresql_where=STANDING)
    op.create_table(
        "identities",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("person_id <> survivor_id", name=op.f("ck_identities_not_itself")),
        _void_whole("identities"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id_people")),
        sa.ForeignKeyConstraint(["survivor_id"], ["people.id"], name=op.f("fk_identities_survivor_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    op.create_index("uq_identities_standing", "identities", ["person_id"], unique=True, postgresql_where=STANDING)
    op.create_index("ix_identities_person_id", "identities", ["person_id"])
    op.create_index("ix_identities_survivor_id", "identities", ["survivor_id"], postgresql_where=STANDING)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    op.execute(SURVIVES)
    op.execute("CREATE TRIGGER survives BEFORE INSERT ON merges FOR EACH ROW EXECUTE FUNCTION survives()")


def downgrade() -> None:
    op.drop_table("identities")
    op.drop_table("merges")
    op.execute("DROP FUNCTION survives()")


def _void_whole(table: str) -> sa.CheckConstraint:
    whole = "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)"
    return sa.CheckConstraint(whole, name=op.f(f"ck_{table}_void_whole"))


def _fact() -> Iterator[sa.Column[object]]:
    """The columns that every table of facts begins with."""
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    reasons = ("entered_in_error", "duplicate", "corrected")
    kept = sa.Enum(*reasons, name="void_reason", native_enum=False, create_constraint=True, length=40)
    yield sa.Column("void_reason", kept, nullable=True)
