"""Elections of those who lead forums, and their terms."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEATS = ("head", "first_deputy", "second_deputy")


def upgrade() -> None:
    op.create_table(
        "elections",
        *_fact("elections"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("method", _codes("method", "ballot", "show_of_hands", "acclamation"), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("terms_end_on", sa.Date(), nullable=True),
        sa.CheckConstraint("voters > 0", name=op.f("ck_elections_voters")),
        sa.CheckConstraint("terms_end_on > held_on", name=op.f("ck_elections_terms_end_later")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_elections_forum_id_forums")),
        sa.UniqueConstraint("id", "voters", name=op.f("uq_elections_id_voters")),
    )
    op.create_index(
        "uq_elections_a_day",
        "elections",
        ["forum_id", "held_on"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "candidates",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("elected_as", _codes("seat", *SEATS), nullable=True),
        sa.CheckConstraint("votes BETWEEN 0 AND voters", name=op.f("ck_candidates_votes")),
        sa.ForeignKeyConstraint(
            ["election_id", "voters"],
            ["elections.id", "elections.voters"],
            name=op.f("fk_candidates_election_id_voters_elections"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_candidates_member_id_members")),
        sa.PrimaryKeyConstraint("election_id", "member_id", name=op.f("pk_candidates")),
    )
    op.create_table(
        "terms",
        *_fact("terms"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=True),
        sa.Column("seat", _codes("seat", *SEATS), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ending", _codes("ending", "served", "resigned", "recalled", "left"), nullable=True),
        sa.CheckConstraint("ends_on > begins_on", name=op.f("ck_terms_ends_after_it_begins")),
        sa.CheckConstraint("ending IS NULL OR ends_on IS NOT NULL", name=op.f("ck_terms_ending_on_a_day")),
        *(_one_at_a_time("forum_id", f"ex_terms_{seat}", f"seat = '{seat}' AND voided_at IS NULL") for seat in SEATS),
        _one_at_a_time("member_id", "ex_terms_one_seat", "voided_at IS NULL"),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_terms_election_id_elections")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_terms_forum_id_forums")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_terms_member_id_members")),
    )
    op.create_index(op.f("ix_terms_forum_id"), "terms", ["forum_id"])
    op.create_index(op.f("ix_terms_election_id"), "terms", ["election_id"])
    for table, function in (("elections", "append_only"), ("terms", "append_only"), ("candidates", "unchanging")):
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    op.drop_table("terms")
    op.drop_table("candidates")
    op.drop_table("elections")


def _one_at_a_time(owner: str, name: str, where: str) -> postgresql.ExcludeConstraint:
    return postgresql.ExcludeConstraint(
        (sa.func.int4range(sa.column(owner), sa.column(owner), sa.text("'[]'")), "&&"),
        (sa.func.daterange(sa.column("begins_on"), sa.column("ends_on")), "&&"),
        name=name,
        using="gist",
        where=sa.text(where),
    )


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
