"""The ledger: where a fund's money stands after whatever happens, and what the database does not let happen to it."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from books import Books, contract, payment
from callers import Running, refusal, require_made
from committee import FUND, call, owner
from sqlalchemy.pool import NullPool

from services import grants as package
from shared.database import open_engine
from shared.days import today
from shared.migrations import configuration, upgrade


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


async def test_money_is_given_allotted_committed_disbursed_and_what_is_not_agreed_is_released(books: Books) -> None:
    assert await books.stands() == {"available": "50000.00", "allotted": "50000.00"}
    application, award = await books.awarded(amount="12000.00")
    assert await books.stands() == {"available": "50000.00", "allotted": "38000.00", "committed": "12000.00"}
    agreed = await books.contracted(award, "4000.00", "7500.50")
    assert await books.stands() == {"available": "50000.00", "allotted": "38499.50", "committed": "11500.50"}
    await books.reached(agreed, 1)
    await books.paid(award)
    paid = {"available": "50000.00", "allotted": "38499.50", "committed": "7500.50", "disbursed": "4000.00"}
    assert await books.stands() == paid
    require_made(
        await books.officer().post(f"/contracts/{agreed}/amend", contract(award, "4000.00", "8000.00", amends=1))
    )
    assert await books.stands() == paid | {"allotted": "38000.00", "committed": "8000.00"}
    await books.step(application, "terminate", reason="breach")
    ended = {"available": "50000.00", "allotted": "46000.00", "disbursed": "4000.00"}
    assert await books.stands() == ended
    more = contract(award, "4000.00", "8000.00", amends=2)
    assert refusal(await books.officer().post(f"/contracts/{agreed}/amend", more)) == (409, "other-stage", None)
    assert await books.stands() == ended


async def test_what_was_closed_out_is_not_amended(books: Books) -> None:
    application, award = await books.awarded(amount="12000.00")
    agreed = await books.contracted(award, "4000.00")
    await books.reached(agreed, 1)
    unpaid = await books.officer().post(f"/applications/{application}/close-out")
    assert refusal(unpaid) == (409, "tranches-unpaid", None)
    await books.paid(award)
    await books.step(application, "close-out")
    more = contract(award, "4000.00", "2000.00", amends=1)
    assert refusal(await books.officer().post(f"/contracts/{agreed}/amend", more)) == (409, "other-stage", None)
    assert (await books.step(application, "follow-up"))["stage"] == "post_monitoring"


async def test_what_was_wrong_is_reversed_by_new_entries_for_a_reason(books: Books) -> None:
    before = await books.stands()
    _, award = await books.awarded()
    agreed = await books.contracted(award, "5000.00", "5000.00")
    await books.reached(agreed, 1)
    wrong = await books.paid(award)
    require_made(await books.finance.void(f"/payments/{wrong}", "duplicate"))
    assert (await books.stands())["committed"] == "10000.00"
    (reversal,) = await books.rows(
        "SELECT posting.reason, posting.booked_on, posting.recorded_by, reversed.kind FROM postings AS posting"
        " JOIN postings AS reversed ON reversed.id = posting.reverses"
    )
    expected = {"reason": "duplicate", "booked_on": today(), "recorded_by": "staff:somebody", "kind": "disbursed"}
    assert reversal == expected
    # and what nobody worked on goes back step by step
    _, other = await books.awarded(72)
    again = await books.contracted(other, "9000.00")
    require_made(await books.officer().void(f"/contracts/{again}"))
    require_made(await books.officer().void(f"/awards/{other}"))
    assert await books.stands() == before | {"allotted": "40000.00", "committed": "10000.00"}
    idle = require_made(await books.officer().post("/calls", call(books.fund, budget="40000.00")))["id"]
    assert (await books.stands())["available"] == "10000.00"
    require_made(await books.officer().void(f"/calls/{idle}"))
    assert (await books.stands())["available"] == "50000.00"
    unused = require_made(await books.administrator.post("/funds", FUND))
    require_made(await books.administrator.void(f"/funds/{unused['id']}"))
    shown = require_made(await books.monitor.get(f"/funds/{unused['id']}"))
    assert (unused["available"], shown["available"]) == ("100000.00", "0.00")


async def test_what_a_contract_released_is_awarded_to_another_and_then_missing_where_it_was(books: Books) -> None:
    small = Books(books.service)
    small.fund = books.fund
    body = call(books.fund, budget="30000.00", largest="30000.00")
    small.call = require_made(await small.officer().post("/calls", body))["id"]
    one = await small.ready(await small.enterprise(owner(72)), amount="30000.00", contribution="8000.00")
    first = await small.approve(one, owner(72), amount="30000.00")
    agreed = await small.contracted(first, "20000.00")
    other = await small.ready(await small.enterprise(owner(73)), amount="10000.00")
    await small.approve(other, owner(73), amount="10000.00")
    over = (409, "over-the-budget", "amount")
    more = contract(first, "20000.01", amends=1)
    assert refusal(await small.officer().post(f"/contracts/{agreed}/amend", more)) == over
    assert refusal(await small.officer().void(f"/contracts/{agreed}")) == (409, "over-the-budget", None)
    assert await small.rows("SELECT voided_at FROM contracts WHERE id = $1", agreed) == [{"voided_at": None}]


async def test_of_many_calls_at_once_on_one_fund_as_many_are_announced_as_it_has_money_for(books: Books) -> None:
    body = call(books.fund, budget="20000.00", largest="20000.00")
    answers = await asyncio.gather(*(books.officer().post("/calls", body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, *[409] * 6]
    assert {refusal(answer)[1] for answer in answers if answer.status_code == 409} == {"over-the-ceiling"}
    assert await books.stands() == {"available": "10000.00", "allotted": "90000.00"}


async def test_awards_from_before_there_were_funds_stay_outside(books: Books) -> None:
    await books.awarded()
    counted = await books.rows("SELECT count(*) FROM postings")
    (enterprise,) = await books.rows("SELECT enterprise_id FROM awards")
    async with books.service.connection() as connection:
        award = await connection.fetchval(
            "INSERT INTO awards (enterprise_id, project, place, owner_sex, amount, currency, approved_on, recorded_by)"
            " VALUES ($1, 'JPN-SDN-2025', 'IQG15Q08', 'female', 500, 'USD', '2025-05-01', 'staff:a') RETURNING id",
            enterprise["enterprise_id"],
        )
    body = payment(award_id=award, amount="500.00", currency="USD")
    made = require_made(await books.finance.post("/payments", body))
    require_made(await books.finance.void(f"/payments/{made['id']}"))
    refused = (409, "of-no-fund", "award_id")
    assert refusal(await books.finance.post("/orders", {"award_id": award, "tranche": 1})) == refused
    refund = {"award_id": award, "reference": "R", "amount": "1", "currency": "USD", "refunded_on": "2025-06-01"}
    assert refusal(await books.finance.post("/refunds", refund)) == refused
    assert await books.rows("SELECT count(*) FROM postings") == counted


# --- what the database holds by itself -------------------------------------------------------------------------------

_POST = "INSERT INTO postings (fund_id, kind, booked_on, recorded_by) VALUES (1, 'allotted', '2026-01-01', 'a')"
_REVERSE = (
    "INSERT INTO postings (fund_id, kind, booked_on, recorded_by, reverses, reason) VALUES"
    " (1, 'reversed', '2026-01-01', 'a', (SELECT max(id) FROM postings WHERE kind = 'allotted'), 'corrected')"
)
_ENTER = (
    "INSERT INTO entries (posting_id, account_id, currency, amount)"
    " SELECT (SELECT max(id) FROM postings), id, '{currency}', CASE standing WHEN '{source}' THEN -{amount}"
    " ELSE {amount} + {more} END FROM accounts WHERE standing IN ('{source}', '{target}')"
)


def entered(source: str, target: str, amount: str, more: str = "0", currency: str = "USD") -> str:
    return _ENTER.format(source=source, target=target, amount=amount, more=more, currency=currency)


JUDGED: tuple[tuple[tuple[str, ...], str | None], ...] = (
    ((_POST, entered("available", "allotted", "1")), None),
    ((_POST, entered("available", "allotted", "1", more="0.01")), "entries_balanced"),
    ((_POST, entered("available", "allotted", "50000.01")), "ck_balances_not_below_zero"),
    ((_POST, entered("allotted", "available", "50000.01")), "ck_balances_not_below_zero"),
    ((_POST, entered("available", "allotted", "0.005")), "ck_entries_granular"),
    ((_POST, entered("available", "allotted", "0")), "ck_entries_amount"),
    ((_POST, entered("available", "allotted", "1", currency="IQD")), "fk_entries_account_id_currency_accounts"),
    ((_REVERSE, entered("allotted", "available", "50000")), None),
    ((_REVERSE, entered("available", "allotted", "50000")), "entries_balanced"),
    ((_REVERSE, entered("allotted", "available", "49999")), "entries_balanced"),
    ((_REVERSE, _REVERSE), "uq_postings_reverses"),
    ((_POST.replace("'allotted'", "'reversed'"),), "ck_postings_reversal"),
    ((_REVERSE.replace("'corrected'", "NULL"),), "ck_postings_reversed_for_a_reason"),
)


async def test_entries_balance_follow_what_they_reverse_and_take_nothing_that_is_not_there(books: Books) -> None:
    async with books.service.connection() as connection:
        for statements, expected in JUDGED:
            judged, transaction = None, connection.transaction()
            await transaction.start()
            try:
                for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
                    await connection.execute(statement)
            except asyncpg.IntegrityConstraintViolationError as error:
                judged = error.constraint_name
            await transaction.rollback()
            assert judged == expected, statements


async def test_nothing_of_the_ledger_is_changed_by_hand(books: Books) -> None:
    tables = ("accounts", "postings", "entries", "balances")
    for statement in (
        *(f"UPDATE {table} SET fund_id = fund_id" for table in tables[:2]),
        *(f"UPDATE {table} SET amount = amount + 1" for table in tables[2:]),
        *(f"DELETE FROM {table}" for table in tables),
        *(f"TRUNCATE {table} CASCADE" for table in tables),
    ):
        async with books.service.connection() as connection:
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(statement)


async def test_two_postings_that_cross_do_not_wait_for_each_other(books: Books) -> None:
    """One moves money from the fund to the call, the other back, and neither locks what the other has in its order."""

    async def cross(source: str, target: str) -> None:
        async with books.service.connection() as connection:
            for _ in range(30):
                async with connection.transaction():
                    await connection.execute(_POST)
                    await connection.execute(
                        entered(source, target, "1").replace("(SELECT max(id) FROM postings)", "lastval()")
                    )

    await asyncio.gather(*(cross(*way) for way in (("available", "allotted"), ("allotted", "available")) * 2))
    assert await books.stands() == {"available": "50000.00", "allotted": "50000.00"}


async def test_what_happened_before_there_was_a_ledger_is_in_it(books: Books) -> None:
    """The ledger is taken away, and made again from everything else: it says the same as it did."""
    application, award = await books.payable("4000.00", "3000.00")
    await books.paid(award)
    _, other = await books.awarded(72)
    require_made(await books.officer().void(f"/awards/{other}"))
    third, _ = await books.awarded(73)
    await books.step(application, "terminate", reason="breach")
    assert third
    before = await balances(books)
    await migrated(books.service.url, "0010")
    await upgrade(books.service.url, PACKAGE)
    assert await balances(books) == before
    assert [kind["kind"] for kind in await books.rows("SELECT kind FROM postings ORDER BY id")] == [
        "given",
        "allotted",
        "committed",
        "committed",
        "disbursed",
        "released",
    ]


PACKAGE = Path(str(package.__file__)).parent
_BALANCES = """
SELECT account.fund_id, account.standing, account.call_id, account.award_id, balance.amount
FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
WHERE balance.amount <> 0 ORDER BY 1, 2, 3, 4
"""


async def balances(books: Books) -> list[dict[str, Any]]:
    return await books.rows(_BALANCES)


async def migrated(url: str, revision: str) -> None:
    """Take a database back to an earlier revision."""
    engine = open_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(
            lambda synchronous: command.downgrade(configuration(PACKAGE / "migrations", synchronous), revision)
        )
    await engine.dispose()
