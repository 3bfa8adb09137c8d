"""Clients that change the same fund at once, by PostgreSQL's own pgbench: one row of it and nothing else, or all that a
payment writes."""

import re
import subprocess
from pathlib import Path

from shared.moment import MOMENT

SECONDS = 4
_ROW = """
CREATE TABLE IF NOT EXISTS contended (id int PRIMARY KEY, amount numeric NOT NULL CHECK (amount >= 0));
INSERT INTO contended VALUES (1, 1000000000) ON CONFLICT DO NOTHING;
"""
_CHANGE = "UPDATE contended SET amount = amount - 1 WHERE id = 1;"
_WAITING = """
DROP TABLE IF EXISTS waiting;
CREATE TABLE waiting AS
SELECT row_number() OVER (ORDER BY made.id) AS place, made.id, made.award_id, made.fund_id, made.tranche, made.amount,
    committed.id AS committed, disbursed.id AS disbursed
FROM orders AS made
JOIN accounts AS committed ON committed.award_id = made.award_id AND committed.standing = 'committed'
JOIN accounts AS disbursed ON disbursed.award_id = made.award_id AND disbursed.standing = 'disbursed'
WHERE made.id = ANY ('{{{orders}}}');
CREATE UNIQUE INDEX ON waiting (place);
DROP SEQUENCE IF EXISTS next_waiting;
CREATE SEQUENCE next_waiting;
ANALYZE waiting;
"""
_PAY = f"""
BEGIN;
SELECT set_config('statement_timeout', '2000', true), pg_advisory_xact_lock_shared({MOMENT});
SELECT id, award_id, fund_id, tranche, amount, committed, disbursed
FROM waiting WHERE place = (SELECT nextval('next_waiting')) \\gset
INSERT INTO idempotency_keys (caller, key, fingerprint, effect, of_money)
VALUES ('somebody', 'pgbench-' || :id::text, sha256('a'), '1', true);
INSERT INTO payments (award_id, order_id, tranche, reference, amount, currency, paid_on, recorded_by)
VALUES (:award_id, :id, :tranche, 'pgbench-' || :id::text, :amount, 'USD', '2026-01-15', 'somebody')
RETURNING id AS payment \\gset
INSERT INTO outbox (type, subject, data, request_id)
VALUES ('payment.recorded', :payment::text, json_build_object('award', :award_id::int, 'assistance', null), md5('a'));
INSERT INTO postings (fund_id, kind, booked_on, award_id, payment_id, recorded_by)
VALUES (:fund_id, 'disbursed', '2026-01-15', :award_id, :payment, 'somebody') RETURNING id AS posting \\gset
INSERT INTO entries (posting_id, account_id, currency, amount)
VALUES (:posting, :committed, 'USD', -(:amount::numeric)), (:posting, :disbursed, 'USD', :amount);
COMMIT;
"""


def changes_of_one_row(binaries: Path, url: str, clients: int) -> float:
    """Transactions in a second, each of which takes something from the same balance."""
    _told(binaries, url, _ROW)
    return _in_a_second(binaries, url, _CHANGE, "-c", str(clients), "-T", str(SECONDS))


def payments(binaries: Path, url: str, clients: int, orders: list[int]) -> float:
    """Orders paid in a second, each by the rows that are written where the service pays one, in one transaction."""
    _told(binaries, url, _WAITING.format(orders=",".join(map(str, orders))))
    return _in_a_second(binaries, url, _PAY, "-c", str(clients), "-t", str(len(orders) // clients), "-M", "prepared")


def _told(binaries: Path, url: str, statements: str) -> None:
    subprocess.run([binaries / "psql", "-qX", url, "-c", statements], check=True, capture_output=True)


def _in_a_second(binaries: Path, url: str, script: str, *options: str) -> float:
    told = [binaries / "pgbench", "-n", "-f", "-", "-j", "1", *options, url]
    said = subprocess.run(told, input=script, capture_output=True, text=True, check=False)
    found = re.search(r"^tps = ([0-9.]+)", said.stdout, re.MULTILINE)
    assert found, said.stderr
    assert not said.returncode, said.stderr
    return float(found[1])
