"""Cash for work: sites, who has a place there, days that were worked, pay periods and wages, and orders to pay them."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_KINDS = (
    "rubble_removal",
    "waste_collection",
    "canal_cleaning",
    "road_repair",
    "building_repair",
    "planting",
    "other",
)
_CURRENCY = ("currency", "USD", "IQD")
_WORKER = ("worker_id", "work_id", "assistance_id", "person_id")
_BY_RULE = """CASE wage_rule
    WHEN 'tenth_below_minimum' THEN coalesce(
        wage <= minimum_wage * 0.9
            AND wage > minimum_wage * 0.9 - CASE currency WHEN 'IQD' THEN 250 ELSE 0.01 END,
        false
    )
    ELSE minimum_wage IS NULL
END"""
_WITHIN_PLACES = """
CREATE FUNCTION worker_within_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE site record;
BEGIN
    SELECT * INTO site FROM works WHERE id = NEW.work_id FOR UPDATE;
    IF (SELECT count(*) FROM workers WHERE work_id = NEW.work_id AND voided_at IS NULL) >= site.places THEN
        RAISE EXCEPTION 'a site has no more workers than places'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'worker_within_places';
    END IF;
    IF (SELECT amount FROM assistances WHERE id = NEW.assistance_id) > site.cap * site.wage THEN
        RAISE EXCEPTION 'cash for work is for no more than the days at a site are worth'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'worker_within_cap';
    END IF;
    RETURN NEW;
END
$$
"""
_WITHIN_BOUNDS = """
CREATE FUNCTION workdays_within_bounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE violated text;
BEGIN
    PERFORM FROM works WHERE id IN (SELECT work_id FROM written) ORDER BY id FOR SHARE;
    PERFORM FROM assistances WHERE id IN (SELECT assistance_id FROM written) ORDER BY id FOR NO KEY UPDATE;
    SELECT judged.violated INTO violated FROM (
        SELECT CASE
            WHEN one.worked_on > (clock_timestamp() AT TIME ZONE 'Asia/Baghdad')::date THEN 'workdays_not_ahead'
            WHEN one.worked_on NOT BETWEEN work.starts_on AND work.ends_on THEN 'workdays_within_dates'
            WHEN one.hours > work.hours THEN 'workdays_within_hours'
            WHEN one.worked_on < assistance.approved_on THEN 'workdays_after_approval'
            WHEN EXISTS (
                SELECT FROM periods AS period WHERE period.work_id = one.work_id AND period.voided_at IS NULL
                    AND one.worked_on BETWEEN period.begins_on AND period.ends_on
            ) THEN 'workdays_not_closed'
            WHEN EXISTS (
                SELECT FROM assistance_ends AS ending WHERE ending.assistance_id = one.assistance_id
            ) THEN 'workdays_not_ended'
            WHEN earned.days > work.cap THEN 'workdays_within_cap'
            WHEN earned.wages > assistance.amount THEN 'workdays_within_amount'
        END AS violated
        FROM written AS one JOIN works AS work ON work.id = one.work_id
        JOIN assistances AS assistance ON assistance.id = one.assistance_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS days, sum(at.wage) AS wages
            FROM workdays AS other JOIN works AS at ON at.id = other.work_id
            WHERE other.assistance_id = one.assistance_id AND other.voided_at IS NULL
        ) AS earned
    ) AS judged WHERE judged.violated IS NOT NULL LIMIT 1;
    IF violated IS NOT NULL THEN
        RAISE EXCEPTION 'this day cannot have been worked' USING ERRCODE = 'check_violation', CONSTRAINT = violated;
    END IF;
    RETURN NULL;
END
$$
"""
_AS_CLOSED = """
CREATE FUNCTION workdays_as_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM FROM works WHERE id = OLD.work_id FOR SHARE;
        IF EXISTS (
            SELECT FROM periods AS period WHERE period.work_id = OLD.work_id AND period.voided_at IS NULL
                AND OLD.worked_on BETWEEN period.begins_on AND period.ends_on
        ) THEN
            RAISE EXCEPTION 'the days of a period that is closed stay as they are'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'workdays_not_closed';
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'facts are append-only' USING ERRCODE = 'restrict_violation';
END
$$
"""
_AS_WORKED = """
CREATE FUNCTION wages_as_worked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (
            SELECT worker_id, count(*) AS days FROM workdays
            WHERE work_id = NEW.work_id AND worked_on BETWEEN NEW.begins_on AND NEW.ends_on
                AND voided_at IS NULL
            GROUP BY worker_id
        ) AS worked
        FULL JOIN (SELECT worker_id, days FROM wages WHERE period_id = NEW.id) AS wage USING (worker_id)
        WHERE worked.days IS DISTINCT FROM wage.days
    ) THEN
        RAISE EXCEPTION 'wages are for the days that were worked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'wages_as_worked';
    END IF;
    RETURN NULL;
END
$$
"""
_WAGES_DUE = """
CREATE FUNCTION order_of_wages_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM assistances WHERE id = NEW.assistance_id AND modality = 'CFW') THEN
        PERFORM FROM wages AS wage
            JOIN periods AS period ON period.id = wage.period_id AND period.voided_at IS NULL
            JOIN period_confirmations AS confirmation ON confirmation.period_id = period.id
            WHERE wage.assistance_id = NEW.assistance_id AND wage.part = NEW.part AND wage.voided_at IS NULL
                AND (wage.amount, wage.currency) = (NEW.amount, NEW.currency)
            FOR SHARE OF period;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'cash for work is paid as the wages of a period that was confirmed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_of_wages_due';
        END IF;
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.create_unique_constraint(
        op.f("uq_assistances_id_person_id_currency"), "assistances", ["id", "person_id", "currency"]
    )
    op.create_table(
        "works",
        *_fact(),
        sa.Column("project", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=11), nullable=False),
        sa.Column("kind", _codes("work_kind", *_KINDS), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("wage", sa.Numeric(20, 3), nullable=False),
        sa.Column("currency", _codes(*_CURRENCY), nullable=False),
        sa.Column("wage_rule", _codes("wage_rule", "tenth_below_minimum", "cluster_rate"), nullable=False),
        sa.Column("minimum_wage", sa.Numeric(20, 3), nullable=True),
        sa.Column("wage_source", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        _whole("works"),
        _check("works", "wage_positive", "wage > 0"),
        _check("works", "wage_by_rule", _BY_RULE),
        _check("works", "ends_after_start", "ends_on >= starts_on"),
        *(_check("works", name, f"{name} > 0") for name in ("hours", "cap", "places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
        _once("works", "id", "currency"),
        _once("works", "id", "wage", "currency"),
    )
    op.create_index("ix_works_project", "works", ["project"])
    op.create_table(
        "workers",
        *_fact(),
        *_numbers("work_id", "assistance_id", "person_id"),
        sa.Column("currency", _codes(*_CURRENCY), nullable=False),
        _whole("workers"),
        _refers("workers", "works", work_id="id", currency="currency"),
        _refers("workers", "assistances", assistance_id="id", person_id="person_id", currency="currency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        _once("workers", "id", "work_id", "assistance_id", "person_id"),
    )
    op.create_index("uq_workers_standing", "workers", ["work_id", "person_id"], unique=True, postgresql_where=_STANDING)
    op.create_index("ix_workers_assistance_id", "workers", ["assistance_id"])
    op.create_table(
        "workdays",
        *_fact(),
        *_numbers(*_WORKER),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        _whole("workdays"),
        _check("workdays", "hours", "hours > 0"),
        _of_a_worker("workdays"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workdays")),
    )
    op.create_index(
        "uq_workdays_standing", "workdays", ["person_id", "worked_on"], unique=True, postgresql_where=_STANDING
    )
    op.create_index("ix_workdays_work_id_worked_on", "workdays", ["work_id", "worked_on"])
    op.create_index("ix_workdays_assistance_id", "workdays", ["assistance_id"])
    op.create_index("ix_workdays_worker_id", "workdays", ["worker_id"])
    op.create_table(
        "periods",
        *_fact(),
        *_numbers("work_id"),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _whole("periods"),
        _check("periods", "ends_after_it_begins", "ends_on >= begins_on"),
        _refers("periods", "works", work_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        _once("periods", "id", "work_id"),
        _once("periods", "id", "recorded_by"),
    )
    op.execute(
        "ALTER TABLE periods ADD CONSTRAINT ex_periods_apart EXCLUDE USING gist ("
        "int4range(work_id, work_id, '[]') WITH &&, daterange(begins_on, ends_on, '[]') WITH &&"
        ") WHERE (voided_at IS NULL)"
    )
    op.create_table(
        "period_confirmations",
        *_recorded(),
        *_numbers("period_id"),
        sa.Column("closed_by", sa.Text(), nullable=False),
        _check("period_confirmations", "by_another", "recorded_by <> closed_by"),
        _refers("period_confirmations", "periods", period_id="id", closed_by="recorded_by"),
        sa.PrimaryKeyConstraint("period_id", name=op.f("pk_period_confirmations")),
    )
    op.create_table(
        "wages",
        *_fact(),
        *_numbers("period_id", "work_id", "worker_id", "assistance_id", "person_id", "part", "days"),
        sa.Column("wage", sa.Numeric(20, 3), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.Column("currency", _codes(*_CURRENCY), nullable=False),
        _whole("wages"),
        _check("wages", "days", "days > 0"),
        _check("wages", "days_times_wage", "amount = days * wage"),
        _refers("wages", "periods", period_id="id", work_id="work_id"),
        _refers("wages", "works", work_id="id", wage="wage", currency="currency"),
        _of_a_worker("wages"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wages")),
        _once("wages", "period_id", "worker_id"),
        _once("wages", "assistance_id", "part"),
    )
    for table in ("works", "workers", "workdays", "periods", "wages"):
        _hold(table, "append_only")
    _hold("period_confirmations", "unchanging")
    for function in (_WITHIN_PLACES, _WITHIN_BOUNDS, _AS_CLOSED, _AS_WORKED, _WAGES_DUE):
        op.execute(function)
    _hold("workdays", "workdays_as_closed")
    for trigger in (
        "worker_within_places BEFORE INSERT ON workers FOR EACH ROW EXECUTE FUNCTION worker_within_places()",
        "workdays_within_bounds AFTER INSERT ON workdays REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
        " EXECUTE FUNCTION workdays_within_bounds()",
        "order_of_wages_due BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION order_of_wages_due()",
    ):
        op.execute(f"CREATE TRIGGER {trigger}")
    op.execute(
        "CREATE CONSTRAINT TRIGGER wages_as_worked AFTER INSERT ON periods"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wages_as_worked()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER order_of_wages_due ON orders")
    for table in ("wages", "period_confirmations", "periods", "workdays", "workers", "works"):
        op.drop_table(table)
    op.drop_constraint(op.f("uq_assistances_id_person_id_currency"), "assistances")
    for function in (
        "order_of_wages_due",
        "wages_as_worked",
        "workdays_as_closed",
        "workdays_within_bounds",
        "worker_within_places",
    ):
        op.execute(f"DROP FUNCTION {function}()")


def _numbers(*names: str) -> Iterator[sa.Column[int]]:
    for name in names:
        yield sa.Column(name, sa.Integer(), nullable=False)


def _of_a_worker(table: str) -> sa.ForeignKeyConstraint:
    return _refers(table, "workers", **{name: "id" if name == "worker_id" else name for name in _WORKER})


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
