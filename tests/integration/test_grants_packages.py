"""Livelihood assistance on a fund: committed from what is available, paid by orders, ended, and to the cent in the
books."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from books import Books, assistance, part, payment
from callers import Running, refusal, require_made
from committee import FUND, owner

from shared.days import today

BEGINNING = {"available": "50000.00", "allotted": "50000.00"}


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


async def order(books: Books, body: dict[str, Any], by: str = "Hala") -> int:
    return int(require_made(await books.approver(by).post("/orders", body))["id"])


async def test_assistance_on_a_fund_is_committed_paid_by_orders_of_three_and_refunded(books: Books) -> None:
    package = await books.assisted("1500.50")
    assert await books.stands() == BEGINNING | {"available": "48499.50", "committed": "1500.50"}
    first = await order(books, part(package, "1000.00"))
    early = await books.finance.post(f"/orders/{first}/pay", payment())
    assert refusal(early) == (409, "not-approved", None)
    await books.handed_on(first)
    paid = require_made(await books.finance.post(f"/orders/{first}/pay", payment(reference="PV-B")))
    stated = {"assistance_id": package, "award_id": None, "part": 1, "order_id": first, "amount": "1000.00"}
    assert {name: paid[name] for name in stated} == stated
    shown = require_made(await books.monitor.get("/orders", assistance_id=str(package)))["items"]
    assert [(each["id"], each["part"], each["place"], each["payment_id"]) for each in shown] == [
        (first, 1, "IQG15Q08", paid["id"])
    ]
    await books.paid_part(package, "500.50", 2)
    back = {"assistance_id": package, "reference": "RV-B", "amount": "0.50", "currency": "USD"}
    await books.refunded(back | {"refunded_on": today().isoformat()})
    spent = {"available": "48499.50", "disbursed": "1500.00", "returned": "0.50"}
    assert await books.stands() == BEGINNING | spent
    [told] = require_made(await books.finance.get("/statements"))["funds"]
    assert {name: told["closing"][name] for name in spent} == spent
    supported = require_made(await books.monitor.get("/support", project=FUND["project"]))
    assert supported["money"] == [{"currency": "USD", "committed": "1500.50", "paid": "1500.50"}]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"phase_id": 99}, (404, "unknown-phase", "phase_id")),
        ({"phase_id": None}, (422, "fund-and-phase", "phase_id")),
        ({"fund_id": None}, (422, "fund-and-phase", "phase_id")),
        ({"fund_id": 99}, (404, "unknown-fund", "fund_id")),
        ({"project": "JPN-SDN-2030"}, (422, "other-project", "project")),
        ({"currency": "IQD", "amount": "1500"}, (422, "other-currency", "currency")),
        ({"amount": "50000.01"}, (409, "over-the-ceiling", "amount")),
        ({"approved_on": (today() + timedelta(days=1)).isoformat()}, (422, "in-the-future", "approved_on")),
    ],
)
async def test_a_fund_gives_its_project_what_it_has_available(
    books: Books, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    officer = books.officer("Hala", owner(61))
    assert refusal(await officer.post("/assistances", await books.package(**changes))) == refused
    assert await books.stands() == BEGINNING


async def test_an_order_says_which_part_and_no_more_than_is_committed_and_not_ordered(books: Books) -> None:
    package = await books.assisted("1500.00")
    hala = books.approver("Hala")
    for body, refused in (
        ({}, (422, "award-or-assistance", "award_id")),
        (part(package) | {"award_id": 1, "tranche": 1}, (422, "award-or-assistance", "award_id")),
        ({"assistance_id": package, "amount": "1.00"}, (422, "not-said-which", "part")),
        ({"assistance_id": package, "part": 1}, (422, "not-said-which", "amount")),
        (part(package) | {"tranche": 1}, (422, "of-a-tranche", "tranche")),
        ({"award_id": 1}, (422, "not-said-which", "tranche")),
        ({"award_id": 1, "tranche": 1, "part": 1}, (422, "of-a-part", "part")),
        ({"award_id": 1, "tranche": 1, "amount": "1.00"}, (422, "of-a-part", "amount")),
        (part(package, "1.001"), (422, "amount-too-fine", "amount")),
        (part(999), (404, "unknown-assistance", "assistance_id")),
        (part(package, "1500.01"), (409, "over-the-commitment", "amount")),
    ):
        assert refusal(await hala.post("/orders", body)) == refused
    assert refusal(await books.service.caller(*hala.roles, areas=("IQG04",)).post("/orders", part(package))) == (
        404,
        "unknown-assistance",
        "assistance_id",
    )
    made = await order(books, part(package, "1000.00"))
    assert refusal(await hala.post("/orders", part(package, "1.00"))) == (409, "ordered-already", "part")
    assert refusal(await hala.post("/orders", part(package, "500.01", 2))) == (409, "over-the-commitment", "amount")
    require_made(await hala.void(f"/orders/{made}"))
    await order(books, part(package, "1500.00"))
    direct = {"assistance_id": package, "currency": "USD", "amount": "1.00"} | payment()
    assert refusal(await books.finance.post("/payments", direct)) == (409, "needs-an-order", "assistance_id")


async def test_two_parts_ordered_at_once_stay_within_what_is_committed(books: Books) -> None:
    package = await books.assisted("1500.00")
    bodies = [part(package, "1000.00", number) for number in (1, 2)]
    answers = await asyncio.gather(*(books.approver("Hala").post("/orders", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_what_is_not_needed_is_available_again_when_assistance_ends(books: Books) -> None:
    package = await books.assisted("1500.00")
    paid = await books.paid_part(package, "1000.00")
    waiting = await order(books, part(package, "500.00", 2))
    await books.handed_on(waiting)
    shown = require_made(await books.officer().post(f"/assistances/{package}/end", {"reason": "moved_away"}))
    assert shown["end_reason"] == "moved_away"
    assert await books.stands() == BEGINNING | {"available": "49000.00", "disbursed": "1000.00"}
    again = await books.officer().post(f"/assistances/{package}/end", {"reason": "completed"})
    assert refusal(again) == (409, "ended-already", None)
    stopped = await books.finance.post(f"/orders/{waiting}/pay", payment())
    assert refusal(stopped) == (409, "not-payable", None)
    more = await books.approver("Hala").post("/orders", part(package, "1.00", 3))
    assert refusal(more) == (409, "not-payable", "assistance_id")
    require_made(await books.finance.void(f"/payments/{paid}"))
    assert await books.stands() == BEGINNING
    (last,) = await books.rows("SELECT kind, assistance_id FROM postings ORDER BY id DESC LIMIT 1")
    assert last == {"kind": "released", "assistance_id": package}


async def test_what_is_available_since_today_is_given_on_no_earlier_day(books: Books) -> None:
    first = await books.assisted("50000.00", approved_on="2025-05-01")
    require_made(await books.officer().post(f"/assistances/{first}/end", {"reason": "withdrawn"}))
    assert (await books.stands())["available"] == "50000.00"
    second = await books.assisted("50000.00", owner(62), approved_on="2025-06-01")
    assert await books.stands() == {"allotted": "50000.00", "committed": "50000.00"}
    [fund] = require_made(await books.monitor.get("/statements", until="2025-06-30"))["funds"]
    assert (fund["closing"]["available"], fund["closing"]["committed"]) == ("50000.00", "50000.00")
    order = await books.part_ordered(second, "50000.00")
    early = await books.finance.post(f"/orders/{order}/pay", payment(paid_on="2025-06-15"))
    assert refusal(early) == (422, "paid-before-approval", "paid_on")


async def test_assistance_is_voided_while_nothing_is_ordered_and_its_fund_while_nothing_draws_on_it(
    books: Books,
) -> None:
    fund = require_made(await books.administrator.post("/funds", FUND | {"ceiling": "2000.00"}))["id"]
    package = await books.assisted("1500.00", fund_id=fund)
    made = await order(books, part(package))
    officer = books.officer()
    assert refusal(await officer.void(f"/assistances/{package}")) == (409, "assistance-has-orders", None)
    require_made(await books.finance.void(f"/orders/{made}"))
    assert refusal(await books.administrator.void(f"/funds/{fund}")) == (409, "fund-in-use", None)
    require_made(await officer.void(f"/assistances/{package}", "duplicate"))
    (reversal,) = await books.rows("SELECT kind, reason FROM postings WHERE reverses IS NOT NULL")
    assert reversal == {"kind": "reversed", "reason": "duplicate"}
    ended = await books.assisted("2000.00", fund_id=fund)
    require_made(await officer.post(f"/assistances/{ended}/end", {"reason": "withdrawn"}))
    require_made(await officer.void(f"/assistances/{ended}"))
    assert require_made(await books.monitor.get(f"/funds/{fund}"))["available"] == "2000.00"
    require_made(await books.administrator.void(f"/funds/{fund}"))


async def test_assistance_from_before_there_were_funds_is_paid_as_it_was(books: Books) -> None:
    body = assistance(None)
    package = require_made(await books.officer("Hala", owner(61)).post("/assistances", body))["id"]
    none = (409, "of-no-fund", "assistance_id")
    assert refusal(await books.approver("Hala").post("/orders", part(package))) == none
    back = {"assistance_id": package, "reference": "RV-C", "amount": "1.00", "currency": "USD"}
    assert refusal(await books.finance.post("/refunds", back | {"refunded_on": today().isoformat()})) == none
    ending = await books.officer().post(f"/assistances/{package}/end", {"reason": "completed"})
    assert refusal(ending) == (409, "of-no-fund", None)
    require_made(
        await books.finance.post(
            "/payments", {"assistance_id": package, "currency": "USD", "amount": "1500.00"} | payment()
        )
    )
    assert await books.stands() == BEGINNING


async def test_the_database_holds_what_an_order_and_a_payment_are_of(books: Books) -> None:
    package = await books.assisted("1500.00")
    made = await order(books, part(package, "1000.00"))
    await books.handed_on(made)
    ordered = (
        "INSERT INTO orders (fund_id, currency, threshold, recorded_by, amount, {}) VALUES ({}, 'USD', 0, 'x', {})"
    )
    paid = (
        "INSERT INTO payments (reference, currency, paid_on, recorded_by, order_id, {})"
        " VALUES ('R', 'USD', current_date, 'x', {}, {})"
    )
    for statement, name in (
        (ordered.format("assistance_id", books.fund, f"1, {package}"), "ck_orders_of_one"),
        (ordered.format("assistance_id, part, tranche", books.fund, f"1, {package}, 2, 2"), "ck_orders_of_one"),
        (ordered.format("assistance_id, part", books.fund, f"0, {package}, 2"), "ck_orders_amount_positive"),
        (ordered.format("assistance_id, part", books.fund, f"1, {package}, 1"), "uq_orders_part"),
        (paid.format("assistance_id, amount", made, f"{package}, 1000"), "ck_payments_of_an_order"),
        (
            paid.format("assistance_id, part, amount", made, f"{package}, 1, 999"),
            "fk_payments_order_id_assistance_id_part_amount_currency_orders",
        ),
        (
            paid.format("assistance_id, part, amount", made, f"{package}, 2, 1000"),
            "fk_payments_order_id_assistance_id_part_amount_currency_orders",
        ),
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as judged:
            await books.rows(statement)
        assert judged.value.constraint_name == name
