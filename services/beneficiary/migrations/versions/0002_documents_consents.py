"""Identity documents, consent notices and consents."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HELD = ("documents", "notices", "consents")


def upgrade() -> None:
    op.create_table(
        "notices",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
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
        sa.Column(
            "recipient_class",
            sa.Enum("authority", "aid", name="recipient_class", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_en", sa.String(length=4000), nullable=False),
        sa.Column("text_ar", sa.String(length=4000), nullable=False),
        sa.Column("text_ckb", sa.String(length=4000), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_notices_void_whole")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_notices_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("purpose", "recipient_class", "version", name="uq_notices_version"),
    )
    op.create_table(
        "consents",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
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
        sa.Column(
            "recipient_class",
            sa.Enum("authority", "aid", name="recipient_class", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum("given", "withdrawn", name="decision", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "ar", "ckb", name="language", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "witnessed",
            sa.Enum(
                "signature",
                "thumbprint",
                "verbal_before_witness",
                name="witnessed",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column(
            "given_by",
            sa.Enum(
                "self",
                "mother",
                "father",
                "grandparent",
                "guardian",
                name="given_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proxy_person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("decision = 'withdrawn' OR notice_id IS NOT NULL", name=op.f("ck_consents_given_on_notice")),
        sa.CheckConstraint(
            "given_by <> 'self' OR proxy_person_id IS NULL", name=op.f("ck_consents_self_without_proxy")
        ),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_consents_void_whole")
        ),
        sa.CheckConstraint("proxy_person_id <> person_id", name=op.f("ck_consents_proxy_is_another")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_consents_notice_id_notices")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people")),
        sa.ForeignKeyConstraint(["proxy_person_id"], ["people.id"], name=op.f("fk_consents_proxy_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        "ix_consents_latest",
        "consents",
        ["person_id", "purpose", "recipient_class", "decided_on", "id"],
        unique=False,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index("ix_consents_notice_id", "consents", ["notice_id"], unique=False)
    op.create_table(
        "documents",
        *_fact(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "national_card",
                "civil_status_id",
                "nationality_certificate",
                "residence_card",
                "pds_card",
                "passport",
                "voter_card",
                "momd_card",
                "unhcr",
                name="document_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("last_three", sa.String(length=3), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f("ck_documents_void_whole")
        ),
        sa.CheckConstraint("octet_length(number_index) = 32", name=op.f("ck_documents_number_index")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_documents_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index("ix_documents_number_index", "documents", ["number_index"], unique=False)
    op.create_index(
        "uq_documents_standing",
        "documents",
        ["person_id", "number_index"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    for table in HELD:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    op.drop_index("uq_documents_standing", table_name="documents", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_index("ix_documents_number_index", table_name="documents")
    op.drop_table("documents")
    op.drop_index("ix_consents_notice_id", table_name="consents")
    op.drop_index("ix_consents_latest", table_name="consents", postgresql_where=sa.text("voided_at IS NULL"))
    op.drop_table("consents")
    op.drop_table("notices")


def _fact() -> Iterator[sa.Column[object]]:
    """The columns that every table of facts begins with."""
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    reasons = ("entered_in_error", "duplicate", "corrected")
    kept = sa.Enum(*reasons, name="void_reason", native_enum=False, create_constraint=True, length=40)
    yield sa.Column("void_reason", kept, nullable=True)
