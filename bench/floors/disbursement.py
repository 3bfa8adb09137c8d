"""What a disbursement writes, written by hand in one transaction: the key, the payment, its event, and the posting with
its two entries; under the moment's lock, as every write."""

import json
from datetime import date
from decimal import Decimal
from secrets import token_hex

import asyncpg

from shared.moment import MOMENT

_HOLD = f"SELECT set_config('statement_timeout', '2000', true), pg_advisory_xact_lock_shared({MOMENT})"
_KEY = """
INSERT INTO idempotency_keys (caller, key, fingerprint, effect, of_money) VALUES ('staff:a', $1, $2, '1', true)
"""
_PAYMENT = """
INSERT INTO payments (award_id, order_id, tranche, reference, amount, currency, paid_on, recorded_by)
VALUES ($1, $2, $3, $4, $5, 'USD', $6, 'staff:a') RETURNING id
"""
_EVENT = "INSERT INTO outbox (type, subject, data, request_id) VALUES ('payment.recorded', $1, $2, $3)"
_POSTING = """
INSERT INTO postings (fund_id, kind, booked_on, award_id, payment_id, recorded_by)
VALUES ($1, 'disbursed', $2, $3, $4, 'staff:a') RETURNING id
"""
_ENTRIES = (
    "INSERT INTO entries (posting_id, account_id, currency, amount) VALUES ($1, $2, 'USD', $3), ($1, $4, 'USD', $5)"
)


async def pay(
    connection: "asyncpg.Connection[asyncpg.Record]",
    order: asyncpg.Record,
    reference: str,
    on: date,
) -> None:
    """Pay an order, told with its award, fund and accounts, in one transaction."""
    amount: Decimal = order["amount"]
    async with connection.transaction():
        await connection.execute(_HOLD)
        await connection.execute(_KEY, reference, bytes(32))
        payment = await connection.fetchval(
            _PAYMENT, order["award_id"], order["id"], order["tranche"], reference, amount, on
        )
        data = json.dumps({"award": order["award_id"], "assistance": None})
        await connection.execute(_EVENT, str(payment), data, token_hex(16))
        posting = await connection.fetchval(_POSTING, order["fund_id"], on, order["award_id"], payment)
        await connection.execute(_ENTRIES, posting, order["committed"], -amount, order["disbursed"], amount)
