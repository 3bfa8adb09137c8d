"""Concerns with how they stand, votes on them, and which are one; and apart from them, what is for protection alone."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CATEGORIES = (
    "drugs",
    "harassment",
    "theft",
    "assault",
    "kidnapping",
    "tribal_dispute",
    "extremism",
    "documentation",
    "return_tension",
    "ied",
    "services",
    "health",
    "unemployment",
    "corruption",
    "police_conduct",
    "traffic",
    "youth",
    "other",
)
RAISERS = (
    "forum",
    "women",
    "youth",
    "host_community",
    "displaced",
    "returnees",
    "teachers",
    "traders",
    "farmers",
    "civil_society",
    "elders",
    "local_authority",
    "police",
)
STATUSES = (
    "raised",
    "accepted",
    "in_ssp",
    "action_agreed",
    "in_progress",
    "referred",
    "resolved",
    "not_resolvable",
    "reopened",
)
STANDING = sa.text("voided_at IS NULL")
HELD = {
    "concerns": "append_only",
    "concern_states": "append_only",
    "concern_votes": "append_only",
    "concern_merges": "append_only",
    "concern_releases": "unchanging",
    "safeguards": "append_only",
}
ADVANCES = """
CREATE FUNCTION advances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    SELECT status, since, status IN ('resolved', 'not_resolvable') AS closed INTO last FROM concern_states
    WHERE concern_id = NEW.concern_id AND voided_at IS NULL ORDER BY since DESC, id DESC LIMIT 1;
    IF NEW.since < last.since THEN
        RAISE EXCEPTION 'a state follows the last one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_in_order';
    ELSIF last.status IS NULL AND NEW.status NOT IN ('accepted', 'not_resolvable') THEN
        RAISE EXCEPTION 'a forum accepts a concern first'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_accepted_first';
    ELSIF last.closed AND NEW.status <> 'reopened' THEN
        RAISE EXCEPTION 'what is closed is reopened first'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_closed';
    ELSIF NOT last.closed AND NEW.status IN ('accepted', 'reopened') OR NEW.status = last.status THEN
        RAISE EXCEPTION 'it stands so already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_other';
    END IF;
    RETURN NEW;
END
$$
"""
GOES_ON = """
CREATE FUNCTION goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM concern_merges WHERE concern_id = NEW.into_id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'no concern is merged into one that was merged itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_merges_goes_on';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.execute(ADVANCES)
    op.execute(GOES_ON)
    op.create_table(
        "concerns",
        *_fact("concerns"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("category", _codes("category", *CATEGORIES), nullable=False),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column("raised_by", _codes("raiser", *RAISERS), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_concerns_forum_id_forums")),
        sa.UniqueConstraint("id", "recorded_by", name=op.f("uq_concerns_id_recorded_by")),
        sa.UniqueConstraint("id", "forum_id", name=op.f("uq_concerns_id_forum_id")),
    )
    op.create_index(op.f("ix_concerns_forum_id"), "concerns", ["forum_id"])
    op.create_table(
        "concern_states",
        *_fact("concern_states"),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("status", _codes("concern_status", *STATUSES), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("status <> 'raised'", name=op.f("ck_concern_states_not_raised")),
        _of("concern_states", "concern_id"),
    )
    op.create_index("ix_concern_states_concern_id", "concern_states", ["concern_id"], postgresql_where=STANDING)
    op.create_table(
        "concern_votes",
        *_fact("concern_votes"),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_of", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes_for BETWEEN 0 AND votes_of", name=op.f("ck_concern_votes_votes")),
        _of("concern_votes", "concern_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_concern_votes_meeting_id_meetings")),
    )
    op.create_index(
        "uq_concern_votes_a_meeting",
        "concern_votes",
        ["concern_id", "meeting_id"],
        unique=True,
        postgresql_where=STANDING,
    )
    op.create_table(
        "concern_merges",
        *_fact("concern_merges"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("concern_id <> into_id", name=op.f("ck_concern_merges_not_itself")),
        _of("concern_merges", "concern_id", "forum_id"),
        _of("concern_merges", "into_id", "forum_id"),
    )
    op.create_index(
        "uq_concern_merges_standing", "concern_merges", ["concern_id"], unique=True, postgresql_where=STANDING
    )
    op.create_table(
        "concern_releases",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.CheckConstraint("recorded_by <> written_by", name=op.f("ck_concern_releases_two_people")),
        sa.ForeignKeyConstraint(
            ["concern_id", "written_by"],
            ["concerns.id", "concerns.recorded_by"],
            name=op.f("fk_concern_releases_concern_id_written_by_concerns"),
        ),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_concern_releases")),
    )
    op.create_table(
        "safeguards",
        *_fact("safeguards"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("safeguard_kind", "gbv", "exploitation", "named_threat"), nullable=False),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_safeguards_forum_id_forums")),
    )
    for function, table in (("advances", "concern_states"), ("goes_on", "concern_merges")):
        op.execute(f"CREATE TRIGGER {function} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()")
    for table, function in HELD.items():
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    for table in reversed(HELD):
        op.drop_table(table)
    op.execute("DROP FUNCTION goes_on")
    op.execute("DROP FUNCTION advances")


def _of(table: str, *columns: str) -> sa.ForeignKeyConstraint:
    referred = ["concerns.id", "concerns.forum_id"][: len(columns)]
    return sa.ForeignKeyConstraint(list(columns), referred, name=op.f(f"fk_{table}_{'_'.join(columns)}_concerns"))


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
