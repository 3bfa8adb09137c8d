"""Begin: the tables, functions and triggers that this service starts with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


RECORDED_NOW = """
CREATE FUNCTION recorded_now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN greatest(clock_timestamp(), (SELECT at + interval '1 microsecond' FROM moment));
END
$$
"""

APPEND_ONLY = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE void text[] := ARRAY['voided_at', 'voided_by', 'void_reason'];
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
        OR to_jsonb(NEW) - void IS DISTINCT FROM to_jsonb(OLD) - void THEN
        RAISE EXCEPTION 'facts are append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

UNCHANGING = """
CREATE FUNCTION unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this record never changes' USING ERRCODE = 'restrict_violation';
END
$$
"""

HELD = {
    "append_only": (
        "forums",
        "members",
    ),
    "unchanging": (),
}


def upgrade() -> None:
    op.execute(RECORDED_NOW)
    op.execute(APPEND_ONLY)
    op.execute(UNCHANGING)
    op.create_table(
        "forums",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column(
            "void_reason",
            sa.Enum(
                "entered_in_error",
                "duplicate",
                "corrected",
                name="void_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "governorate",
                "district",
                "sub_district",
                "neighbourhood",
                name="forum_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=False),
        sa.Column(
            "set_up_by",
            sa.Enum(
                "interior_ministry",
                "interior_ministry_with_programme",
                "local_authority",
                "community",
                name="founder",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "length(place) = CASE level WHEN 'governorate' THEN 5 WHEN 'district' THEN 8 ELSE 11 END",
            name=op.f("ck_forums_level_and_place"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_forums_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forums")),
    )
    op.create_index(op.f("ix_forums_project"), "forums", ["project"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency_keys")),
        comment="What a key was first used for and which record its effect is; no personal data.",
    )
    op.create_table(
        "moment",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_moment_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_moment")),
        comment="The last moment that was fixed; a single row.",
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        comment="One row for every change, written with it; references only.",
    )
    op.create_table(
        "members",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column(
            "void_reason",
            sa.Enum(
                "entered_in_error",
                "duplicate",
                "corrected",
                name="void_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
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
                name="member_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "not_stated", name="sex", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "age_band",
            sa.Enum(
                "0-5",
                "6-17",
                "18-59",
                "60+",
                "not_stated",
                name="age_band",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("left_on > joined_on", name=op.f("ck_members_left_after_joining")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_members_void_whole")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_members_forum_id_forums")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_forum_id"), "members", ["forum_id"], unique=False)
    op.execute("INSERT INTO moment (at, sequence) VALUES ('1900-01-01T00:00:00Z', 0)")
    for function, tables in HELD.items():
        for table in tables:
            op.execute(
                f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
            op.execute(
                f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )


def downgrade() -> None:
    op.drop_index(op.f("ix_members_forum_id"), table_name="members")
    op.drop_table("members")
    op.drop_table("outbox")
    op.drop_table("moment")
    op.drop_table("idempotency_keys")
    op.drop_index(op.f("ix_forums_project"), table_name="forums")
    op.drop_table("forums")
    op.execute("DROP FUNCTION unchanging")
    op.execute("DROP FUNCTION append_only")
    op.execute("DROP FUNCTION recorded_now")
