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
        "activities",
        "households",
        "people",
        "attendances",
        "displacements",
        "memberships",
        "particulars",
    ),
    "unchanging": (),
}


def upgrade() -> None:
    op.execute(RECORDED_NOW)
    op.execute(APPEND_ONLY)
    op.execute(UNCHANGING)
    op.create_table(
        "activities",
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
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "social_cohesion",
                "mediation",
                "peacebuilding",
                "mhpss",
                "training_cp",
                "training_conflict",
                "training_voc",
                "training_business",
                "awareness",
                name="activity_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_activities_ends_after_start")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_activities_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(op.f("ix_activities_project"), "activities", ["project"], unique=False)
    op.create_table(
        "households",
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
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_households_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
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
        "people",
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
        sa.Column("registration_number", sa.String(length=14), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_people_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("registration_number", name=op.f("uq_people_registration_number")),
    )
    op.create_table(
        "attendances",
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
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("attended_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_attendances_void_whole")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attendances_activity_id_activities")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendances_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
    )
    op.create_index("ix_attendances_activity_id", "attendances", ["activity_id"], unique=False)
    op.create_index(
        "uq_attendances_standing",
        "attendances",
        ["person_id", "activity_id", "attended_on"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "displacements",
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
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "idp_camp",
                "idp_out_of_camp",
                "returnee",
                "secondary_displaced",
                "stayee",
                "host_community",
                "refugee",
                "unknown",
                name="displacement_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("num_nonnulls(household_id, person_id) = 1", name=op.f("ck_displacements_of_one")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_displacements_void_whole")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_displacements_household_id_households")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_displacements_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_displacements")),
    )
    op.create_index("ix_displacements_household_id", "displacements", ["household_id", "since"], unique=False)
    op.create_index("ix_displacements_person_id", "displacements", ["person_id", "since"], unique=False)
    op.create_table(
        "memberships",
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
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "head",
                "spouse",
                "child",
                "parent",
                "sibling",
                "other_relative",
                "not_related",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("int4range(person_id, person_id, '[]')"), "&&"),
            (sa.text("daterange(joined_on, left_on)"), "&&"),
            where=sa.text("voided_at IS NULL"),
            using="gist",
            name="ex_memberships_one_at_a_time",
        ),
        sa.CheckConstraint("left_on > joined_on", name=op.f("ck_memberships_left_after_joining")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_memberships_void_whole")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_memberships_household_id_households")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_household_id", "memberships", ["household_id"], unique=False)
    op.create_index("ix_memberships_person_id", "memberships", ["person_id"], unique=False)
    op.create_table(
        "particulars",
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
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_native", sa.String(length=80), nullable=False),
        sa.Column("given_latin", sa.String(length=80), nullable=True),
        sa.Column("father_native", sa.String(length=80), nullable=True),
        sa.Column("father_latin", sa.String(length=80), nullable=True),
        sa.Column("grandfather_native", sa.String(length=80), nullable=True),
        sa.Column("grandfather_latin", sa.String(length=80), nullable=True),
        sa.Column("great_grandfather_native", sa.String(length=80), nullable=True),
        sa.Column("great_grandfather_latin", sa.String(length=80), nullable=True),
        sa.Column("nisba_native", sa.String(length=80), nullable=True),
        sa.Column("nisba_latin", sa.String(length=80), nullable=True),
        sa.Column("mother_given_native", sa.String(length=80), nullable=True),
        sa.Column("mother_given_latin", sa.String(length=80), nullable=True),
        sa.Column("mother_father_native", sa.String(length=80), nullable=True),
        sa.Column("mother_father_latin", sa.String(length=80), nullable=True),
        sa.Column("mother_grandfather_native", sa.String(length=80), nullable=True),
        sa.Column("mother_grandfather_latin", sa.String(length=80), nullable=True),
        sa.Column("known_as_native", sa.String(length=80), nullable=True),
        sa.Column("known_as_latin", sa.String(length=80), nullable=True),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "not_stated", name="sex", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column(
            "birth_precision",
            sa.Enum(
                "day",
                "month",
                "year",
                "estimated",
                "unknown",
                name="birth_precision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.CheckConstraint("(birth_date IS NULL) = (birth_precision = 'unknown')", name=op.f("ck_particulars_birth")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_particulars_void_whole")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_particulars_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_particulars")),
    )
    op.create_index("ix_particulars_person_id", "particulars", ["person_id"], unique=False)
    op.create_index(
        "uq_particulars_standing",
        "particulars",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
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
    op.drop_index("uq_particulars_standing", table_name="particulars", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_index("ix_particulars_person_id", table_name="particulars")
    op.drop_table("particulars")
    op.drop_index("ix_memberships_person_id", table_name="memberships")
    op.drop_index("ix_memberships_household_id", table_name="memberships")
    op.drop_table("memberships")
    op.drop_index("ix_displacements_person_id", table_name="displacements")
    op.drop_index("ix_displacements_household_id", table_name="displacements")
    op.drop_table("displacements")
    op.drop_index("uq_attendances_standing", table_name="attendances", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_index("ix_attendances_activity_id", table_name="attendances")
    op.drop_table("attendances")
    op.drop_table("people")
    op.drop_table("outbox")
    op.drop_table("moment")
    op.drop_table("idempotency_keys")
    op.drop_table("households")
    op.drop_index(op.f("ix_activities_project"), table_name="activities")
    op.drop_table("activities")
    op.execute("DROP FUNCTION unchanging")
    op.execute("DROP FUNCTION append_only")
    op.execute("DROP FUNCTION recorded_now")
