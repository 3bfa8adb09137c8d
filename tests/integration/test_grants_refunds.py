"""Refunds: what came back is stated by one person, checked by another and confirmed by a third, and then booked."""

import asyncio
from typing import Any

import asyncpg
import pytest
from books import Books
from callers import Running, refusal, require_made, waiting
from committee import FUND

from shared.callers import Role
from shared.days import today

SAME = (403, "same-person", None)


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


def refund(award: int, reference: str = "RV-1", amount: str = "1500.00") -> dict[str, Any]:
    money = {"amount": amount, "currency": "USD", "refunded_on": today().isoformat()}
    return {"award_id": award, "reference": reference} | money


async def stated(books: Books, award: int, *stated: str, by: str = "Hala") -> int:
    """A refund that somebody states and that nobody has confirmed; gives its number."""
    return int(require_made(await books.approver(by).post("/refunds", refund(award, *stated)))["id"])


async def paid(books: Books, number: int = 71) -> int:
    """An award of which 4,000 dollars were paid; gives its number."""
    _, award = await books.payable("4000.00", "7000.00", number=number)
    await books.paid(award)
    return award


async def test_the_ledger_has_a_refund_once_three_people_stated_checked_and_confirmed_it(books: Books) -> None:
    award = await paid(books)
    first = await stated(books, award)
    hala, salim, noor = (books.approver(name) for name in ("Hala", "Salim", "Noor"))
    assert refusal(await hala.post(f"/refunds/{first}/check")) == SAME
    assert refusal(await noor.post(f"/refunds/{first}/confirm")) == (409, "not-checked", None)
    checked = require_made(await salim.post(f"/refunds/{first}/check"))
    assert (checked["checked_by"], checked["by_three"], checked["confirmed"]) == ("staff:Salim", True, False)
    assert refusal(await noor.post(f"/refunds/{first}/check")) == (409, "checked-already", None)
    for who in (hala, salim):
        assert refusal(await who.post(f"/refunds/{first}/confirm")) == SAME
    assert "returned" not in await books.stands()
    confirmed = require_made(await noor.post(f"/refunds/{first}/confirm"))
    assert (confirmed["confirmed_by"], confirmed["confirmed"]) == ("staff:Noor", True)
    assert (await books.stands())["returned"] == "1500.00"
    for act in ("check", "confirm"):
        assert refusal(await noor.post(f"/refunds/{first}/{act}")) == (409, "confirmed-already", None)


async def test_up_to_the_threshold_of_its_fund_a_refund_takes_two_people(books: Books) -> None:
    fund = require_made(await books.administrator.post("/funds", FUND | {"threshold": "1500.00"}))["id"]
    package = await books.assisted("4000.00", fund_id=fund)
    await books.paid_part(package, "4000.00")
    for amount, refused in (("1500.00", None), ("1500.01", (409, "not-checked", None))):
        body = refund(0, f"RV-{amount}", amount) | {"award_id": None, "assistance_id": package}
        one = require_made(await books.approver("Hala").post("/refunds", body))
        assert one["by_three"] is (refused is not None)
        answer = await books.approver("Noor").post(f"/refunds/{one['id']}/confirm")
        if refused is None:
            require_made(answer)
        else:
            assert refusal(answer) == refused


async def test_a_refund_that_waits_is_told_to_who_had_no_part_in_it(books: Books) -> None:
    award = await paid(books)
    first = await stated(books, award)

    async def waits() -> list[int]:
        told = [await books.approver(name).get("/refunds", others="true") for name in ("Hala", "Salim", "Noor")]
        return [len(require_made(each)["items"]) for each in told]

    assert await waits() == [0, 1, 1]
    require_made(await books.approver("Salim").post(f"/refunds/{first}/check"))
    assert await waits() == [0, 0, 1]
    assert [each["id"] for each in require_made(await books.finance.get("/refunds", confirmed="false"))["items"]] == [
        first
    ]
    require_made(await books.approver("Noor").post(f"/refunds/{first}/confirm"))
    assert await waits() == [0, 0, 0]
    away = books.service.caller(Role.FINANCE_APPROVER, areas=("IQG18",), caller="Omar")
    assert refusal(await away.post(f"/refunds/{first}/confirm")) == (404, "not-found", None)


async def test_what_waits_counts_as_come_back_and_what_was_voided_does_not(books: Books) -> None:
    award = await paid(books)
    first = await stated(books, award, "RV-1", "3000.00")
    beyond = (409, "over-the-payments", "amount")
    assert refusal(await books.finance.post("/refunds", refund(award, "RV-2", "1000.01"))) == beyond
    require_made(await books.finance.void(f"/refunds/{first}"))
    assert "returned" not in await books.stands()
    assert refusal(await books.approver("Salim").post(f"/refunds/{first}/check")) == (409, "already-voided", None)
    await stated(books, award, "RV-1", "4000.00")


async def test_what_is_not_paid_any_more_is_not_confirmed(books: Books) -> None:
    award = await paid(books)
    first = await stated(books, award)
    (payment,) = await books.rows("SELECT id FROM payments")
    require_made(await books.approver("Salim").post(f"/refunds/{first}/check"))
    require_made(await books.finance.void(f"/payments/{payment['id']}"))
    before = await books.stands()
    refused = (409, "over-the-payments", None)
    assert refusal(await books.approver("Noor").post(f"/refunds/{first}/confirm")) == refused
    assert await books.stands() == before


async def test_two_who_confirm_and_one_who_voids_at_once_leave_one_effect(books: Books) -> None:
    award = await paid(books)
    first = await stated(books, award)
    require_made(await books.approver("Salim").post(f"/refunds/{first}/check"))
    answers = await asyncio.gather(
        *(books.approver(name).post(f"/refunds/{first}/confirm") for name in ("A", "B")),
        books.finance.void(f"/refunds/{first}"),
    )
    assert sum(answer.status_code == 200 for answer in answers[:2]) <= 1
    assert answers[2].status_code == 200
    assert "returned" not in await books.stands()


async def test_who_states_a_refund_anew_while_the_one_before_is_voided_waits_for_nobody_in_a_ring(books: Books) -> None:
    award = await paid(books)
    first = await stated(books, award)
    async with books.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM awards WHERE id = $1 FOR UPDATE", award)
            stating = asyncio.create_task(books.approver("Hala").post("/refunds", refund(award)))
            await waiting(connection, 1)
            voiding = asyncio.create_task(books.finance.void(f"/refunds/{first}"))
            await waiting(connection, 2)
        assert refusal(await stating) == (409, "reference-used", "reference")
        require_made(await voiding)
    await stated(books, award)


async def test_the_database_itself_holds_who_stated_checked_and_confirmed_a_refund(books: Books) -> None:
    award = await paid(books)
    first = await stated(books, award)
    check = "INSERT INTO refund_checks (refund_id, stated_by, recorded_by) VALUES ({}, '{}', '{}')"
    confirmation = (
        "INSERT INTO refund_confirmations (refund_id, stated_by, checked_by, amount, threshold, recorded_by)"
        " VALUES ({}, '{}', {}, {}, {}, '{}')"
    )
    hala, salim = "staff:Hala", "staff:Salim"
    checked = check.format(first, hala, salim)
    for statements, expected in (
        ((check.format(first, hala, hala),), "ck_refund_checks_by_another"),
        ((check.format(first, "staff:Omar", salim),), "fk_refund_checks_refund_id_stated_by_refunds"),
        ((confirmation.format(first, hala, "NULL", 1500, 0, salim),), "ck_refund_confirmations_checked"),
        (
            (confirmation.format(first, hala, "NULL", 1500, 9999, salim),),
            "fk_refund_confirmations_as_it_was_stated",
        ),
        (
            (checked, confirmation.format(first, hala, f"'{salim}'", 1500, 0, salim)),
            "ck_refund_confirmations_by_a_third",
        ),
        (
            (checked, confirmation.format(first, hala, f"'{salim}'", 1500, 0, hala)),
            "ck_refund_confirmations_by_another",
        ),
    ):
        judged = None
        async with books.service.connection() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                for statement in statements:
                    await connection.execute(statement)
            except asyncpg.IntegrityConstraintViolationError as error:
                judged = error.constraint_name
            await transaction.rollback()
        assert judged == expected
