"""Contracts with their versions and tranches, and milestones that were prepared and verified."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_TRANCHES_SUM = """
CREATE FUNCTION tranches_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE judged integer;
BEGIN
    IF TG_TABLE_NAME = 'tranches' THEN
        judged := NEW.version_id;
    ELSE
        judged := NEW.id;
    END IF;
    IF (SELECT coalesce(sum(amount), 0) FROM tranches WHERE version_id = judged)
        <> (SELECT amount FROM contract_versions WHERE id = judged) THEN
        RAISE EXCEPTION 'the tranches of a version add up to its value'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tranches_sum';
    END IF;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "contracts",
        *_fact(),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        _whole("contracts"),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_contracts_award_id_awards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
    op.create_index("uq_contracts_standing", "contracts", ["award_id"], unique=True, postgresql_where=_STANDING)
    op.create_table(
        "contract_versions",
        *_recorded(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_contract_versions_version")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_contract_versions_amount_positive")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_versions_contract_id_contracts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_versions")),
        sa.UniqueConstraint("contract_id", "version", name=op.f("uq_contract_versions_contract_id_version")),
    )
    op.create_table(
        "tranches",
        *_fact(),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_tranches_number")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_tranches_amount_positive")),
        _whole("tranches"),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_tranches_contract_id_contracts")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_versions.id"], name=op.f("fk_tranches_version_id_contract_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranches")),
        sa.UniqueConstraint("version_id", "number", name=op.f("uq_tranches_version_id_number")),
    )
    op.create_index("ix_tranches_contract_id", "tranches", ["contract_id"])
    op.create_table(
        "milestones",
        *_fact(),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("tranche", sa.Integer(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.CheckConstraint("tranche > 0", name=op.f("ck_milestones_tranche")),
        _whole("milestones"),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_milestones_contract_id_contracts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("id", "recorded_by", name=op.f("uq_milestones_id_recorded_by")),
    )
    op.create_index(
        "uq_milestones_standing", "milestones", ["contract_id", "tranche"], unique=True, postgresql_where=_STANDING
    )
    op.create_table(
        "milestone_files",
        *_recorded(),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestones.id"], name=op.f("fk_milestone_files_milestone_id_milestones")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_milestone_files_file_id_files")),
        sa.PrimaryKeyConstraint("milestone_id", "file_id", name=op.f("pk_milestone_files")),
    )
    op.create_index("ix_milestone_files_file_id", "milestone_files", ["file_id"])
    op.create_table(
        "milestone_verifications",
        *_recorded(),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.CheckConstraint("recorded_by <> prepared_by", name=op.f("ck_milestone_verifications_by_another")),
        sa.ForeignKeyConstraint(
            ["milestone_id", "prepared_by"],
            ["milestones.id", "milestones.recorded_by"],
            name=op.f("fk_milestone_verifications_milestone_id_prepared_by_milestones"),
        ),
        sa.PrimaryKeyConstraint("milestone_id", name=op.f("pk_milestone_verifications")),
    )
    for table in ("contracts", "tranches", "milestones"):
        _hold(table, "append_only")
    for table in ("contract_versions", "milestone_files", "milestone_verifications"):
        _hold(table, "unchanging")
    op.execute(_TRANCHES_SUM)
    for table in ("contract_versions", "tranches"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER tranches_sum AFTER INSERT ON {table}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tranches_sum()"
        )


def downgrade() -> None:
    for table in ("milestone_verifications", "milestone_files", "milestones", "tranches", "contract_versions"):
        op.drop_table(table)
    op.drop_table("contracts")
    op.execute("DROP FUNCTION tranches_sum()")


def _fact() -> Iterator[sa.Column[object]]:
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield sa.Column("id", sa.Integer(), nullable=False)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _whole(table: str) -> sa.CheckConstraint:
    voided = "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)"
    return sa.CheckConstraint(voided, name=op.f(f"ck_{table}_void_whole"))


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _hold(table: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(
        f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
