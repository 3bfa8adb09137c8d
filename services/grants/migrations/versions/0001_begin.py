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
        "assistances",
        "enterprises",
        "projects",
        "awards",
        "payments",
    ),
    "unchanging": (),
}


def upgrade() -> None:
    op.execute(RECORDED_NOW)
    op.execute(APPEND_ONLY)
    op.execute(UNCHANGING)
    op.create_table(
        "assistances",
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
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "not_stated", name="sex", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "modality",
            sa.Enum(
                "BSP",
                "BEP",
                "ESP",
                "FT",
                "JP",
                "OJT",
                "VT",
                "CFW",
                name="modality",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=3), nullable=False),
        sa.Column(
            "currency",
            sa.Enum("USD", "IQD", name="currency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_assistances_amount_positive")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_assistances_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistances")),
    )
    op.create_index(op.f("ix_assistances_person_id"), "assistances", ["person_id"], unique=False)
    op.create_index(op.f("ix_assistances_project"), "assistances", ["project"], unique=False)
    op.create_table(
        "enterprises",
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
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "agriculture",
                "food",
                "construction",
                "manufacturing",
                "services",
                "trade",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_enterprises_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
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
        "projects",
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
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("donor", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("budget", sa.Numeric(precision=20, scale=3), nullable=False),
        sa.Column(
            "currency",
            sa.Enum("USD", "IQD", name="currency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.CheckConstraint("budget > 0", name=op.f("ck_projects_budget_positive")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_projects_ends_after_start")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_projects_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )
    op.create_index("ix_projects_code", "projects", ["code"], unique=False)
    op.create_index(
        "uq_projects_standing", "projects", ["code"], unique=True, postgresql_where=sa.text("voided_at IS NULL")
    )
    op.create_table(
        "awards",
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
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column(
            "owner_sex",
            sa.Enum(
                "female", "male", "not_stated", name="owner_sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=20, scale=3), nullable=False),
        sa.Column(
            "currency",
            sa.Enum("USD", "IQD", name="currency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_awards_amount_positive")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_awards_void_whole")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_awards_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
    )
    op.create_index(op.f("ix_awards_project"), "awards", ["project"], unique=False)
    op.create_index(
        "uq_awards_standing",
        "awards",
        ["enterprise_id", "project"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "payments",
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
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("assistance_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=35), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=3), nullable=False),
        sa.Column(
            "currency",
            sa.Enum("USD", "IQD", name="currency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount_positive")),
        sa.CheckConstraint("num_nonnulls(award_id, assistance_id) = 1", name=op.f("ck_payments_of_one")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_payments_void_whole")
        ),
        sa.ForeignKeyConstraint(
            ["assistance_id"], ["assistances.id"], name=op.f("fk_payments_assistance_id_assistances")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_payments_award_id_awards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_assistance_id"), "payments", ["assistance_id"], unique=False)
    op.create_index(op.f("ix_payments_award_id"), "payments", ["award_id"], unique=False)
    op.create_index(
        "uq_payments_standing", "payments", ["reference"], unique=True, postgresql_where=sa.text("voided_at IS NULL")
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
    op.drop_index("uq_payments_standing", table_name="payments", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_index(op.f("ix_payments_award_id"), table_name="payments")
    op.drop_index(op.f("ix_payments_assistance_id"), table_name="payments")
    op.drop_table("payments")
    op.drop_index("uq_awards_standing", table_name="awards", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_index(op.f("ix_awards_project"), table_name="awards")
    op.drop_table("awards")
    op.drop_index("uq_projects_standing", table_name="projects", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_index("ix_projects_code", table_name="projects")
    op.drop_table("projects")
    op.drop_table("outbox")
    op.drop_table("moment")
    op.drop_table("idempotency_keys")
    op.drop_table("enterprises")
    op.drop_index(op.f("ix_assistances_project"), table_name="assistances")
    op.drop_index(op.f("ix_assistances_person_id"), table_name="assistances")
    op.drop_table("assistances")
    op.execute("DROP FUNCTION unchanging")
    op.execute("DROP FUNCTION append_only")
    op.execute("DROP FUNCTION recorded_now")
