"""Statuses and charters of forums by their days, and for whom of the community a member speaks."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FOLLOWS = """
CREATE FUNCTION follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    SELECT status, since INTO last FROM statuses
    WHERE forum_id = NEW.forum_id AND voided_at IS NULL ORDER BY since DESC LIMIT 1;
    IF last.status = 'closed' THEN
        RAISE EXCEPTION 'a closed forum stays closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_closed';
    ELSIF NEW.since <= last.since THEN
        RAISE EXCEPTION 'a status follows the last one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_in_order';
    ELSIF NEW.status = last.status THEN
        RAISE EXCEPTION 'a status is another one than the last'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_other';
    ELSIF NEW.status = 'dormant' AND last.status IS DISTINCT FROM 'active' THEN
        RAISE EXCEPTION 'only what is active rests' USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_rests';
    END IF;
    RETURN NEW;
END
$$
"""
VOICES = ("host_community", "displaced", "returnee", "refugee", "office", "not_stated")
OFFICES = (
    "community_police_directorate",
    "community_police_office",
    "governorate_command",
    "district_directorate",
    "station",
)


def upgrade() -> None:
    op.execute(FOLLOWS)
    op.create_table(
        "statuses",
        *_fact("statuses"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("status", _codes("forum_status", "forming", "active", "dormant", "closed"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("status <> 'forming'", name=op.f("ck_statuses_not_forming")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_statuses_forum_id_forums")),
    )
    op.execute("CREATE TRIGGER follows BEFORE INSERT ON statuses FOR EACH ROW EXECUTE FUNCTION follows()")
    op.create_table(
        "charters",
        *_fact("charters"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("procedure", sa.String(length=20), nullable=False),
        sa.Column("catchment", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("police_office", _codes("police_office", *OFFICES), nullable=False),
        sa.Column("police_place", sa.String(length=11), nullable=False),
        sa.CheckConstraint("cardinality(catchment) > 0", name=op.f("ck_charters_serves_a_place")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_charters_forum_id_forums")),
    )
    for table in ("statuses", "charters"):
        op.create_index(
            f"uq_{table}_a_day",
            table,
            ["forum_id", "since"],
            unique=True,
            postgresql_where=sa.text("voided_at IS NULL"),
        )
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    op.add_column("members", sa.Column("voice", _codes("voice", *VOICES), server_default="not_stated", nullable=False))


def downgrade() -> None:
    op.drop_column("members", "voice")
    op.drop_table("charters")
    op.drop_table("statuses")
    op.execute("DROP FUNCTION follows")


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
