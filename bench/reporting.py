"""A bank's report that settles a whole batch: the batch as it left the house, and the report that is taken."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI

from services.grants.paying.reports.taking import TAKE_REPORT
from shared.jobs import doing

_BATCH = """
WITH payer AS (
    INSERT INTO parties (fund_id, means, name, account, bic, recorded_by)
    SELECT id, 'bank_transfer', 'The programme', '0010', 'NEXBIQBA', 'one' FROM funds RETURNING id, fund_id
), confirmed AS (
    INSERT INTO party_confirmations (party_id, stated_by, recorded_by) SELECT id, 'one', 'another' FROM payer
)
INSERT INTO batches (fund_id, currency, means, message_id, execute_on, payer_id, recorded_by)
SELECT fund_id, 'USD', 'bank_transfer', $1, '2026-01-10', id, 'one' FROM payer RETURNING id
"""
_FILLED = (
    """
WITH party AS (
    INSERT INTO parties (enterprise_id, means, name, account, bic, recorded_by)
    SELECT DISTINCT award.enterprise_id, 'bank_transfer', 'A bakery', '0012', 'NEXBIQBA', 'one'
    FROM orders AS made JOIN awards AS award ON award.id = made.award_id WHERE made.id = ANY ($2)
    RETURNING id, enterprise_id
), confirmed AS (
    INSERT INTO party_confirmations (party_id, stated_by, recorded_by) SELECT id, 'one', 'another' FROM party
)
INSERT INTO instructions (
    batch_id, order_id, fund_id, award_id, enterprise_id, party_id, means, amount, currency, end_to_end_id, recorded_by
)
SELECT $1, made.id, made.fund_id, made.award_id, award.enterprise_id, party.id, 'bank_transfer', made.amount, 'USD',
    md5('bench' || made.id), 'one'
FROM orders AS made JOIN awards AS award ON award.id = made.award_id JOIN party USING (enterprise_id)
WHERE made.id = ANY ($2) ORDER BY made.id
""",
    """
INSERT INTO batch_closings (batch_id, made_by, transactions, control_sum, recorded_by)
SELECT batch_id, 'one', count(*), sum(amount), 'one' FROM instructions WHERE batch_id = $1 AND order_id = ANY ($2)
GROUP BY batch_id
""",
    """
INSERT INTO batch_approvals (batch_id, place, made_by, after, recorded_by)
SELECT $1, place, 'one', nullif(place, 1) - 1, 'approver ' || place FROM generate_series(1, 2) AS place
WHERE cardinality($2::int[]) > 0
""",
    """
INSERT INTO batch_sendings (batch_id, approvals, means, sent_at, sha256, size, recorded_by)
SELECT $1, 2, 'bank_transfer', clock_timestamp(), repeat('0', 64), 1, 'approver 2' WHERE cardinality($2::int[]) > 0
""",
)


async def sent(connection: Any, orders: Sequence[int], name: str) -> None:
    """A batch of these orders, called so, that two others than who made it approved, and that was sent."""
    batch = await connection.fetchval(_BATCH, name)
    for statement in _FILLED:
        await connection.execute(statement, batch, orders)


def report(name: str) -> bytes:
    """What a bank says of a batch of this name: all of it is settled."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">'
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>of-{name}</MsgId><CreDtTm>2026-01-12T08:00:00+03:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{name}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        "<GrpSts>ACSC</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


async def work(app: FastAPI, connection: Any) -> None:
    """What a worker does with the reports that were taken."""
    for row in await connection.fetch("SELECT id FROM jobs WHERE state <> 'done'"):
        if await doing.do(app.state.database, app.state.kinds[TAKE_REPORT], row["id"], lambda: False) is not None:
            raise AssertionError("the report was not taken to its end")
