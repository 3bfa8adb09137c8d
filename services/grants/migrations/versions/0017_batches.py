"""Parties to payments, and batches of orders that are paid together."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")
_OF = ("award_id", "assistance_id")
_OWED = ("fund_id", "amount", "currency")
_MEANS = ("bank_transfer", "exchange_house", "cash")
_IDENTIFIER = "~ '^[0-9a-f]{32}$'"

_BATCH_OPEN = """
CREATE FUNCTION batch_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM batch_closings WHERE batch_id = NEW.batch_id) THEN
        RAISE EXCEPTION 'nothing is put into a batch that was closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_open';
    END IF;
    RETURN NEW;
END
$$
"""

_BATCH_ADDS_UP = """
CREATE FUNCTION batch_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.transactions, NEW.control_sum) IS DISTINCT FROM (
        SELECT (count(*)::integer, coalesce(sum(amount), 0)) FROM instructions
        WHERE batch_id = NEW.batch_id AND voided_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a batch is closed with what is in it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_adds_up';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.create_unique_constraint(op.f("uq_funds_id_currency"), "funds", ["id", "currency"])
    op.create_unique_constraint(op.f("uq_awards_id_enterprise_id"), "awards", ["id", "enterprise_id"])
    for of in _OF:
        op.create_unique_constraint(
            op.f(f"uq_orders_id_{of}_fund_id_amount_currency"), "orders", ["id", of, "fund_id", "amount", "currency"]
        )
    op.create_table(
        "parties",
        *_fact(),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("assistance_id", sa.Integer(), nullable=True),
        sa.Column("fund_id", sa.Integer(), nullable=True),
        sa.Column("means", _codes("means", *_MEANS), nullable=False),
        sa.Column("name", sa.String(length=70), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=True),
        sa.Column("account", sa.String(length=34), nullable=True),
        sa.Column("bic", sa.String(length=11), nullable=True),
        sa.Column("exchange_house", sa.String(length=200), nullable=True),
        _check("parties", "of_one", "num_nonnulls(enterprise_id, assistance_id, fund_id) = 1"),
        _check(
            "parties",
            "account",
            "CASE means WHEN 'bank_transfer' THEN num_nonnulls(iban, account) = 1 AND bic IS NOT NULL"
            " ELSE num_nonnulls(iban, account, bic) = 0 END",
        ),
        _check("parties", "exchange_house", "(means = 'exchange_house') = (exchange_house IS NOT NULL)"),
        _check("parties", "of_a_fund", "fund_id IS NULL OR means = 'bank_transfer'"),
        _whole("parties"),
        _refers("parties", "enterprises", enterprise_id="id"),
        _refers("parties", "assistances", assistance_id="id"),
        _refers("parties", "funds", fund_id="id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        _once("parties", "id", "recorded_by"),
        _once("parties", "id", "fund_id"),
        _once("parties", "id", "enterprise_id", "means"),
        _once("parties", "id", "assistance_id", "means"),
    )
    for owner in ("enterprise_id", "assistance_id", "fund_id"):
        op.create_index(f"ix_parties_{owner}", "parties", [owner, "id"])
    op.create_table(
        "party_confirmations",
        *_recorded(),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        _check("party_confirmations", "by_another", "recorded_by <> stated_by"),
        _refers("party_confirmations", "parties", party_id="id", stated_by="recorded_by"),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_party_confirmations")),
    )
    op.create_table(
        "batches",
        *_fact(),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.Column("means", _codes("means", *_MEANS), nullable=False),
        sa.Column("message_id", sa.String(length=35), nullable=False),
        sa.Column("execute_on", sa.Date(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=True),
        _check("batches", "paid_by_somebody", "(means = 'bank_transfer') = (payer_id IS NOT NULL)"),
        _check("batches", "message_id", f"message_id {_IDENTIFIER}"),
        _whole("batches"),
        _refers("batches", "funds", fund_id="id", currency="currency"),
        _refers("batches", "parties", payer_id="id", fund_id="fund_id"),
        _refers("batches", "party_confirmations", payer_id="party_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        _once("batches", "message_id"),
        _once("batches", "id", "recorded_by"),
        _once("batches", "id", "means"),
        _once("batches", "id", "fund_id", "currency", "means"),
    )
    op.create_index(op.f("ix_batches_fund_id"), "batches", ["fund_id"])
    op.create_table(
        "batch_closings",
        *_recorded(),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("transactions", sa.Integer(), nullable=False),
        sa.Column("control_sum", sa.Numeric(20, 3), nullable=False),
        _check("batch_closings", "by_its_maker", "recorded_by = made_by"),
        _check("batch_closings", "transactions", "transactions > 0"),
        _refers("batch_closings", "batches", batch_id="id", made_by="recorded_by"),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch_closings")),
        _once("batch_closings", "batch_id", "made_by"),
    )
    op.create_table(
        "batch_approvals",
        *_recorded(),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        _check("batch_approvals", "by_another", "recorded_by <> made_by"),
        _check("batch_approvals", "place", "place IN (1, 2)"),
        _check(
            "batch_approvals",
            "after",
            "CASE place WHEN 1 THEN after IS NULL ELSE after IS NOT NULL AND after = 1 END",
        ),
        _refers("batch_approvals", "batch_closings", batch_id="batch_id", made_by="made_by"),
        _refers("batch_approvals", "batch_approvals", batch_id="batch_id", after="place"),
        sa.PrimaryKeyConstraint("batch_id", "place", name=op.f("pk_batch_approvals")),
        _once("batch_approvals", "batch_id", "recorded_by"),
    )
    op.create_table(
        "batch_sendings",
        *_recorded(),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("means", _codes("means", *_MEANS), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        _check("batch_sendings", "approvals", "approvals = 2"),
        _check(
            "batch_sendings",
            "file",
            "num_nonnulls(sha256, size) = CASE means WHEN 'bank_transfer' THEN 2 ELSE 0 END",
        ),
        _check("batch_sendings", "sha256", "sha256 ~ '^[0-9a-f]{64}$'"),
        _refers("batch_sendings", "batch_approvals", batch_id="batch_id", approvals="place"),
        _refers("batch_sendings", "batches", batch_id="id", means="means"),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch_sendings")),
    )
    op.create_table(
        "instructions",
        *_fact(),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("assistance_id", sa.Integer(), nullable=True),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("means", _codes("means", *_MEANS), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.Column("end_to_end_id", sa.String(length=35), nullable=False),
        _check("instructions", "end_to_end_id", f"end_to_end_id {_IDENTIFIER}"),
        _check(
            "instructions",
            "payable",
            "CASE currency WHEN 'IQD' THEN amount % 250 = 0 ELSE amount = round(amount, 2) END",
        ),
        _whole("instructions"),
        _refers("instructions", "batches", batch_id="id", fund_id="fund_id", currency="currency", means="means"),
        _refers("instructions", "order_approvals", order_id="order_id"),
        *(
            _refers(
                "instructions",
                "orders",
                **{name: "id" if name == "order_id" else name for name in ("order_id", of, *_OWED)},
            )
            for of in _OF
        ),
        _refers("instructions", "awards", award_id="id", enterprise_id="enterprise_id"),
        _refers("instructions", "party_confirmations", party_id="party_id"),
        _refers("instructions", "parties", party_id="id", enterprise_id="enterprise_id", means="means"),
        _refers("instructions", "parties", party_id="id", assistance_id="assistance_id", means="means"),
        _check(
            "instructions",
            "of_one",
            "num_nonnulls(award_id, enterprise_id) = CASE WHEN assistance_id IS NULL THEN 2 ELSE 0 END",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructions")),
        _once("instructions", "end_to_end_id"),
    )
    op.create_index("uq_instructions_standing", "instructions", ["order_id"], unique=True, postgresql_where=_STANDING)
    op.create_index("ix_instructions_batch_id", "instructions", ["batch_id", "id"])
    for table in ("parties", "batches", "instructions"):
        _hold(table, "append_only")
    for table in ("party_confirmations", "batch_closings", "batch_approvals", "batch_sendings"):
        _hold(table, "unchanging")
    for function, name, table in (
        (_BATCH_OPEN, "batch_open", "instructions"),
        (_BATCH_ADDS_UP, "batch_adds_up", "batch_closings"),
    ):
        op.execute(function)
        op.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for table in (
        *("instructions", "batch_sendings", "batch_approvals", "batch_closings", "batches"),
        *("party_confirmations", "parties"),
    ):
        op.drop_table(table)
    for function in ("batch_open", "batch_adds_up"):
        op.execute(f"DROP FUNCTION {function}()")
    for of in _OF:
        op.drop_constraint(op.f(f"uq_orders_id_{of}_fund_id_amount_currency"), "orders")
    op.drop_constraint(op.f("uq_awards_id_enterprise_id"), "awards")
    op.drop_constraint(op.f("uq_funds_id_currency"), "funds")


def _fact() -> Iterator[sa.Column[object]]:
    yield from _recorded()
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield sa.Column("id", sa.Integer(), nullable=False)


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _whole(table: str) -> sa.CheckConstraint:
    return _check(table, "void_whole", "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)")


def _refers(table: str, other: str, **columns: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}")
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
