"""Meetings with who was there, counted, and their minutes in items."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

AGENDA = (
    "last_minutes",
    "concerns",
    "safety_plan",
    "referrals",
    "police_report",
    "election",
    "training",
    "organisation",
    "other",
)
ROLES = (
    "head",
    "deputy",
    "secretary",
    "member_community",
    "member_women",
    "member_youth",
    "member_idp",
    "member_cso",
    "mukhtar",
    "tribal_leader",
    "religious_leader",
    "police_focal",
    "local_police",
    "local_authority",
    "programme_facilitator",
)
STANDING = sa.text("voided_at IS NULL")
HELD = {
    "meetings": "append_only",
    "holdings": "append_only",
    "attendees": "unchanging",
    "minutes": "append_only",
    "minute_releases": "unchanging",
}


def upgrade() -> None:
    op.create_table(
        "meetings",
        *_fact("meetings"),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("meeting_kind", "regular", "extraordinary", "women", "youth"), nullable=False),
        sa.Column("scheduled_on", sa.Date(), nullable=False),
        sa.Column("agenda", sa.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(
            f"cardinality(agenda) > 0 AND agenda <@ ARRAY{list(AGENDA)}::text[]", name=op.f("ck_meetings_agenda")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_meetings_forum_id_forums")),
    )
    op.create_index(
        "uq_meetings_a_day",
        "meetings",
        ["forum_id", "kind", "scheduled_on"],
        unique=True,
        postgresql_where=STANDING,
    )
    op.create_table(
        "holdings",
        *_fact("holdings"),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("voting_members", sa.Integer(), nullable=False),
        sa.Column("voting_present", sa.Integer(), nullable=False),
        sa.CheckConstraint("present BETWEEN 1 AND members", name=op.f("ck_holdings_present_are_members")),
        sa.CheckConstraint("voting_present BETWEEN 0 AND voting_members", name=op.f("ck_holdings_voting_are_members")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_holdings_meeting_id_meetings")),
    )
    op.create_index("uq_holdings_standing", "holdings", ["meeting_id"], unique=True, postgresql_where=STANDING)
    op.create_table(
        "attendees",
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("role", _codes("member_role", *ROLES), nullable=False),
        sa.Column("sex", _codes("sex", "female", "male", "not_stated"), nullable=False),
        sa.Column("age_band", _codes("age_band", "0-5", "6-17", "18-59", "60+", "not_stated"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_attendees_people")),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.id"], name=op.f("fk_attendees_holding_id_holdings")),
        sa.PrimaryKeyConstraint("holding_id", "role", "sex", "age_band", name=op.f("pk_attendees")),
    )
    op.create_table(
        "minutes",
        *_fact("minutes"),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("minute_kind", "discussion", "information", "decision"), nullable=False),
        sa.Column("about", _codes("agenda_item", *AGENDA), nullable=False),
        sa.Column("outcome", _codes("outcome", "adopted", "rejected", "postponed"), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'decision') = (outcome IS NOT NULL)", name=op.f("ck_minutes_outcome_of_a_decision")
        ),
        sa.CheckConstraint("num_nonnulls(votes_for, votes_against) IN (0, 2)", name=op.f("ck_minutes_votes_whole")),
        sa.CheckConstraint("votes_for IS NULL OR outcome IS NOT NULL", name=op.f("ck_minutes_votes_on_a_decision")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id_meetings")),
        sa.UniqueConstraint("id", "recorded_by", name=op.f("uq_minutes_id_recorded_by")),
    )
    op.create_index(op.f("ix_minutes_meeting_id"), "minutes", ["meeting_id"])
    op.create_table(
        "minute_releases",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("minute_id", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.CheckConstraint("recorded_by <> written_by", name=op.f("ck_minute_releases_two_people")),
        sa.ForeignKeyConstraint(
            ["minute_id", "written_by"],
            ["minutes.id", "minutes.recorded_by"],
            name=op.f("fk_minute_releases_minute_id_written_by_minutes"),
        ),
        sa.PrimaryKeyConstraint("minute_id", name=op.f("pk_minute_releases")),
    )
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
