"""What assistance is given as, in versions that somebody else approves, and deliveries of it."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_UNITS = ("piece", "set", "pack", "kilogram", "litre", "metre", "head", "hour", "month")
_LINES = """
CREATE FUNCTION provision_lines_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged record;
    lines bigint;
    cost numeric;
    approved numeric;
BEGIN
    IF TG_TABLE_NAME = 'provision_lines' THEN
        SELECT * INTO judged FROM provision_versions WHERE id = NEW.version_id;
    ELSE
        judged := NEW;
    END IF;
    SELECT count(*), coalesce(sum(quantity * unit_cost), 0) INTO lines, cost
        FROM provision_lines WHERE version_id = judged.id;
    SELECT assistance.amount INTO approved FROM provisions AS provision
        JOIN assistances AS assistance ON assistance.id = provision.assistance_id
        WHERE provision.id = judged.provision_id;
    IF (judged.form = 'cash' AND lines > 0) OR (judged.form = 'in_kind' AND cost <> approved) THEN
        RAISE EXCEPTION 'the lines of a version add up to the assistance'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'provision_lines_sum';
    END IF;
    IF EXISTS (
        SELECT FROM delivery_lines AS handed
        JOIN deliveries AS delivery ON delivery.id = handed.delivery_id
        JOIN provision_lines AS planned ON planned.version_id = handed.version_id AND planned.number = handed.number
        LEFT JOIN provision_lines AS line ON line.version_id = judged.id AND line.number = planned.number
            AND line.item = planned.item AND line.unit = planned.unit
        WHERE delivery.provision_id = judged.provision_id AND delivery.voided_at IS NULL
            AND NOT EXISTS (SELECT FROM delivery_returns AS back WHERE back.delivery_id = delivery.id)
        GROUP BY handed.number
        HAVING bool_or(line.number IS NULL) OR sum(handed.quantity) > max(line.quantity)
    ) THEN
        RAISE EXCEPTION 'what was delivered stays in every version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'provision_lines_delivered';
    END IF;
    RETURN NULL;
END
$$
"""
_PLANNED = """
CREATE FUNCTION delivered_as_planned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held integer;
    planned bigint;
    delivered bigint;
BEGIN
    SELECT provision_id INTO held FROM deliveries WHERE id = NEW.delivery_id;
    PERFORM FROM provisions WHERE id = held FOR UPDATE;
    SELECT quantity INTO planned FROM provision_lines WHERE version_id = NEW.version_id AND number = NEW.number;
    SELECT coalesce(sum(handed.quantity), 0) INTO delivered
        FROM delivery_lines AS handed JOIN deliveries AS delivery ON delivery.id = handed.delivery_id
        WHERE delivery.provision_id = held AND handed.number = NEW.number AND delivery.voided_at IS NULL
            AND NOT EXISTS (SELECT FROM delivery_returns AS back WHERE back.delivery_id = delivery.id);
    IF delivered + NEW.quantity > planned THEN
        RAISE EXCEPTION 'no more is delivered than was planned'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivered_as_planned';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "provisions",
        *_fact(),
        sa.Column("assistance_id", sa.Integer(), nullable=False),
        _whole("provisions"),
        _refers("provisions", "assistances", assistance_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisions")),
    )
    op.create_index("uq_provisions_standing", "provisions", ["assistance_id"], unique=True, postgresql_where=_STANDING)
    op.create_table(
        "provision_versions",
        *_recorded(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", _codes("form", "in_kind", "cash"), nullable=False),
        _check("provision_versions", "version", "version > 0"),
        _refers("provision_versions", "provisions", provision_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_versions")),
        _once("provision_versions", "provision_id", "version"),
        _once("provision_versions", "id", "provision_id"),
        _once("provision_versions", "id", "recorded_by"),
    )
    op.create_table(
        "provision_lines",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("unit", _codes("unit", *_UNITS), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(20, 3), nullable=False),
        *(_check("provision_lines", name, f"{name} > 0") for name in ("number", "quantity", "unit_cost")),
        _refers("provision_lines", "provision_versions", version_id="id"),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_provision_lines")),
    )
    op.create_table(
        "provision_approvals",
        *_recorded(),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        _check("provision_approvals", "by_another", "recorded_by <> drawn_by"),
        _refers("provision_approvals", "provision_versions", version_id="id", drawn_by="recorded_by"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_provision_approvals")),
        _once("provision_approvals", "version_id", "recorded_by"),
    )
    op.create_table(
        "deliveries",
        *_fact(),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        _whole("deliveries"),
        _check("deliveries", "by_another", "recorded_by <> approved_by"),
        _check("deliveries", "page", "page > 0"),
        _refers("deliveries", "provision_versions", version_id="id", provision_id="provision_id"),
        _refers("deliveries", "provision_approvals", version_id="version_id", approved_by="recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        _once("deliveries", "id", "version_id"),
    )
    op.create_index("uq_deliveries_signed", "deliveries", ["sheet", "page"], unique=True, postgresql_where=_STANDING)
    op.create_index("ix_deliveries_provision_id", "deliveries", ["provision_id"])
    op.create_table(
        "delivery_lines",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        _check("delivery_lines", "quantity", "quantity > 0"),
        _refers("delivery_lines", "deliveries", delivery_id="id", version_id="version_id"),
        _refers("delivery_lines", "provision_lines", version_id="version_id", number="number"),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_delivery_lines")),
    )
    op.create_table(
        "delivery_returns",
        *_recorded(),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column(
            "return_reason",
            _codes("return_reason", "faulty", "incomplete", "wrong_item", "returned"),
            nullable=False,
        ),
        _refers("delivery_returns", "deliveries", delivery_id="id"),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_delivery_returns")),
    )
    for table in ("provisions", "deliveries"):
        _hold(table, "append_only")
    for table in (
        "provision_versions",
        "provision_lines",
        "provision_approvals",
        "delivery_lines",
        "delivery_returns",
    ):
        _hold(table, "unchanging")
    op.execute(_LINES)
    for table in ("provision_versions", "provision_lines"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER provision_lines_whole AFTER INSERT ON {table}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION provision_lines_whole()"
        )
    op.execute(_PLANNED)
    op.execute(
        "CREATE TRIGGER delivered_as_planned BEFORE INSERT ON delivery_lines"
        " FOR EACH ROW EXECUTE FUNCTION delivered_as_planned()"
    )


def downgrade() -> None:
    for table in ("delivery_returns", "delivery_lines", "deliveries", "provision_approvals", "provision_lines"):
        op.drop_table(table)
    for table in ("provision_versions", "provisions"):
        op.drop_table(table)
    op.execute("DROP FUNCTION delivered_as_planned()")
    op.execute("DROP FUNCTION provision_lines_whole()")


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
    return _check(table, "void_whole", "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)")


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, other: str, **columns: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}"[:63])
    return sa.ForeignKeyConstraint(list(columns), [f"{other}.{theirs}" for theirs in columns.values()], name=name)


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _hold(table: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
    op.execute(
        f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
