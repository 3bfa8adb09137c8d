"""What stands where in the ledger, for those who post and those who tell."""

from decimal import Decimal
from typing import NamedTuple

from services.grants.ledger.views import Standing
from shared.database import Reader

STANDS = (
    "(SELECT coalesce(sum(balance.amount), 0) FROM accounts AS account"
    " JOIN balances AS balance ON balance.account_id = account.id"
    " WHERE account.fund_id = {fund} AND account.standing = '{standing}')"
)
"""SQL: what of a fund stands so."""

ALLOTTED = (
    "(SELECT balance.amount FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id"
    " WHERE account.call_id = {call})"
)
"""SQL: what a call may award yet."""


class Held(NamedTuple):
    """An award as the ledger has it: of which fund and call, and how much of it stands where."""

    award_id: int
    fund_id: int
    call_id: int
    committed: Decimal
    disbursed: Decimal
    returned: Decimal


_HELD = f"""
SELECT award.id, award.fund_id, application.call_id, {
    ", ".join(
        f"(array_agg(balance.amount) FILTER (WHERE balance.standing = '{standing}'))[1]"
        for standing in (Standing.COMMITTED, Standing.DISBURSED, Standing.RETURNED)
    )
}
FROM awards AS award JOIN applications AS application ON application.id = award.application_id
JOIN accounts AS account ON account.award_id = award.id JOIN balances AS balance ON balance.account_id = account.id
WHERE award.id = $1
GROUP BY award.id, application.id
"""  # noqa: S608 - no value in it


async def held(reader: Reader, award_id: int) -> Held | None:
    """An award in the ledger, or nothing if it is from before there were funds, which the ledger does not know."""
    row = await reader.fetchrow(_HELD, award_id)
    return None if row is None else Held(*row)


async def given(reader: Reader, fund_id: int) -> int | None:
    """The posting by which a donor gave the money of a fund."""
    return await _posting(reader, "fund_id = $1 AND kind = 'given'", fund_id)


async def allotted(reader: Reader, call_id: int) -> int | None:
    """The posting by which a call was allotted its budget."""
    return await _posting(reader, "call_id = $1 AND kind = 'allotted'", call_id)


async def committed(reader: Reader, award_id: int) -> int | None:
    """The posting by which an award committed what was approved."""
    return await _posting(reader, "award_id = $1 AND kind = 'committed' ORDER BY id LIMIT 1", award_id)


async def disbursed(reader: Reader, payment_id: int) -> int | None:
    """The posting of a payment."""
    return await _posting(reader, "payment_id = $1 AND kind = 'disbursed'", payment_id)


async def refunded(reader: Reader, refund_id: int) -> int | None:
    """The posting of a refund."""
    return await _posting(reader, "refund_id = $1 AND kind = 'refunded'", refund_id)


async def _posting(reader: Reader, which: str, id: int) -> int | None:
    found: int | None = await reader.fetchval(f"SELECT id FROM postings WHERE {which}", id)  # noqa: S608 - no value
    return found
