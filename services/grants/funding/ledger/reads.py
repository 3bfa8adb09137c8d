"""What stands where in the ledger, for those who post and those who tell."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.grants.funding.ledger.views import Standing
from shared.database import Reader
from shared.facts import standing

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


ABOUT = (
    "LEFT JOIN awards AS award ON award.id = fact.award_id"
    " LEFT JOIN assistances AS assistance ON assistance.id = fact.assistance_id"
)
"""SQL: the award or the assistance that a fact is about."""
PLACE = "coalesce(award.place, assistance.place)"
APART = ("award.place", "assistance.place")
"""SQL: where that lies; and each of the two by itself."""
PROJECT = "coalesce(award.project, assistance.project)"
PERSON = "assistance.person_id"


_BACK = """coalesce((
    SELECT sum(refund.amount) FROM refunds AS refund
    JOIN refund_confirmations AS confirmation ON confirmation.refund_id = refund.id
    WHERE refund.recovery_id = {recovery}.id AND refund.voided_at IS NULL
), 0)"""
_GIVEN_UP = """coalesce((
    SELECT sum(written.amount) FROM recovery_write_off_confirmations AS written
    WHERE written.recovery_id = {recovery}.id
), 0)"""
RECOVERED = {"refunded": _BACK, "written_off": f"least({_GIVEN_UP}, {{recovery}}.amount - {_BACK})"}
"""SQL: what of a demand has come back, and what of it two people have written off; if that comes back after all, it is
not written off any more."""

_DEMANDS = """coalesce((
    SELECT sum({left}) FROM recoveries AS demand JOIN recovery_approvals AS agreed ON agreed.recovery_id = demand.id
    WHERE demand.voided_at IS NULL AND ({{which}})
), 0)"""
DEMANDED = _DEMANDS.format(left=f"demand.amount - {_BACK.format(recovery='demand')}")
"""SQL: what the demands `which` are meant add up to, without what has come back. Of an award or an assistance it is no
more than what was paid and has not come back."""
OUTSTANDING = _DEMANDS.format(
    left=f"greatest(demand.amount - {_BACK.format(recovery='demand')} - {_GIVEN_UP.format(recovery='demand')}, 0)"
)
"""SQL: the same without what was written off."""

REFUNDED_THEN = f"""coalesce((
    SELECT sum(refund.amount) FROM refunds AS refund
    JOIN refund_confirmations AS confirmation ON confirmation.refund_id = refund.id
    WHERE refund.recovery_id = demand.id AND {standing("refund", "{then}")} AND confirmation.recorded_at <= {{then}}
        AND ({{which}})
), 0)"""  # noqa: S608 - no value in it
"""SQL: what of a `demand` had come back, as known at the moment `then`, by the refunds `which` are meant."""
WRITTEN_OFF_THEN = """coalesce((
    SELECT sum(written.amount) FROM recovery_write_off_confirmations AS written
    WHERE written.recovery_id = demand.id AND written.recorded_at <= {then} AND ({which})
), 0)"""
"""SQL: what of it had been `written` off."""
OUTSTANDING_THEN = f"""coalesce((
    SELECT sum(greatest(demand.amount - {REFUNDED_THEN.format(then="{then}", which="true")}
        - {WRITTEN_OFF_THEN.format(then="{then}", which="true")}, 0))
    FROM recoveries AS demand JOIN recovery_approvals AS agreed ON agreed.recovery_id = demand.id
    WHERE {standing("demand", "{then}")} AND agreed.recorded_at <= {{then}} AND ({{which}})
), 0)"""  # noqa: S608 - no value in it
"""SQL: what is outstanding, as it stood at the moment `then`."""


COMMITTED_ON = """coalesce(
    (SELECT max(booked_on) FROM postings WHERE award_id = {award} AND kind = 'committed'),
    (SELECT max(booked_on) FROM postings WHERE assistance_id = {assistance} AND kind = 'committed')
)"""
"""SQL: the day on which something was last committed to an award or an assistance."""


class Commitment(NamedTuple):
    """What a fund has committed money to, by its number: an award, or an assistance."""

    award_id: int | None = None
    assistance_id: int | None = None

    @property
    def id(self) -> int | None:
        return self.assistance_id if self.award_id is None else self.award_id

    @property
    def column(self) -> str:
        """What it is called where something refers to it."""
        return "assistance_id" if self.award_id is None else "award_id"


class Held(NamedTuple):
    """A commitment as the ledger has it: of which fund, of which call if it is an award's, and how much of it stands
    where."""

    fund_id: int
    call_id: int | None
    committed: Decimal
    disbursed: Decimal
    returned: Decimal


_HELD = f"""
SELECT account.fund_id, application.call_id, {
    ", ".join(
        f"(array_agg(balance.amount) FILTER (WHERE balance.standing = '{standing}'))[1]"
        for standing in (Standing.COMMITTED, Standing.DISBURSED, Standing.RETURNED)
    )
}
FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
LEFT JOIN awards AS award ON award.id = account.award_id
LEFT JOIN applications AS application ON application.id = award.application_id
WHERE account.{{column}} = $1
GROUP BY account.fund_id, application.call_id
"""  # noqa: S608 - no value in it


async def held(reader: Reader, of: Commitment) -> Held | None:
    """A commitment in the ledger, or nothing if it is from before there were funds, which the ledger does not know."""
    row = await reader.fetchrow(_HELD.format(column=of.column), of.id)
    return None if row is None else Held(*row)


_COMMITTED_TO = """
SELECT account.award_id, account.assistance_id, balance.amount
FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
WHERE account.standing = 'committed' AND (account.award_id = ANY ($1) OR account.assistance_id = ANY ($2))
"""


async def committed_to(reader: Reader, these: Collection[Commitment]) -> dict[Commitment, Decimal]:
    """What is committed to each of these and not paid, which are held."""
    by_kind = ([of.award_id for of in these if of.award_id], [of.assistance_id for of in these if of.assistance_id])
    rows = await reader.fetch(_COMMITTED_TO, *by_kind)
    return {of: Decimal(0) for of in these} | {Commitment(award, assistance): left for award, assistance, left in rows}


async def given(reader: Reader, fund_id: int) -> list[int]:
    """The posting by which a donor gave the money of a fund."""
    return await _postings(reader, "fund_id = $1 AND kind = 'given'", fund_id)


async def allotted(reader: Reader, call_id: int) -> list[int]:
    """The postings by which a call was allotted what it may award, and gave of it back."""
    own = "call_id = $1 AND num_nonnulls(award_id, assistance_id) = 0 AND kind IN ('allotted', 'released')"
    return await _postings(reader, own, call_id)


async def allotted_on(reader: Reader, call_id: int) -> date:
    """The day since when a call has what it was allotted."""
    sql = "SELECT max(booked_on) FROM postings WHERE call_id = $1 AND kind = 'allotted'"
    day: date = await reader.fetchval(sql, call_id)
    return day


async def gave_back(reader: Reader, of: Commitment) -> bool:
    """Whether the call of an award ever gave something back to its fund."""
    sql = """
    SELECT EXISTS (
        SELECT FROM postings AS released
        JOIN applications AS application ON application.call_id = released.call_id
        JOIN awards AS award ON award.application_id = application.id
        WHERE award.id = $1 AND released.kind = 'released' AND released.award_id IS NULL
    )
    """
    gave: bool = await reader.fetchval(sql, of.award_id)
    return gave


async def given_back(reader: Reader, call_id: int) -> Decimal:
    """What a call, which is held from now on, has given back of its budget to its fund."""
    await reader.fetch("SELECT FROM calls WHERE id = $1 FOR NO KEY UPDATE", call_id)
    sql = """
    SELECT call.budget - sum(entry.amount) FROM calls AS call
    JOIN accounts AS account ON account.call_id = call.id JOIN entries AS entry ON entry.account_id = account.id
    JOIN postings AS posting ON posting.id = entry.posting_id AND posting.award_id IS NULL
    WHERE call.id = $1 GROUP BY call.budget
    """
    amount: Decimal = await reader.fetchval(sql, call_id)
    return amount


async def committed(reader: Reader, of: Commitment) -> list[int]:
    """The posting by which what was approved was committed; none of what the ledger does not know."""
    return await _postings(reader, f"{of.column} = $1 AND kind = 'committed' ORDER BY id LIMIT 1", of.id)


async def agreed(reader: Reader, of: Commitment) -> list[int]:
    """The postings that stand by which a contract and its amendments changed what was committed."""
    changes = f"""{of.column} = $1 AND kind IN ('committed', 'released')
        AND NOT EXISTS (SELECT FROM postings AS undoing WHERE undoing.reverses = postings.id)
        AND id <> (SELECT min(id) FROM postings AS first WHERE first.{of.column} = $1 AND first.kind = 'committed')"""  # noqa: S608 - names from code
    return await _postings(reader, changes, of.id)


async def disbursed(reader: Reader, payment_id: int) -> list[int]:
    """The posting of a payment; none of one that is on no fund."""
    return await _postings(reader, "payment_id = $1 AND kind = 'disbursed'", payment_id)


async def refunded(reader: Reader, refund_id: int) -> list[int]:
    """The posting of a refund; none of one that nobody has confirmed."""
    return await _postings(reader, "refund_id = $1 AND kind = 'refunded'", refund_id)


async def _postings(reader: Reader, which: str, id: int | None) -> list[int]:
    return [row["id"] for row in await reader.fetch(f"SELECT id FROM postings WHERE {which}", id)]  # noqa: S608 - no value


async def demanded(reader: Reader, of: Commitment) -> Decimal:
    """What is demanded back of an award or an assistance and has not come back, written off or not."""
    which = f"demand.{of.column} = $1"
    amount: Decimal = await reader.fetchval(f"SELECT {DEMANDED.format(which=which)}", of.id)
    return amount


_STOOD = """
SELECT account.id, day, sum(sum(entry.amount)) OVER (PARTITION BY account.id ORDER BY day) AS stood
FROM accounts AS account JOIN entries AS entry ON entry.account_id = account.id
JOIN postings AS posting ON posting.id = entry.posting_id
LEFT JOIN postings AS undone ON undone.id = posting.reverses
CROSS JOIN LATERAL (SELECT coalesce(undone.booked_on, posting.booked_on) AS day) AS booked
WHERE {accounts} GROUP BY account.id, day
"""
_OWN = _STOOD.format(accounts="account.{column} = $1 AND account.standing = $3")
_LEAST = f"""
SELECT min(stood) FROM (
    SELECT day, stood, lead(day) OVER (ORDER BY day) AS until FROM (
        SELECT '-infinity'::date AS day, 0 AS stood
        UNION ALL SELECT day, stood FROM ({_OWN}) AS own
    ) AS each
) AS stretch WHERE coalesce(until > $2, true)
"""  # noqa: S608 - no value in it
_MOVED = _STOOD.format(accounts="account.id IN (SELECT account_id FROM posted) AND account.standing <> 'given'")
_BELOW_ZERO = f"""
WITH posted AS (
    SELECT entry.account_id, posting.booked_on FROM entries AS entry
    JOIN postings AS posting ON posting.id = entry.posting_id WHERE posting.id = ANY ($1)
)
SELECT EXISTS (
    SELECT FROM ({_MOVED}) AS each WHERE stood < 0 AND day >= (SELECT min(booked_on) FROM posted)
)
"""  # noqa: S608 - no value in it


async def least(reader: Reader, standing: Standing, column: str, id: int | None, since: date) -> Decimal:
    """The least that stood so on any day from this one on, of what the `column` of its account names."""
    amount: Decimal = await reader.fetchval(_LEAST.format(column=column), id, since, standing)
    return amount


async def is_below_zero(reader: Reader, posted: Collection[int]) -> bool:
    """Whether there is less than nothing where these postings moved money, on a day from the first of them on."""
    below: bool = await reader.fetchval(_BELOW_ZERO, posted)
    return below
