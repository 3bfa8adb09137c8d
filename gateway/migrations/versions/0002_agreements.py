"""Agreements with versions and two signatures, credentials, suspensions, limits, and who was told about whom.

Partners and their secrets are carried over, as onboarded before anybody had to approve it. Agreements are not: they
have neither a legal basis nor a signature, so they are drafted anew. A code is given once from now on: of several
partners that had the same, the last keeps it, and the others get their number behind it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HELD = {
    "append_only": (
        "partners",
        "credentials",
        "agreements",
    ),
    "unchanging": (
        "decisions",
        "approvals",
        "suspensions",
        "agreement_versions",
        "agreement_grants",
        "reads",
        "read_subjects",
        "destructions",
    ),
}

BEFORE = (
    "CREATE TEMPORARY TABLE partners_before ON COMMIT DROP AS SELECT * FROM partners",
    "CREATE TEMPORARY TABLE reads_before ON COMMIT DROP AS SELECT * FROM reads",
    "DROP TABLE agreements, partners, reads",
)

CARRIED_OVER = (
    "INSERT INTO decisions (matter, needed, recorded_by)"
    " SELECT 'partner', 0, 'before approvals' WHERE EXISTS (SELECT FROM partners_before)",
    "INSERT INTO partners (id, code, name, caller_class, sandbox, contacts, requests_per_minute, lookups_per_day,"
    " decision_id, recorded_at, recorded_by, voided_at, voided_by, void_reason)"
    " SELECT id, CASE WHEN id = max(id) OVER (PARTITION BY code) THEN code"
    " ELSE rtrim(left(code, 29), '-') || '-' || id END, name, caller_class, false, '{}', 300, 1000,"
    " (SELECT max(id) FROM decisions),"
    " recorded_at, recorded_by, voided_at, voided_by, CASE void_reason WHEN 'corrected' THEN 'replaced'"
    " WHEN 'duplicate' THEN 'entered_in_error' ELSE void_reason END FROM partners_before",
    "SELECT setval(pg_get_serial_sequence('partners', 'id'), (SELECT max(id) FROM partners))",
    "INSERT INTO credentials (partner_id, kind, secret_hash, decision_id, recorded_at, recorded_by)"
    " SELECT id, 'secret', secret_hash, (SELECT max(id) FROM decisions), recorded_at, recorded_by"
    " FROM partners_before WHERE voided_at IS NULL",
    "INSERT INTO reads (caller, caller_class, roles, purpose, agreement, what, project, fields, request_id,"
    " recorded_at) SELECT caller, caller_class, '{}', purpose, agreement, what, project, fields, request_id,"
    " recorded_at FROM reads_before ORDER BY id",
)


def upgrade() -> None:
    for statement in BEFORE:
        op.execute(statement)
    op.create_table(
        "decisions",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "matter",
            sa.Enum(
                "partner",
                "credential",
                "version",
                "resumption",
                "break_glass",
                name="matter",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.CheckConstraint("needed BETWEEN 0 AND 2", name=op.f("ck_decisions_needed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
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
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "service-delivery",
                "monitoring",
                "protection",
                "community-policing",
                "livelihood-support",
                "case-referral",
                "donor-reporting",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("agreement", sa.Text(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.CheckConstraint(
            "(caller_class = 'staff') = (agreement IS NULL) AND (caller_class = 'staff') = (cardinality(roles) > 0)",
            name=op.f("ck_reads_grounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reads")),
    )
    op.create_table(
        "approvals",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "caseworker",
                "activity_lead",
                "grants_officer",
                "finance_approver",
                "committee_member",
                "forum_focal_point",
                "monitoring",
                "protection",
                "data_protection_officer",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("place BETWEEN 1 AND 2", name=op.f("ck_approvals_place")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_approvals_decision_id_decisions")),
        sa.PrimaryKeyConstraint("decision_id", "place", name=op.f("pk_approvals")),
        sa.UniqueConstraint("decision_id", "recorded_by", name=op.f("uq_approvals_decision_id_recorded_by")),
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
                "ended",
                "compromised",
                "replaced",
                name="end_reason",
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
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("jwks_url", sa.Text(), nullable=True),
        sa.Column("contacts", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("requests_per_minute", sa.Integer(), nullable=False),
        sa.Column("lookups_per_day", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("caller_class <> 'staff'", name=op.f("ck_partners_never_staff")),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_partners_void_whole")
        ),
        sa.CheckConstraint("requests_per_minute > 0 AND lookups_per_day >= 0", name=op.f("ck_partners_limits")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_partners_decision_id_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("code", name=op.f("uq_partners_code")),
        sa.UniqueConstraint("id", "caller_class", name=op.f("uq_partners_id_caller_class")),
        sa.UniqueConstraint("id", "sandbox", name=op.f("uq_partners_id_sandbox")),
    )
    op.create_table(
        "read_subjects",
        sa.Column("read_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["read_id"], ["reads.id"], name=op.f("fk_read_subjects_read_id_reads")),
        sa.PrimaryKeyConstraint("read_id", "person_id", name=op.f("pk_read_subjects")),
    )
    op.create_index(op.f("ix_read_subjects_person_id"), "read_subjects", ["person_id"], unique=False)
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
                "ended",
                "compromised",
                "replaced",
                name="end_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
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
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "service-delivery",
                "monitoring",
                "protection",
                "community-policing",
                "livelihood-support",
                "case-referral",
                "donor-reporting",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_agreements_void_whole")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "caller_class"],
            ["partners.id", "partners.caller_class"],
            name=op.f("fk_agreements_partner_id_caller_class_partners"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "sandbox"],
            ["partners.id", "partners.sandbox"],
            name=op.f("fk_agreements_partner_id_sandbox_partners"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("code", name=op.f("uq_agreements_code")),
        sa.UniqueConstraint("id", "caller_class", name=op.f("uq_agreements_id_caller_class")),
        sa.UniqueConstraint("id", "sandbox", name=op.f("uq_agreements_id_sandbox")),
    )
    op.create_index(
        "uq_agreements_standing",
        "agreements",
        ["partner_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "assertions",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_assertions_partner_id_partners")),
        sa.PrimaryKeyConstraint("partner_id", "digest", name=op.f("pk_assertions")),
    )
    op.create_index(op.f("ix_assertions_expires_at"), "assertions", ["expires_at"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Text(), nullable=True),
        sa.Column(
            "void_reason",
            sa.Enum(
                "entered_in_error",
                "ended",
                "compromised",
                "replaced",
                name="end_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("key", "secret", name="credential_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("jwk", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("secret_hash", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(jwk, secret_hash) = 1 AND (kind = 'key') = (jwk IS NOT NULL)",
            name=op.f("ck_credentials_of_its_kind"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_credentials_void_whole")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_credentials_decision_id_decisions")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_credentials_partner_id_partners")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
    )
    op.create_index(op.f("ix_credentials_partner_id"), "credentials", ["partner_id"], unique=False)
    op.create_table(
        "usage",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lookups", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_usage_partner_id_partners")),
        sa.PrimaryKeyConstraint("partner_id", name=op.f("pk_usage")),
    )
    op.create_table(
        "agreement_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
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
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "legal_basis",
            sa.Enum(
                "consent",
                "vital_interest",
                "public_interest",
                "legitimate_interest",
                "contract",
                "legal_obligation",
                name="legal_basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "consent_purpose",
            sa.Enum(
                "service-delivery",
                "monitoring",
                "protection",
                "community-policing",
                "livelihood-support",
                "case-referral",
                "donor-reporting",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("projects", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("minimum_cell", sa.Integer(), nullable=False),
        sa.Column("onward_transfer", sa.Boolean(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("destruction", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("incident_contacts", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("widens", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(legal_basis = 'consent') = (consent_purpose IS NOT NULL)", name=op.f("ck_agreement_versions_basis")
        ),
        sa.CheckConstraint(
            "CASE WHEN sandbox THEN array_to_string(projects, ' ') ~ '^SANDBOX-[^ ]*( SANDBOX-[^ ]*)*$'"
            " ELSE array_to_string(projects, ' ') !~ '(^| )SANDBOX-' END",
            name=op.f("ck_agreement_versions_synthetic"),
        ),
        sa.CheckConstraint(
            "cardinality(areas) > 0 AND cardinality(projects) > 0", name=op.f("ck_agreement_versions_bounded")
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_agreement_versions_ends_after_start")),
        sa.CheckConstraint("minimum_cell >= 10", name=op.f("ck_agreement_versions_minimum_cell")),
        sa.CheckConstraint("review_on BETWEEN starts_on AND ends_on", name=op.f("ck_agreement_versions_review_within")),
        sa.ForeignKeyConstraint(
            ["agreement_id", "caller_class"],
            ["agreements.id", "agreements.caller_class"],
            name=op.f("fk_agreement_versions_agreement_id_caller_class_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id", "sandbox"],
            ["agreements.id", "agreements.sandbox"],
            name=op.f("fk_agreement_versions_agreement_id_sandbox_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_agreement_versions_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_versions")),
        sa.UniqueConstraint("agreement_id", "version", name=op.f("uq_agreement_versions_agreement_id_version")),
        sa.UniqueConstraint("id", "caller_class", name=op.f("uq_agreement_versions_id_caller_class")),
    )
    op.create_table(
        "destructions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_destructions_agreement_id_agreements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destructions")),
    )
    op.create_index(
        "ix_destructions_agreement_id_person_id", "destructions", ["agreement_id", "person_id"], unique=False
    )
    op.create_table(
        "suspensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("num_nonnulls(partner_id, agreement_id) = 1", name=op.f("ck_suspensions_of_one")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_suspensions_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_suspensions_decision_id_decisions")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_suspensions_partner_id_partners")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    op.create_index(op.f("ix_suspensions_agreement_id"), "suspensions", ["agreement_id"], unique=False)
    op.create_index(op.f("ix_suspensions_partner_id"), "suspensions", ["partner_id"], unique=False)
    op.create_table(
        "agreement_grants",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
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
        sa.Column(
            "ceiling",
            sa.Enum(
                "low",
                "moderate",
                "high",
                "severe",
                name="sensitivity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=True),
        sa.CheckConstraint(
            "caller_class <> 'aid' OR (dataset = 'results' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'forums' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'members' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'people' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'households' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'displacements' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'activities' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'attendances' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'assistances' AND ceiling IN ('low', 'moderate', 'high'))",
            name=op.f("ck_agreement_grants_aid_ceiling"),
        ),
        sa.CheckConstraint(
            "caller_class <> 'authority' OR (dataset = 'results' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'forums' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'members' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'people' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'households' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'displacements' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'activities' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'attendances' AND ceiling IN ('low', 'moderate', 'high'))"
            " OR (dataset = 'assistances' AND ceiling IN ('low', 'moderate', 'high'))",
            name=op.f("ck_agreement_grants_authority_ceiling"),
        ),
        sa.CheckConstraint(
            "caller_class <> 'donor' OR (dataset = 'results' AND ceiling IN ('low', 'moderate'))",
            name=op.f("ck_agreement_grants_donor_ceiling"),
        ),
        sa.CheckConstraint(
            "caller_class <> 'security' OR (dataset = 'results' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'forums' AND ceiling IN ('low', 'moderate'))"
            " OR (dataset = 'members' AND ceiling IN ('low', 'moderate'))",
            name=op.f("ck_agreement_grants_security_ceiling"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "caller_class"],
            ["agreement_versions.id", "agreement_versions.caller_class"],
            name=op.f("fk_agreement_grants_version_id_caller_class_agreement_versions"),
        ),
        sa.PrimaryKeyConstraint("version_id", "dataset", name=op.f("pk_agreement_grants")),
    )
    op.create_foreign_key(
        op.f("fk_reads_version_id_agreement_versions"), "reads", "agreement_versions", ["version_id"], ["id"]
    )
    op.create_index(
        "ix_reads_version_id",
        "reads",
        ["version_id"],
        unique=False,
        postgresql_where=sa.text("version_id IS NOT NULL"),
    )
    for statement in CARRIED_OVER:
        op.execute(statement)
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
    op.drop_constraint(op.f("fk_reads_version_id_agreement_versions"), "reads")
    for table in (
        "destructions",
        "agreement_grants",
        "agreement_versions",
        "suspensions",
        "usage",
        "credentials",
        "assertions",
        "agreements",
        "partners",
        "approvals",
        "decisions",
        "read_subjects",
        "reads",
    ):
        op.drop_table(table)
    classes = "('staff', 'security', 'authority', 'aid', 'donor')"
    fact = """
        recorded_at timestamptz DEFAULT recorded_now() NOT NULL,
        recorded_by text NOT NULL,
        voided_at timestamptz,
        voided_by text,
        void_reason varchar(40)
            CONSTRAINT void_reason CHECK (void_reason IN ('entered_in_error', 'duplicate', 'corrected')),
        id serial CONSTRAINT pk_{table} PRIMARY KEY,
        CONSTRAINT ck_{table}_void_whole CHECK (num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3))
    """
    op.execute(f"""
        CREATE TABLE partners ({fact.format(table="partners")},
            code varchar(40) NOT NULL,
            name varchar(200) NOT NULL,
            caller_class varchar(40) NOT NULL CONSTRAINT caller_class CHECK (caller_class IN {classes}),
            secret_hash text NOT NULL,
            CONSTRAINT ck_partners_never_staff CHECK (caller_class <> 'staff'),
            CONSTRAINT uq_partners_id_caller_class UNIQUE (id, caller_class)
        )
    """)
    op.execute("CREATE UNIQUE INDEX uq_partners_standing ON partners (code) WHERE voided_at IS NULL")
    op.execute(f"""
        CREATE TABLE agreements ({fact.format(table="agreements")},
            partner_id int NOT NULL,
            caller_class varchar(40) NOT NULL CONSTRAINT caller_class CHECK (caller_class IN {classes}),
            version int NOT NULL,
            purpose text NOT NULL,
            datasets text[] NOT NULL,
            areas text[] NOT NULL,
            projects text[] NOT NULL,
            starts_on date NOT NULL,
            ends_on date NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX uq_agreements_standing ON agreements (partner_id) WHERE voided_at IS NULL")
    op.execute(f"""
        CREATE TABLE reads (
            id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_reads PRIMARY KEY,
            caller text NOT NULL,
            caller_class varchar(40) NOT NULL CONSTRAINT caller_class CHECK (caller_class IN {classes}),
            purpose text NOT NULL,
            agreement text NOT NULL,
            what text NOT NULL,
            project text,
            fields text[] NOT NULL,
            request_id text NOT NULL,
            recorded_at timestamptz DEFAULT recorded_now() NOT NULL
        )
    """)
