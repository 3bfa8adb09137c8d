"""Posting: each function moves money of a fund from where it stands to where it goes.

Whoever moves more than there is, is refused by the database; what that means the caller knows, and says. What depends
on how much stands somewhere is asked while the award or the assistance is locked, and `balances` alone is locked after
it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from services.grants.funding.ledger import reads
from services.grants.funding.ledger.reads import Commitment, Held
from services.grants.funding.ledger.tables import Account
from services.grants.funding.ledger.views import PostingKind, Standing
from shared.database import Reader
from shared.days import today
from shared.errors import DomainError
from shared.money import Currency
from shared.views import VoidReason
from shared.write import Write, judged

NOTHING = Commitment()
OF_A_COMMITMENT = (Standing.COMMITTED, Standing.DISBURSED, Standing.RETURNED)

_OF_A_FUND = "num_nonnulls(account.call_id, account.award_id, account.assistance_id) = 0"
_ACCOUNT: Mapping[Standing, str] = {
    **dict.fromkeys((Standing.GIVEN, Standing.AVAILABLE), _OF_A_FUND),
    Standing.ALLOTTED: "account.call_id = $5",
}
_COMMITMENT = {"award_id": "account.award_id = $6", "assistance_id": "account.assistance_id = $7"}
"""SQL: the account on which money stands so, of the fund, the call or the commitment of a posting."""


@lru_cache
def _move(source: Standing, target: Standing, column: str) -> str:
    entries = " UNION ALL ".join(
        f"SELECT posted.id, account.id, account.currency, {sign}$10::numeric FROM posted, accounts AS account"  # noqa: S608 - names from code
        f" WHERE account.fund_id = $1 AND account.standing = '{standing}'"
        f" AND {_ACCOUNT.get(standing, _COMMITMENT[column])}"
        for standing, sign in ((source, "-"), (target, ""))
    )
    return f"""
WITH posted AS (
    INSERT INTO postings
        (fund_id, kind, booked_on, recorded_by, call_id, award_id, assistance_id, payment_id, refund_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
)
INSERT INTO entries (posting_id, account_id, currency, amount) {entries}
RETURNING posting_id
"""  # noqa: S608 - names from code


_DISBURSE = """
WITH paid AS MATERIALIZED ({payments}), moved AS MATERIALIZED (
    SELECT paid.*, account.fund_id, account.id AS account_id, account.standing, account.currency
    FROM paid JOIN accounts AS account ON account.award_id = paid.award_id
    WHERE account.standing IN ('committed', 'disbursed')
    UNION ALL
    SELECT paid.*, account.fund_id, account.id, account.standing, account.currency
    FROM paid JOIN accounts AS account ON account.assistance_id = paid.assistance_id
    WHERE account.standing IN ('committed', 'disbursed')
), posted AS (
    INSERT INTO postings (fund_id, kind, booked_on, recorded_by, award_id, assistance_id, payment_id)
    SELECT fund_id, 'disbursed', paid_on, $1, award_id, assistance_id, id
    FROM moved WHERE standing = 'committed' ORDER BY id
    RETURNING id, payment_id
), entered AS (
    INSERT INTO entries (posting_id, account_id, currency, amount)
    SELECT posted.id, moved.account_id, moved.currency,
        CASE moved.standing WHEN 'committed' THEN -moved.amount ELSE moved.amount END
    FROM posted JOIN moved ON moved.id = posted.payment_id
)
SELECT id, award_id, assistance_id FROM paid ORDER BY id
"""


_REVERSE = """
WITH posted AS (
    INSERT INTO postings (
        fund_id, kind, booked_on, recorded_by, call_id, award_id, assistance_id, payment_id, refund_id, reverses, reason
    )
    SELECT fund_id, 'reversed', booked_on, $2, call_id, award_id, assistance_id, payment_id, refund_id, id, $3
    FROM postings WHERE id = ANY ($1) ORDER BY id
    RETURNING id, reverses
)
INSERT INTO entries (posting_id, account_id, currency, amount)
SELECT posted.id, entry.account_id, entry.currency, -entry.amount
FROM posted JOIN entries AS entry ON entry.posting_id = posted.reverses
RETURNING posting_id
"""


async def give(write: Write, fund_id: int, amount: Decimal, currency: Currency, booked_on: date) -> None:
    """A donor gives the money of a fund."""
    await _open(write, fund_id, currency, (Standing.GIVEN, Standing.AVAILABLE))
    await _post(write, PostingKind.GIVEN, (Standing.GIVEN, Standing.AVAILABLE), amount, booked_on, fund_id)


async def allot(
    write: Write, fund_id: int, call_id: int, amount: Decimal, currency: Currency, booked_on: date, refusal: DomainError
) -> None:
    """A call may award so much of its fund, which has that much to give; else `refusal`. So it is since the day, or
    since today where the fund has not had as much ever since."""
    await _open(write, fund_id, currency, (Standing.ALLOTTED,), call_id=call_id)
    booked_on = await _there_since(write, fund_id, None, amount, booked_on)
    move = (Standing.AVAILABLE, Standing.ALLOTTED)
    await _post(write, PostingKind.ALLOTTED, move, amount, booked_on, fund_id, call_id=call_id, refusal=refusal)


async def give_back(write: Write, fund_id: int, call_id: int, amount: Decimal, refusal: DomainError) -> None:
    """A call gives back to its fund so much of what it may award, today or when it was allotted that; `refusal` where
    it has not as much any more."""
    booked_on = max(today(), await reads.allotted_on(await write.reader(), call_id))
    move = (Standing.ALLOTTED, Standing.AVAILABLE)
    await _post(write, PostingKind.RELEASED, move, amount, booked_on, fund_id, call_id=call_id, refusal=refusal)


async def commit(
    write: Write,
    fund_id: int,
    of: Commitment,
    amount: Decimal,
    currency: Currency,
    booked_on: date,
    refusal: DomainError,
    *,
    call_id: int | None = None,
) -> None:
    """An award commits so much of what its call may award, or an assistance of what its fund has available, since the
    day, or since today where there was not as much ever since; `refusal` where there is not that much now."""
    await _open(write, fund_id, currency, OF_A_COMMITMENT, of=of)
    await _commit(write, fund_id, call_id, of, amount, booked_on, refusal)


async def recommit(write: Write, of: Commitment, amount: Decimal, booked_on: date, refusal: DomainError) -> None:
    """What was and will be paid of a commitment is so much from now on: the rest of what was committed is released to
    where it came from, or more of that is committed; `refusal` where there is not so much. The commitment is held."""
    held = await reads.held(await write.reader(), of)
    if held is None:
        return
    more = amount - (held.committed + held.disbursed + held.returned)
    if more > 0:
        await _refill(write, held, more, refusal)
        await _commit(write, held.fund_id, held.call_id, of, more, booked_on, refusal)
    elif more < 0:
        await _release(write, held, of, -more, booked_on, refusal)


async def commit_again(write: Write, of: Commitment, amount: Decimal, since: date, refusal: DomainError) -> date:
    """So much was released on a day of a commitment, which is held, and is paid after all: it is committed as if that
    had not been released, or since today where others had it meanwhile. What the call of an award has not any more
    comes from what the fund has available; `refusal` where that is not there either. Gives since when it is so."""
    reader = await write.reader()
    held = await reads.held(reader, of)
    if held is None:
        return since
    short = amount - await _least(reader, held.fund_id, held.call_id, today())
    if held.call_id is not None and short > 0:
        await _top_up(write, held, short, refusal)
    return await _commit(write, held.fund_id, held.call_id, of, amount, since, refusal)


async def _refill(write: Write, held: Held, amount: Decimal, refusal: DomainError) -> None:
    """Of so much the call of an award is allotted again what it has not any more, if it gave as much back to its
    fund."""
    if held.call_id is None:
        return
    reader = await write.reader()
    given_back = await reads.given_back(reader, held.call_id)
    short = amount - await _least(reader, held.fund_id, held.call_id, today())
    if 0 < short <= given_back:
        await _top_up(write, held, short, refusal)


async def _top_up(write: Write, held: Held, amount: Decimal, refusal: DomainError) -> None:
    """The call of an award is allotted so much more from today on."""
    move, on = (Standing.AVAILABLE, Standing.ALLOTTED), (today(), held.fund_id)
    await _post(write, PostingKind.ALLOTTED, move, amount, *on, call_id=held.call_id, refusal=refusal)


async def _least(reader: Reader, fund_id: int, call_id: int | None, since: date) -> Decimal:
    """The least that a call had to award on any day since, or, without one, that a fund had available."""
    if call_id is not None:
        return await reads.least(reader, Standing.ALLOTTED, "call_id", call_id, since)
    return await reads.least(reader, Standing.AVAILABLE, "fund_id", fund_id, since)


async def _there_since(write: Write, fund_id: int, call_id: int | None, amount: Decimal, day: date) -> date:
    """The day, if there was so much of a call, or of a fund, ever since; else today."""
    now = today()
    if day >= now or await _least(await write.reader(), fund_id, call_id, day) >= amount:
        return day
    return now


async def release(write: Write, of: Commitment, booked_on: date) -> bool:
    """Nothing more is paid of a commitment, which is held: of an award, what is committed may be awarded to others by
    its call; of an assistance it is available again. Gives whether there was something."""
    held = await reads.held(await write.reader(), of)
    if held is None or not held.committed:
        return False
    await _release(write, held, of, held.committed, booked_on)
    return True


async def release_beyond(write: Write, of: Commitment, most: Decimal) -> None:
    """Of a commitment, which is held, no more is paid and will be than this: what was committed again, when money went
    that was not there any more, and did not go after all, is released."""
    held = await reads.held(await write.reader(), of)
    if held is not None and (beyond := held.committed + held.disbursed + held.returned - most) > 0:
        await _release(write, held, of, min(beyond, held.committed), today())


async def disburse(
    write: Write, payments: str, values: Sequence[Any], verdicts: Mapping[str, DomainError], refusal: DomainError
) -> list[tuple[int, Commitment]]:
    """Payments of what is on funds, each posted by itself; gives their numbers, and what they are of.

    `payments` is the SQL that records them, with who does as `$1` and `values` after it; it gives the `id`, `award_id`,
    `assistance_id`, `amount` and `paid_on` of each. It is judged by the `verdicts`; `refusal` where less is committed
    to what one is of.
    """
    async with judged(write, {**verdicts, **_verdicts(refusal)}):
        rows = await (await write.reader()).fetch(_DISBURSE.format(payments=payments), write.caller, *values)
    return [(id, Commitment(*of)) for id, *of in rows]


async def refund(
    write: Write,
    fund_id: int,
    of: Commitment,
    refund_id: int,
    amount: Decimal,
    booked_on: date,
    refusal: DomainError,
) -> None:
    """Money of what is on a fund came back; `refusal` where less than this was paid and has not come back."""
    move = (Standing.DISBURSED, Standing.RETURNED)
    await _post(
        write, PostingKind.REFUNDED, move, amount, booked_on, fund_id, of=of, refund_id=refund_id, refusal=refusal
    )


async def reverse(
    write: Write, postings: Sequence[int], reason: VoidReason, refusal: DomainError | None = None
) -> None:
    """Take postings back together, each on the day that it was booked on: so what was wrong is on no day of the books,
    and what is done again on that day is there once. `refusal` where what they moved stands there no more, or did not
    on a day since."""
    if not postings:
        return
    async with judged(write, _verdicts(refusal)):
        rows = await (await write.reader()).fetch(_REVERSE, postings, write.caller, reason)
    await _require_sound(write, [row["posting_id"] for row in rows], refusal)


async def _open(
    write: Write,
    fund_id: int,
    currency: Currency,
    standings: tuple[Standing, ...],
    *,
    call_id: int | None = None,
    of: Commitment = NOTHING,
) -> None:
    for standing in standings:
        write.session.add(
            Account(
                fund_id=fund_id,
                standing=standing,
                call_id=call_id,
                **of._asdict(),
                currency=currency,
                recorded_by=write.caller,
            )
        )
    await write.session.flush()


async def _commit(
    write: Write,
    fund_id: int,
    call_id: int | None,
    of: Commitment,
    amount: Decimal,
    booked_on: date,
    refusal: DomainError,
) -> date:
    booked_on = await _there_since(write, fund_id, call_id, amount, booked_on)
    move = (_source(of), Standing.COMMITTED)
    await _post(write, PostingKind.COMMITTED, move, amount, booked_on, fund_id, call_id=call_id, of=of, refusal=refusal)
    return booked_on


async def _release(
    write: Write,
    held: Held,
    of: Commitment,
    amount: Decimal,
    booked_on: date,
    refusal: DomainError | None = None,
) -> None:
    """On the day, or today where so much was not committed ever since."""
    if await reads.least(await write.reader(), Standing.COMMITTED, of.column, of.id, booked_on) < amount:
        booked_on = today()
    move = (Standing.COMMITTED, _source(of))
    about = {"call_id": held.call_id}
    await _post(write, PostingKind.RELEASED, move, amount, booked_on, held.fund_id, **about, of=of, refusal=refusal)


def _source(of: Commitment) -> Standing:
    """Where what is committed comes from, and goes when it is released."""
    return Standing.AVAILABLE if of.award_id is None else Standing.ALLOTTED


async def _post(
    write: Write,
    kind: PostingKind,
    move: tuple[Standing, Standing],
    amount: Decimal,
    booked_on: date,
    fund_id: int,
    *,
    call_id: int | None = None,
    of: Commitment = NOTHING,
    payment_id: int | None = None,
    refund_id: int | None = None,
    refusal: DomainError | None = None,
) -> None:
    about = (fund_id, kind, booked_on, write.caller, call_id, *of, payment_id, refund_id, amount)
    async with judged(write, _verdicts(refusal)):
        rows = await (await write.reader()).fetch(_move(*move, of.column), *about)
    if booked_on < today():
        await _require_sound(write, [row["posting_id"] for row in rows], refusal)


async def _require_sound(write: Write, posted: list[int], refusal: DomainError | None) -> None:
    """Refuse what leaves less than nothing somewhere on a day since it is booked: `balances` say what is there now."""
    if refusal is not None and await reads.is_below_zero(await write.reader(), posted):
        raise refusal


def _verdicts(refusal: DomainError | None) -> Mapping[str, DomainError]:
    return {} if refusal is None else {"ck_balances_not_below_zero": refusal}
