"""Enterprises in full: what owners declare, whose they are, what visitors found, and which may be one."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SECTORS = ("agriculture", "food", "construction", "manufacturing", "services", "trade")
_STANDING = sa.text("voided_at IS NULL")
_STAFF = "staff_women >= 0 AND staff_men >= 0"
_REVENUE = "revenue > 0 AND currency IS NOT NULL OR num_nonnulls(revenue, currency) = 0"
_FORMS = ("registry_form", "legal_name_form")


def upgrade() -> None:
    for column in _stated():
        op.add_column("enterprises", column)
    for form in _FORMS:
        op.add_column("enterprises", sa.Column(form, sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_enterprises_staff"), "enterprises", _STAFF)
    op.create_check_constraint(op.f("ck_enterprises_revenue"), "enterprises", _REVENUE)
    op.create_unique_constraint(op.f("uq_enterprises_id_recorded_by"), "enterprises", ["id", "recorded_by"])
    for name in (*_FORMS, "phone"):
        op.create_index(f"ix_enterprises_{name}", "enterprises", [name], postgresql_where=_STANDING)
    op.create_table(
        "owners",
        *_fact(),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sex", _codes("sex", "female", "male", "not_stated"), nullable=False),
        _whole("owners"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_owners_enterprise_id_enterprises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owners")),
    )
    op.create_index(
        "uq_owners_standing", "owners", ["enterprise_id", "person_id"], unique=True, postgresql_where=_STANDING
    )
    op.create_index("ix_owners_person_id", "owners", ["person_id"], postgresql_where=_STANDING)
    stated = list(_stated())
    op.create_table(
        "verifications",
        *_fact(),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("declared_by", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("sector", _codes("sector", *_SECTORS), nullable=True),
        sa.Column("place", sa.String(length=11), nullable=True),
        *stated,
        sa.CheckConstraint("recorded_by <> declared_by", name=op.f("ck_verifications_by_another")),
        sa.CheckConstraint(
            "num_nonnulls(name, legal_name, registry_number, phone, sector, place, founded, staff_women, staff_men,"
            " revenue, currency, registration) > 0",
            name=op.f("ck_verifications_found"),
        ),
        sa.CheckConstraint(_STAFF, name=op.f("ck_verifications_staff")),
        sa.CheckConstraint(_REVENUE, name=op.f("ck_verifications_revenue")),
        _whole("verifications"),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "declared_by"],
            ["enterprises.id", "enterprises.recorded_by"],
            name=op.f("fk_verifications_enterprise_id_declared_by_enterprises"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index("ix_verifications_enterprise_id_id", "verifications", ["enterprise_id", "id"])
    op.create_table(
        "doubles",
        *_fact(),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("same_registry_number", sa.Boolean(), nullable=False),
        sa.Column("same_legal_name", sa.Boolean(), nullable=False),
        sa.Column("same_phone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_doubles_in_order")),
        sa.CheckConstraint("same_registry_number OR same_legal_name OR same_phone", name=op.f("ck_doubles_same")),
        _whole("doubles"),
        sa.ForeignKeyConstraint(["first_id"], ["enterprises.id"], name=op.f("fk_doubles_first_id_enterprises")),
        sa.ForeignKeyConstraint(["second_id"], ["enterprises.id"], name=op.f("fk_doubles_second_id_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubles")),
    )
    op.create_index(
        "uq_doubles_standing", "doubles", ["first_id", "second_id"], unique=True, postgresql_where=_STANDING
    )
    op.create_index("ix_doubles_second_id", "doubles", ["second_id"])
    op.create_table(
        "double_settlements",
        *_recorded(),
        sa.Column("double_id", sa.Integer(), nullable=False),
        sa.Column("outcome", _codes("double_outcome", "two_enterprises", "one_enterprise"), nullable=False),
        sa.ForeignKeyConstraint(["double_id"], ["doubles.id"], name=op.f("fk_double_settlements_double_id_doubles")),
        sa.PrimaryKeyConstraint("double_id", name=op.f("pk_double_settlements")),
    )
    for table in ("owners", "verifications", "doubles"):
        _hold(table, "append_only")
    _hold("double_settlements", "unchanging")


def downgrade() -> None:
    for table in ("double_settlements", "doubles", "verifications", "owners"):
        op.drop_table(table)
    op.drop_constraint(op.f("uq_enterprises_id_recorded_by"), "enterprises")
    for name in (*_FORMS, *(column.name for column in _stated())):
        op.drop_column("enterprises", name)


def _stated() -> Iterator[sa.Column[object]]:
    """What may be stated of an enterprise, by its owners and by a visitor."""
    yield sa.Column("legal_name", sa.String(length=200), nullable=True)
    yield sa.Column("registry_number", sa.String(length=40), nullable=True)
    yield sa.Column("phone", sa.String(length=16), nullable=True)
    yield sa.Column("founded", sa.Integer(), nullable=True)
    yield sa.Column("staff_women", sa.Integer(), nullable=True)
    yield sa.Column("staff_men", sa.Integer(), nullable=True)
    yield sa.Column("revenue", sa.Numeric(20, 3), nullable=True)
    yield sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=True)
    yield sa.Column("registration", _codes("registration", "formal", "support_letter", "neither"), nullable=True)


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
