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
        "partners",
        "agreements",
    ),
    "unchanging": (
        "reads",
        "seals",
        "seal_approvals",
    ),
}


def upgrade() -> None:
    op.execute(RECORDED_NOW)
    op.execute(APPEND_ONLY)
    op.execute(UNCHANGING)
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
        "partners",
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
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "caller_class",
            sa.Enum(
                "staff",
                "security",
                "authority",
                "aid",
                "donor",
                name="caller_class",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("caller_class <> 'staff'", name=op.f("ck_partners_never_staff")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_partners_void_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("id", "caller_class", name=op.f("uq_partners_id_caller_class")),
    )
    op.create_index(
        "uq_partners_standing", "partners", ["code"], unique=True, postgresql_where=sa.text("voided_at IS NULL")
    )
    op.create_table(
        "reads",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column(
            "caller_class",
            sa.Enum(
                "staff",
                "security",
                "authority",
                "aid",
                "donor",
                name="caller_class",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reads")),
    )
    op.create_table(
        "seals",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    op.create_index(op.f("ix_seals_project"), "seals", ["project"], unique=False)
    op.create_table(
        "agreements",
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
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column(
            "caller_class",
            sa.Enum(
                "staff",
                "security",
                "authority",
                "aid",
                "donor",
                name="caller_class",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("datasets", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("projects", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "caller_class <> 'donor' OR datasets <@ ARRAY['results']", name=op.f("ck_agreements_donor_ceiling")
        ),
        sa.CheckConstraint(
            "caller_class <> 'security' OR datasets <@ ARRAY['results', 'forums', 'members']",
            name=op.f("ck_agreements_security_ceiling"),
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_agreements_ends_after_start")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_agreements_void_whole")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "caller_class"],
            ["partners.id", "partners.caller_class"],
            name=op.f("fk_agreements_partner_id_caller_class_partners"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("partner_id", "version", name=op.f("uq_agreements_partner_id_version")),
    )
    op.create_index(
        "uq_agreements_standing",
        "agreements",
        ["partner_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "seal_approvals",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_seal_approvals_seal_id_seals")),
        sa.PrimaryKeyConstraint("seal_id", name=op.f("pk_seal_approvals")),
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
    op.drop_table("seal_approvals")
    op.drop_index("uq_agreements_standing", table_name="agreements", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_table("agreements")
    op.drop_index(op.f("ix_seals_project"), table_name="seals")
    op.drop_table("seals")
    op.drop_table("reads")
    op.drop_index("uq_partners_standing", table_name="partners", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_table("partners")
    op.drop_table("outbox")
    op.drop_table("moment")
    op.drop_table("idempotency_keys")
    op.execute("DROP FUNCTION unchanging")
    op.execute("DROP FUNCTION append_only")
    op.execute("DROP FUNCTION recorded_now")
