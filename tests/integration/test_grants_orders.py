"""Orders: a tranche is paid once, by an order that three people made, checked and approved; and what comes back."""

import asyncio
from typing import Any

import asyncpg
import pytest
from books import Books, payment
from callers import Running, refusal, require_made
from committee import FUND, call

from shared.callers import Role
from shared.days import today

TRANCHES = "4000.00", "7000.00"


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


async def test_three_people_make_check_and_approve_an_order_and_then_it_is_paid(books: Books) -> None:
    _, award = await books.payable(*TRANCHES)
    order = await books.ordered(award, 2)
    shown = require_made(await books.approver("Salim").post(f"/orders/{order}/check"))
    assert (shown["checked_by"], shown["approved"], shown["by_three"]) == ("staff:Salim", False, True)
    early = await books.finance.post(f"/orders/{order}/pay", payment())
    assert refusal(early) == (409, "not-approved", None)
    shown = require_made(await books.approver("Noor").post(f"/orders/{order}/approve"))
    assert {name: shown[name] for name in ("award_id", "tranche", "amount", "currency", "place")} == {
        "award_id": award,
        "tranche": 2,
        "amount": "7000.00",
        "currency": "USD",
        "place": "IQG15Q08",
    }
    paid = require_made(await books.finance.post(f"/orders/{order}/pay", payment(reference="PV-A")))
    stated = {"award_id": award, "order_id": order, "tranche": 2, "amount": "7000.00", "reference": "PV-A"}
    assert {name: paid[name] for name in stated} == stated
    shown = require_made(await books.monitor.get(f"/orders/{order}"))
    assert (shown["approved_by"], shown["payment_id"]) == ("staff:Noor", paid["id"])
    assert (await books.stands())["disbursed"] == "7000.00"


async def test_nobody_has_two_parts_in_an_order(books: Books) -> None:
    _, award = await books.payable(*TRANCHES)
    order = await books.ordered(award, by="Hala")
    hala, salim, noor = (books.approver(name) for name in ("Hala", "Salim", "Noor"))
    same = (403, "same-person", None)
    assert refusal(await hala.post(f"/orders/{order}/check")) == same
    assert refusal(await noor.post(f"/orders/{order}/approve")) == (409, "not-checked", None)
    require_made(await salim.post(f"/orders/{order}/check"))
    assert refusal(await noor.post(f"/orders/{order}/check")) == (409, "checked-already", None)
    assert refusal(await hala.post(f"/orders/{order}/approve")) == same
    assert refusal(await salim.post(f"/orders/{order}/approve")) == same
    require_made(await noor.post(f"/orders/{order}/approve"))
    assert refusal(await noor.post(f"/orders/{order}/approve")) == (409, "approved-already", None)
    assert refusal(await noor.post(f"/orders/{order}/check")) == (409, "approved-already", None)


async def test_up_to_the_threshold_of_its_fund_an_order_takes_two_people(books: Books) -> None:
    fund = require_made(await books.administrator.post("/funds", FUND | {"threshold": "4000.00"}))
    assert fund["threshold"] == "4000.00"
    books.fund, books.call = fund["id"], require_made(await books.officer().post("/calls", call(fund["id"])))["id"]
    _, award = await books.payable("4000.00", "4000.01")
    small, large = await books.ordered(award, 1), await books.ordered(award, 2)
    told = {each["id"]: each["by_three"] for each in require_made(await books.monitor.get("/orders"))["items"]}
    assert told == {small: False, large: True}
    noor = books.approver("Noor")
    assert refusal(await books.approver("Hala").post(f"/orders/{small}/approve")) == (403, "same-person", None)
    require_made(await noor.post(f"/orders/{small}/approve"))
    assert refusal(await noor.post(f"/orders/{large}/approve")) == (409, "not-checked", None)
    waiting = require_made(await books.monitor.get("/orders", approved="false"))["items"]
    assert [each["id"] for each in waiting] == [large]


async def test_a_tranche_is_ordered_when_its_milestone_was_verified_and_once(books: Books) -> None:
    application, award = await books.awarded()
    agreed = await books.contracted(award, *TRANCHES)
    await books.reached(agreed, 1)
    hala = books.approver("Hala")
    not_payable = (409, "not-payable", "tranche")
    for tranche in (2, 3):
        assert refusal(await hala.post("/orders", {"award_id": award, "tranche": tranche})) == not_payable
    unknown = (404, "unknown-award", "award_id")
    assert refusal(await hala.post("/orders", {"award_id": 999, "tranche": 1})) == unknown
    away = books.service.caller(Role.FINANCE_APPROVER, areas=("IQG04",))
    assert refusal(await away.post("/orders", {"award_id": award, "tranche": 1})) == unknown
    order = await books.ordered(award)
    again = {"award_id": award, "tranche": 1}
    assert refusal(await hala.post("/orders", again)) == (409, "ordered-already", "tranche")
    require_made(await hala.void(f"/orders/{order}"))
    assert refusal(await hala.post(f"/orders/{order}/check")) == (409, "already-voided", None)
    await books.approved(award)
    await books.step(application, "suspend", reason="insecurity")
    (last,) = await books.rows("SELECT max(id) AS id FROM orders")
    stopped = await books.finance.post(f"/orders/{last['id']}/pay", payment())
    assert refusal(stopped) == (409, "not-payable", None)
    direct = payment(award_id=award, amount="4000.00", currency="USD")
    assert refusal(await books.finance.post("/payments", direct)) == (409, "needs-an-order", "award_id")


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"paid_on": "2090-01-01"}, (422, "in-the-future", "paid_on")),
        ({"paid_on": "2025-08-31"}, (422, "paid-before-approval", "paid_on")),
        ({"reference": "x" * 36}, (422, "invalid-request", "reference")),
        ({"amount": "1.00"}, (422, "invalid-request", "amount")),
    ],
)
async def test_what_cannot_have_been_paid_is_refused_and_nothing_of_it_is_written(
    books: Books, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    _, award = await books.payable("4000.00")
    order = await books.approved(award)
    assert refusal(await books.finance.post(f"/orders/{order}/pay", payment(**changes))) == refused
    assert await books.rows("SELECT id FROM payments") == []
    assert (await books.stands())["committed"] == "4000.00"


async def test_two_officers_who_pay_a_tranche_at_once_pay_it_once(books: Books) -> None:
    _, award = await books.payable(*TRANCHES)
    order = await books.approved(award)
    paying = (books.approver(f"officer-{each}").post(f"/orders/{order}/pay", payment()) for each in range(6))
    answers = await asyncio.gather(*paying)
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert {refusal(answer)[1] for answer in answers if answer.status_code == 409} == {"paid-already"}
    assert (await books.stands())["disbursed"] == "4000.00"
    (paid,) = await books.rows("SELECT id FROM payments")
    require_made(await books.finance.void(f"/payments/{paid['id']}"))
    require_made(await books.finance.post(f"/orders/{order}/pay", payment()))
    assert (await books.stands())["disbursed"] == "4000.00"
    assert refusal(await books.finance.void(f"/orders/{order}")) == (409, "order-paid", None)


async def test_what_came_back_is_no_more_than_was_paid_and_stands_before_the_payment_is_voided(books: Books) -> None:
    _, award = await books.payable(*TRANCHES)
    paid = await books.paid(award)
    body = {"award_id": award, "amount": "1500.00", "currency": "USD", "refunded_on": today().isoformat()}
    first = await books.refunded(body | {"reference": "RV-1"})
    assert (await books.stands())["returned"] == "1500.00"
    for changes, refused in (
        ({"amount": "2500.01"}, (409, "over-the-payments", "amount")),
        ({"amount": "1.005"}, (422, "amount-too-fine", "amount")),
        ({"amount": "1e-9"}, (422, "invalid-request", "amount")),
        ({"amount": "NaN"}, (422, "invalid-request", "amount")),
        ({"amount": "-5.00"}, (422, "invalid-request", "amount")),
        ({"currency": "IQD", "amount": "5"}, (422, "other-currency", "currency")),
        ({"reference": "RV-1"}, (409, "reference-used", "reference")),
        ({"refunded_on": "2090-01-01"}, (422, "in-the-future", "refunded_on")),
        ({"award_id": 999}, (404, "unknown-award", "award_id")),
    ):
        assert refusal(await books.finance.post("/refunds", body | {"reference": "RV-2"} | changes)) == refused
    assert refusal(await books.finance.void(f"/payments/{paid}")) == (409, "refunded", None)
    require_made(await books.finance.void(f"/refunds/{first}"))
    require_made(await books.finance.void(f"/payments/{paid}"))
    assert await books.stands() == {"available": "50000.00", "allotted": "39000.00", "committed": "11000.00"}


async def test_a_payment_that_is_voided_after_its_grant_ended_is_committed_no_more(books: Books) -> None:
    application, award = await books.payable(*TRANCHES)
    paid = await books.paid(award)
    await books.step(application, "terminate", reason="breach")
    require_made(await books.finance.void(f"/payments/{paid}"))
    assert await books.stands() == {"available": "50000.00", "allotted": "50000.00"}


async def test_the_database_itself_holds_who_made_checked_and_approved_an_order(books: Books) -> None:
    _, award = await books.payable("4000.00")
    order = await books.ordered(award, by="Hala")
    check = "INSERT INTO order_checks (order_id, made_by, recorded_by) VALUES ({}, '{}', '{}')"
    approval = (
        "INSERT INTO order_approvals (order_id, made_by, checked_by, amount, threshold, recorded_by)"
        " VALUES ({}, '{}', {}, {}, {}, '{}')"
    )
    hala, salim = "staff:Hala", "staff:Salim"
    for statements, expected in (
        ((check.format(order, hala, hala),), "ck_order_checks_by_another"),
        ((check.format(order, "staff:Omar", salim),), "fk_order_checks_order_id_made_by_orders"),
        ((approval.format(order, hala, "NULL", 4000, 0, salim),), "ck_order_approvals_checked"),
        (
            (approval.format(order, hala, "NULL", 4000, 5000, salim),),
            "fk_order_approvals_order_id_made_by_amount_threshold_orders",
        ),
        (
            (approval.format(order, hala, "'staff:Omar'", 4000, 0, salim),),
            "fk_order_approvals_order_id_checked_by_order_checks",
        ),
        (
            (check.format(order, hala, salim), approval.format(order, hala, f"'{salim}'", 4000, 0, salim)),
            "ck_order_approvals_by_a_third",
        ),
        (
            (check.format(order, hala, salim), approval.format(order, hala, f"'{salim}'", 4000, 0, hala)),
            "ck_order_approvals_by_another",
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


async def test_two_who_approve_at_once_approve_once(books: Books) -> None:
    _, award = await books.payable("4000.00")
    order = await books.ordered(award)
    require_made(await books.approver("Salim").post(f"/orders/{order}/check"))
    answers = await asyncio.gather(*(books.approver(name).post(f"/orders/{order}/approve") for name in ("A", "B", "C")))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
