"""What is wrong in the books of the grants service, looked for in the tables themselves."""

import asyncpg

_BOOKS = """
WITH granted AS (
    SELECT payment.* FROM payments AS payment
    LEFT JOIN awards AS award ON award.id = payment.award_id
    LEFT JOIN assistances AS assistance ON assistance.id = payment.assistance_id
    WHERE coalesce(award.fund_id, assistance.fund_id) = $1
)
SELECT
    (SELECT count(*) FROM (
        SELECT FROM postings AS posting JOIN entries AS entry ON entry.posting_id = posting.id
        WHERE posting.fund_id = $1 GROUP BY posting.id, entry.currency HAVING sum(entry.amount) <> 0) AS uneven
    ) AS uneven,
    (SELECT count(*) FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
        WHERE account.fund_id = $1 AND balance.amount
            <> (SELECT coalesce(sum(amount), 0) FROM entries WHERE account_id = account.id)
    ) AS strayed,
    (SELECT count(*) FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
        WHERE account.fund_id = $1 AND account.standing <> 'given' AND balance.amount < 0
    ) AS below_zero,
    (SELECT count(*) FROM (
        SELECT sum(sum(entry.amount)) OVER (PARTITION BY account.id ORDER BY booked_on) AS stood
        FROM accounts AS account JOIN entries AS entry ON entry.account_id = account.id
        JOIN postings AS posting ON posting.id = entry.posting_id
        WHERE account.fund_id = $1 AND account.standing <> 'given' GROUP BY account.id, booked_on
    ) AS each WHERE stood < 0) AS below_zero_on_a_day,
    (SELECT count(*) FROM granted AS payment WHERE payment.voided_at IS NULL AND NOT EXISTS (
        SELECT FROM postings AS posting WHERE posting.payment_id = payment.id AND posting.kind = 'disbursed')
    ) AS unposted,
    (SELECT count(*) FROM (
        SELECT FROM granted AS payment WHERE payment.voided_at IS NULL
        GROUP BY payment.award_id, payment.tranche, payment.assistance_id, payment.part HAVING count(*) > 1) AS double
    ) AS paid_twice,
    (SELECT count(*) FROM funds WHERE id = $1
        AND ceiling < (SELECT sum(payment.amount) FROM granted AS payment WHERE payment.voided_at IS NULL)
    ) AS overspent
"""


async def wrong(connection: "asyncpg.Connection[asyncpg.Record]", fund: int) -> dict[str, int]:
    """Postings that do not add up, accounts that have something else than their entries, or less than nothing now or on
    a day, payments that were not posted, tranches and parts that were paid twice, and whether more was paid than the
    fund has; what there is none of is left out."""
    found = await connection.fetchrow(_BOOKS, fund)
    assert found is not None
    return {name: count for name, count in dict(found).items() if count}
