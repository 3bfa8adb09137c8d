"""The ledger, in double entry, with all that funds, calls, awards, contracts and payments have moved so far."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ENTRIES_BALANCED = """
CREATE FUNCTION entries_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE reversed integer := (SELECT reverses FROM postings WHERE id = NEW.posting_id);
BEGIN
    IF EXISTS (
        SELECT FROM entries WHERE posting_id = NEW.posting_id GROUP BY currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'the entries of a posting add up to nothing'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_balanced';
    END IF;
    IF reversed IS NOT NULL AND EXISTS (
        SELECT FROM entries WHERE posting_id IN (NEW.posting_id, reversed) GROUP BY account_id HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'a reversal is the opposite of what it reverses'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_balanced';
    END IF;
    RETURN NULL;
END
$$
"""
_ACCOUNT_OPENED = """
CREATE FUNCTION account_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO balances (account_id, standing, amount) VALUES (NEW.id, NEW.standing, 0);
    RETURN NULL;
END
$$
"""
_BALANCES_FOLLOW = """
CREATE FUNCTION balances_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM balances WHERE account_id IN (SELECT account_id FROM written) ORDER BY account_id FOR UPDATE;
    UPDATE balances AS balance SET amount = balance.amount + moved.amount
    FROM (SELECT account_id, sum(amount) AS amount FROM written GROUP BY account_id) AS moved
    WHERE balance.account_id = moved.account_id;
    RETURN NULL;
END
$$
"""
_BALANCES_HELD = """
CREATE FUNCTION balances_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what an account has follows from its entries' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""
_STANDINGS = ("given", "available", "allotted", "committed", "disbursed", "returned")
_KINDS = ("given", "allotted", "committed", "released", "disbursed", "refunded", "reversed")

# What happened before: each posting with the accounts that it moves money between. What was voided never happened.
_CONTRACTED = """
(SELECT version.amount FROM contracts AS contract JOIN contract_versions AS version ON version.contract_id = contract.id
 WHERE contract.award_id = award.id AND contract.voided_at IS NULL ORDER BY version.id DESC LIMIT 1)
"""
_PAID = (
    "(SELECT coalesce(sum(amount), 0) FROM payments AS payment"
    " WHERE payment.award_id = award.id AND payment.voided_at IS NULL)"
)
_ENDED = """
EXISTS (SELECT FROM transitions AS ended WHERE ended.application_id = award.application_id
    AND ended.stage IN ('terminated', 'recovery'))
"""
_BEFORE = f"""
WITH happened AS (
    SELECT fund.id AS fund_id, NULL::int AS call_id, NULL::int AS award_id, NULL::int AS payment_id, 'given' AS kind,
        project.starts_on AS booked_on, fund.ceiling AS amount, fund.recorded_at, fund.recorded_by,
        'given' AS source, 'available' AS target, 1 AS place
    FROM funds AS fund JOIN LATERAL (
        SELECT starts_on FROM projects WHERE code = fund.project ORDER BY voided_at IS NULL DESC, id DESC LIMIT 1
    ) AS project ON true
    WHERE fund.voided_at IS NULL
    UNION ALL
    SELECT fund_id, id, NULL, NULL, 'allotted', (opens_at AT TIME ZONE 'Asia/Baghdad')::date, budget, recorded_at,
        recorded_by, 'available', 'allotted', 2
    FROM calls WHERE voided_at IS NULL
    UNION ALL
    SELECT award.fund_id, application.call_id, award.id, NULL, 'committed', award.approved_on, award.amount,
        award.recorded_at, award.recorded_by, 'allotted', 'committed', 3
    FROM awards AS award JOIN applications AS application ON application.id = award.application_id
    WHERE award.voided_at IS NULL
    UNION ALL
    SELECT award.fund_id, NULL, award.id, payment.id, 'disbursed', payment.paid_on, payment.amount, payment.recorded_at,
        payment.recorded_by, 'committed', 'disbursed', 4
    FROM payments AS payment JOIN awards AS award ON award.id = payment.award_id
    WHERE award.application_id IS NOT NULL AND award.voided_at IS NULL AND payment.voided_at IS NULL
    UNION ALL
    SELECT award.fund_id, application.call_id, award.id, NULL, 'released',
        (recorded_now() AT TIME ZONE 'Asia/Baghdad')::date,
        left_over.amount, recorded_now(), award.recorded_by, 'committed', 'allotted', 5
    FROM awards AS award JOIN applications AS application ON application.id = award.application_id
    CROSS JOIN LATERAL (
        SELECT award.amount - CASE WHEN {_ENDED} THEN {_PAID} ELSE coalesce({_CONTRACTED}, award.amount) END AS amount
    ) AS left_over
    WHERE award.voided_at IS NULL AND left_over.amount > 0
), numbered AS (
    SELECT nextval('postings_id_seq')::int AS id, happened.*
    FROM (SELECT * FROM happened ORDER BY place, recorded_at, award_id, payment_id OFFSET 0) AS happened
), posted AS (
    INSERT INTO postings (id, fund_id, call_id, award_id, payment_id, kind, booked_on, recorded_at, recorded_by)
    SELECT id, fund_id, call_id, award_id, payment_id, kind, booked_on, recorded_at, recorded_by FROM numbered
)
INSERT INTO entries (posting_id, account_id, currency, amount)
SELECT numbered.id, account.id, account.currency,
    CASE account.standing WHEN numbered.source THEN -numbered.amount ELSE numbered.amount END
FROM numbered JOIN accounts AS account ON account.fund_id = numbered.fund_id
    AND account.standing IN (numbered.source, numbered.target)
    AND (account.call_id = numbered.call_id OR account.award_id = numbered.award_id
        OR num_nonnulls(account.call_id, account.award_id) = 0)
"""  # noqa: S608 - no value in it
_ACCOUNTS = """
INSERT INTO accounts (fund_id, standing, call_id, award_id, currency, recorded_at, recorded_by)
SELECT fund.id, standing, NULL::int, NULL::int, fund.currency, fund.recorded_at, fund.recorded_by
FROM funds AS fund CROSS JOIN unnest(ARRAY['given', 'available']) AS standing
WHERE fund.voided_at IS NULL
UNION ALL
SELECT fund_id, 'allotted', id, NULL, currency, recorded_at, recorded_by FROM calls WHERE voided_at IS NULL
UNION ALL
SELECT fund_id, standing, NULL, award.id, currency, recorded_at, recorded_by
FROM awards AS award CROSS JOIN unnest(ARRAY['committed', 'disbursed', 'returned']) AS standing
WHERE award.application_id IS NOT NULL AND voided_at IS NULL
"""


def upgrade() -> None:
    op.create_table(
        "accounts",
        *_recorded(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("standing", _codes("standing", *_STANDINGS), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(call_id, award_id) = CASE WHEN standing IN ('given', 'available') THEN 0 ELSE 1 END"
            " AND (call_id IS NOT NULL) = (standing = 'allotted')",
            name=op.f("ck_accounts_of_one"),
        ),
        _refers("accounts", "fund_id", "funds"),
        _refers("accounts", "call_id", "calls"),
        _refers("accounts", "award_id", "awards"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("id", "standing", name=op.f("uq_accounts_id_standing")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_accounts_id_currency")),
    )
    for name, columns, where in (
        ("fund", ["fund_id", "standing"], "call_id IS NULL AND award_id IS NULL"),
        ("call", ["call_id"], "call_id IS NOT NULL"),
        ("award", ["award_id", "standing"], "award_id IS NOT NULL"),
    ):
        op.create_index(f"uq_accounts_{name}", "accounts", columns, unique=True, postgresql_where=sa.text(where))
    op.create_index("ix_accounts_fund_id", "accounts", ["fund_id", "standing"])
    op.create_table(
        "postings",
        *_recorded(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("kind", *_KINDS), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("reason", _codes("reason", "entered_in_error", "duplicate", "corrected"), nullable=True),
        sa.CheckConstraint("(kind = 'reversed') = (reverses IS NOT NULL)", name=op.f("ck_postings_reversal")),
        sa.CheckConstraint("kind <> 'reversed' OR reason IS NOT NULL", name=op.f("ck_postings_reversed_for_a_reason")),
        sa.CheckConstraint(
            "kind <> 'disbursed' OR num_nonnulls(award_id, payment_id) = 2", name=op.f("ck_postings_of_a_payment")
        ),
        _refers("postings", "fund_id", "funds"),
        _refers("postings", "call_id", "calls"),
        _refers("postings", "award_id", "awards"),
        _refers("postings", "payment_id", "payments"),
        _refers("postings", "reverses", "postings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("reverses", name=op.f("uq_postings_reverses")),
    )
    op.create_index(
        "uq_postings_payment", "postings", ["payment_id"], unique=True, postgresql_where=sa.text("kind = 'disbursed'")
    )
    op.create_index("ix_postings_fund_id", "postings", ["fund_id", "booked_on"])
    op.create_index("ix_postings_award_id", "postings", ["award_id"])
    op.create_table(
        "entries",
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("currency", _codes("currency", "USD", "IQD"), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_entries_amount")),
        sa.CheckConstraint(
            "amount = CASE currency WHEN 'IQD' THEN trunc(amount) ELSE round(amount, 2) END",
            name=op.f("ck_entries_granular"),
        ),
        _refers("entries", "posting_id", "postings"),
        sa.ForeignKeyConstraint(
            ["account_id", "currency"],
            ["accounts.id", "accounts.currency"],
            name=op.f("fk_entries_account_id_currency_accounts"),
        ),
        sa.PrimaryKeyConstraint("posting_id", "account_id", name=op.f("pk_entries")),
    )
    op.create_index("ix_entries_account_id", "entries", ["account_id"])
    op.create_table(
        "balances",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("standing", _codes("standing", *_STANDINGS), nullable=False),
        sa.Column("amount", sa.Numeric(20, 3), nullable=False),
        sa.CheckConstraint(
            "CASE standing WHEN 'given' THEN amount <= 0 ELSE amount >= 0 END",
            name=op.f("ck_balances_not_below_zero"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "standing"],
            ["accounts.id", "accounts.standing"],
            name=op.f("fk_balances_account_id_standing_accounts"),
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_balances")),
    )
    for function in (_ENTRIES_BALANCED, _ACCOUNT_OPENED, _BALANCES_FOLLOW, _BALANCES_HELD):
        op.execute(function)
    for table in ("accounts", "postings", "entries"):
        _hold(table, "unchanging")
    _hold("balances", "balances_held")
    _run("account_opened", "AFTER INSERT ON accounts FOR EACH ROW")
    _run("balances_follow", "AFTER INSERT ON entries REFERENCING NEW TABLE AS written FOR EACH STATEMENT")
    op.execute(
        "CREATE CONSTRAINT TRIGGER entries_balanced AFTER INSERT ON entries"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entries_balanced()"
    )
    op.execute(_ACCOUNTS)
    op.execute(_BEFORE)
    op.execute("SET CONSTRAINTS entries_balanced IMMEDIATE")  # or a later migration could not change the table


def downgrade() -> None:
    for table in ("balances", "entries", "postings", "accounts"):
        op.drop_table(table)
    for function in ("entries_balanced", "account_opened", "balances_follow", "balances_held"):
        op.execute(f"DROP FUNCTION {function}()")


def _recorded() -> Iterator[sa.Column[object]]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _hold(table: str, function: str) -> None:
    _run(function, f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW")
    _run(f"{function}_whole", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", function)


def _run(name: str, when: str, function: str | None = None) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function or name}()")
