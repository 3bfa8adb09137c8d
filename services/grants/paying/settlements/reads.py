"""What is asked about instructions of which something was said, and how a batch reconciles with the ledger."""

from decimal import Decimal
from typing import Any

from services.grants.funding.ledger.reads import ABOUT, PLACE
from services.grants.paying.attempts import SAID, STATE, paid_before
from services.grants.paying.batches.reads import BATCH, PROPOSED
from services.grants.paying.batches.views import BATCHES
from services.grants.paying.orders.reads import PAID
from services.grants.paying.settlements.views import ReconciliationView
from shared.classification import opened
from shared.database import Reader
from shared.facts import find
from shared.mandate import Mandate

MOST_SHOWN = 200
WITHOUT_WORD = 3
"""Days after which somebody has to find out about an instruction of which nothing final was said."""

_PAID = PAID.format(order="fact.order_id")
_DISBURSED = f"""coalesce((
    SELECT sum(entry.amount) FROM payments AS payment
    JOIN postings AS posting ON posting.payment_id = payment.id
    JOIN entries AS entry ON entry.posting_id = posting.id
    JOIN accounts AS account ON account.id = entry.account_id AND account.standing = 'disbursed'
    WHERE payment.order_id = fact.order_id AND payment.reference = fact.end_to_end_id
        AND payment.voided_at IS NULL AND posting.kind = 'disbursed'
        AND (ending.instruction_id IS NULL OR {STATE} = 'settled') AND NOT {paid_before("fact.order_id", "fact.id")}
), 0)"""  # noqa: S608 - no value in it
"""SQL: what the ledger has as paid of an instruction: of several attempts, what the first has that went through."""
_ON = """coalesce(
    CASE WHEN resolution.outcome = 'settled' THEN resolution.on_day END,
    (SELECT min(status.on_day) FROM instruction_statuses AS status WHERE status.instruction_id = fact.id
        AND status.meaning = 'settled' AND status.id > coalesce(resolution.known, 0)),
    signature.signed_on
)"""
"""SQL: when it went, as two people found, or else as a bank says that has said so since, or who signed."""

_SETTLED = f"""
FROM instructions AS fact {SAID}
WHERE fact.batch_id = $1 AND fact.voided_at IS NULL AND {STATE} = 'settled' AND NOT {_PAID}
"""
_UNPAID = f"SELECT fact.order_id {_SETTLED} AND fact.order_id > $2 ORDER BY fact.order_id LIMIT $3"
_TO_PAY = f"SELECT fact.order_id, fact.end_to_end_id, {_ON} AS on_day {_SETTLED} AND fact.order_id = ANY ($2)"


async def unpaid(reader: Reader, batch_id: int, after: int, most: int) -> list[int]:
    """The first orders with a number higher than `after` that are not paid though what a batch says of them is
    settled."""
    return [row["order_id"] for row in await reader.fetch(_UNPAID, batch_id, after, most)]


async def to_pay(reader: Reader, batch_id: int, orders: list[int]) -> list[Any]:
    """Of these orders those that are not paid though what a batch says of them is settled: each with the reference and
    the day."""
    return await reader.fetch(_TO_PAY, batch_id, orders)


async def last_status(reader: Reader, instruction_id: int) -> int:
    """The number of the last status that a bank reported of an instruction, or zero."""
    last: int = await reader.fetchval(
        "SELECT coalesce(max(id), 0) FROM instruction_statuses WHERE instruction_id = $1", instruction_id
    )
    return last


async def proposed(reader: Reader, instruction_id: int) -> Any:
    """What somebody found of an instruction last, of which nothing is confirmed since: its `id`, `outcome` and
    `recorded_by`; nothing if there is none."""
    return await reader.fetchrow(PROPOSED.format(instruction="$1"), instruction_id)


_PAYMENT = f"""
SELECT payment.id FROM payments AS payment JOIN instructions AS mine ON mine.id = $1
WHERE payment.order_id = mine.order_id AND payment.reference = mine.end_to_end_id AND payment.voided_at IS NULL
    AND NOT EXISTS (
        SELECT FROM instructions AS fact {SAID}
        WHERE fact.order_id = mine.order_id AND fact.id <> mine.id AND fact.voided_at IS NULL AND {STATE} = 'settled'
    )
"""  # noqa: S608 - no value in it


async def payment(reader: Reader, instruction_id: int) -> int | None:
    """The payment that was recorded because of an instruction, and of no other that paid the same order."""
    id: int | None = await reader.fetchval(_PAYMENT, instruction_id)
    return id


_WAITS = """(
    state = 'contradicted' OR (late AND state IN ('sent', 'in_progress'))
    OR CASE state WHEN 'settled' THEN disbursed <> amount ELSE disbursed <> 0 END
)"""
_EACH = f"""
SELECT fact.id, fact.order_id, fact.amount, {STATE} AS state, {_DISBURSED} AS disbursed,
    sending.sent_at < clock_timestamp() - interval '{WITHOUT_WORD} days' AS late, {PLACE} AS place
FROM instructions AS fact {ABOUT} {SAID}
WHERE fact.batch_id = $1 AND fact.voided_at IS NULL
"""  # noqa: S608 - no value in it
_STATES = f"""
SELECT state, count(*) AS transactions, sum(amount) AS control_sum, sum(disbursed) AS disbursed,
    bool_or({_WAITS}) AS waits
FROM ({_EACH}) AS each GROUP BY state ORDER BY state
"""  # noqa: S608 - no value in it
_PENDING = f"""
SELECT id AS instruction_id, order_id, state, amount AS control_sum, disbursed
FROM ({_EACH}) AS each
WHERE {_WAITS} AND place LIKE ANY ($2) ORDER BY id LIMIT {MOST_SHOWN}
"""  # noqa: S608 - no value in it


async def reconciliation(reader: Reader, id: int, mandate: Mandate) -> ReconciliationView:
    """What became of a batch, as reports, people and the ledger have it, as far as the mandate opens batches; and
    one by one what waits in the caller's areas."""
    batch = await find(reader, BATCH, id, mandate)
    currency = await reader.fetchval("SELECT currency FROM batches WHERE id = $1", id)
    states = [dict(row) | {"currency": currency} for row in await reader.fetch(_STATES, id)]
    listed = await reader.fetch(_PENDING, id, mandate.area_patterns)
    pending = [dict(row) | {"currency": currency} for row in listed]
    waits = any(each.pop("waits") for each in states)
    nothing = Decimal(0)
    settled = sum((each["control_sum"] for each in states if each["state"] == "settled"), nothing)
    disbursed = sum((each["disbursed"] for each in states), nothing)
    whole = {
        "batch_id": batch.view.id,
        "currency": currency,
        "transactions": sum(each["transactions"] for each in states),
        "control_sum": sum((each["control_sum"] for each in states), nothing),
        "settled": settled,
        "disbursed": disbursed,
        "difference": settled - disbursed,
        "states": states,
        "pending": pending,
        "reconciled": not waits and {each["state"] for each in states} <= {"settled", "rejected"},
    }
    return opened(ReconciliationView.model_validate(whole), BATCHES, mandate.scope(BATCHES.name))
