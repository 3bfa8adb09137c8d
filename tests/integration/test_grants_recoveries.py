"""Recoveries: what was paid is demanded back by one person, approved by another, and comes back or is written off."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from books import Books
from callers import Running, refusal, require_made
from committee import owner

from shared.callers import Role
from shared.days import today

SAME = (403, "same-person", None)
BEYOND = (409, "over-the-payments", "amount")


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


async def terminated(books: Books) -> tuple[int, int]:
    """An award of which 4,000 dollars were paid and which was ended; gives its application's number and its own."""
    application, award = await books.payable("4000.00", "7000.00")
    await books.paid(award)
    await books.step(application, "terminate", reason="breach")
    return application, award


def demand(award: int, *amounts: str, **changes: Any) -> dict[str, Any]:
    """A demand of today, of which an instalment is due on each of the days that follow."""
    sums = amounts or ("2000.00", "1000.00")
    parts = [{"due_on": (today() + timedelta(days=place)).isoformat(), "due": each} for place, each in enumerate(sums)]
    money = {"amount": f"{sum(map(float, sums)):.2f}", "currency": "USD", "demanded_on": today().isoformat()}
    return {"award_id": award, "reason": "terminated", "instalments": parts} | money | changes


def back(award: int, recovery: int | None, amount: str, reference: str) -> dict[str, Any]:
    money = {"amount": amount, "currency": "USD", "refunded_on": today().isoformat()}
    return {"award_id": award, "recovery_id": recovery, "reference": reference} | money


async def approved(books: Books, award: int, *amounts: str, **changes: Any) -> int:
    """A demand that one person made and another approved; gives its number."""
    made = require_made(await books.approver("Hala").post("/recoveries", demand(award, *amounts, **changes)))
    require_made(await books.approver("Salim").post(f"/recoveries/{made['id']}/approve"))
    return int(made["id"])


async def stands(books: Books, recovery: int) -> tuple[str, str, str, str]:
    told = require_made(await books.finance.get(f"/recoveries/{recovery}"))
    return told["state"], told["refunded"], told["written_off"], told["outstanding"]


async def outstanding(books: Books, award: int) -> set[str]:
    """What is outstanding of an award, as it, its contract and the statement of its fund say."""
    (contract,) = await books.rows("SELECT id FROM contracts WHERE award_id = $1", award)
    statement = require_made(await books.finance.get("/statements", fund_id=str(books.fund)))
    told = [
        require_made(await books.monitor.get(path)) for path in (f"/awards/{award}", f"/contracts/{contract['id']}")
    ]
    return {each["outstanding"] for each in (*told, statement["funds"][0], statement["totals"][0])}


async def test_what_was_paid_of_a_grant_that_was_terminated_is_demanded_by_two_and_comes_back_in_parts(
    books: Books,
) -> None:
    application, award = await terminated(books)
    made = require_made(await books.approver("Hala").post("/recoveries", demand(award)))
    assert (made["state"], made["outstanding"], made["approved_by"]) == ("proposed", "0.00", None)
    assert [part["number"] for part in made["instalments"]] == [1, 2]
    path = f"/recoveries/{made['id']}"
    assert refusal(await books.approver("Hala").post(f"{path}/approve")) == SAME
    early = await books.finance.post("/refunds", back(award, made["id"], "1.00", "RV-0"))
    assert refusal(early) == (404, "unknown-recovery", "recovery_id")
    shown = require_made(await books.approver("Salim").post(f"{path}/approve"))
    assert (shown["state"], shown["next_due_on"], shown["overdue"]) == ("open", today().isoformat(), False)
    assert refusal(await books.approver("Noor").post(f"{path}/approve")) == (409, "approved-already", None)
    assert require_made(await books.officer().get(f"/applications/{application}"))["stage"] == "recovery"
    assert await outstanding(books, award) == {"3000.00"}
    await books.refunded(back(award, made["id"], "2000.00", "RV-1"))
    assert await stands(books, made["id"]) == ("partly_recovered", "2000.00", "0.00", "1000.00")
    told = require_made(await books.finance.get(path))
    assert told["next_due_on"] == (today() + timedelta(days=1)).isoformat()
    beyond = (409, "over-the-demand", "amount")
    assert refusal(await books.finance.post("/refunds", back(award, made["id"], "1000.01", "RV-2"))) == beyond
    last = await books.refunded(back(award, made["id"], "1000.00", "RV-2"))
    assert await stands(books, made["id"]) == ("recovered", "3000.00", "0.00", "0.00")
    assert refusal(await books.finance.void(path)) == (409, "refunded", None)
    assert (await books.stands())["returned"] == "3000.00"
    require_made(await books.finance.void(f"/refunds/{last}"))
    assert await stands(books, made["id"]) == ("partly_recovered", "2000.00", "0.00", "1000.00")


async def test_what_was_given_is_told_as_it_stood_then_whatever_was_demanded_or_ended_since(books: Books) -> None:
    _, award = await terminated(books)
    assistance = await books.assisted()
    people = await books.rows("SELECT person_id FROM owners UNION SELECT person_id FROM assistances")
    moments = []

    async def stood(place: int) -> tuple[str, str | None]:
        asking = books.service.caller(Role.MONITORING, as_of=moments[place])
        told = require_made(await asking.post("/given", {"people": [row["person_id"] for row in people]}))
        return told["awards"][0]["outstanding"], told["assistances"][0]["end_reason"]

    async def passed() -> None:
        moments.append(await books.service.moment())

    await passed()
    recovery = await approved(books, award, "3000.00")
    await passed()
    refund = await books.refunded(back(award, recovery, "1000.00", "RV-1"))
    require_made(await books.officer().post(f"/assistances/{assistance}/end", {"reason": "moved_away"}))
    await passed()
    require_made(await books.finance.void(f"/refunds/{refund}"))
    await passed()
    assert [await stood(place) for place in range(4)] == [
        ("0.00", None),
        ("3000.00", None),
        ("2000.00", "moved_away"),
        ("3000.00", "moved_away"),
    ]


async def test_no_more_is_demanded_than_was_paid_and_has_not_come_back(books: Books) -> None:
    _, award = await terminated(books)
    await books.refunded(back(award, None, "500.00", "RV-1"))
    first = await approved(books, award, "3000.00")
    for amounts, refused in ((("500.01",), (409, "over-the-payments", None)), (("500.00",), None)):
        made = require_made(await books.approver("Hala").post("/recoveries", demand(award, *amounts)))
        answer = await books.approver("Salim").post(f"/recoveries/{made['id']}/approve")
        if refused is None:
            require_made(answer)
        else:
            assert refusal(answer) == refused
    unnamed = await books.finance.post("/refunds", back(award, None, "1.00", "RV-2"))
    assert refusal(unnamed) == (409, "demanded-back", "amount")
    (payment,) = await books.rows("SELECT id FROM payments")
    assert await outstanding(books, award) == {"3500.00"}
    require_made(await books.finance.void(f"/recoveries/{first}"))
    assert await outstanding(books, award) == {"500.00"}
    assert refusal(await books.finance.void(f"/payments/{payment['id']}"))[1] == "refunded"


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"amount": "3000.01"}, (422, "instalments-uneven", "instalments")),
        ({"instalments": []}, (422, "invalid-request", "instalments")),
        ({"amount": "NaN"}, (422, "invalid-request", "amount")),
        ({"amount": "-1.00"}, (422, "invalid-request", "amount")),
        ({"amount": "3000.001"}, (422, "amount-too-fine", "amount")),
        ({"currency": "IQD"}, (422, "other-currency", "currency")),
        ({"demanded_on": "2090-01-01"}, (422, "in-the-future", "demanded_on")),
        ({"award_id": 999}, (404, "unknown-award", "award_id")),
        ({"assistance_id": 1}, (422, "award-or-assistance", "award_id")),
        ({"payment_id": 1}, (422, "of-no-payment", "payment_id")),
        ({"reason": "wrong_person"}, (422, "which-payment", "payment_id")),
        ({"reason": "wrong_person", "payment_id": 999}, (404, "unknown-payment", "payment_id")),
    ],
)
async def test_a_demand_that_is_not_right_is_refused_by_the_field(
    books: Books, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    _, award = await terminated(books)
    assert refusal(await books.finance.post("/recoveries", demand(award) | changes)) == refused
    assert await books.rows("SELECT FROM recoveries") == []


async def test_instalments_are_due_in_their_order_and_not_before_the_demand(books: Books) -> None:
    _, award = await terminated(books)
    stated = demand(award)
    upside_down = stated | {"instalments": stated["instalments"][::-1]}
    assert refusal(await books.finance.post("/recoveries", upside_down)) == (422, "not-in-order", "instalments")
    early = [stated["instalments"][0] | {"due_on": "2020-01-01"}, stated["instalments"][1]]
    refused = (422, "due-before-demanded", "instalments")
    assert refusal(await books.finance.post("/recoveries", stated | {"instalments": early})) == refused


async def test_a_payment_that_was_not_due_is_demanded_back_and_not_voided_before(books: Books) -> None:
    application, award = await books.payable("4000.00", "7000.00")
    payment = await books.paid(award)
    assert refusal(await books.finance.post("/recoveries", demand(award))) == (409, "not-ended", "reason")
    undue = {"reason": "contradicted", "payment_id": payment}
    assert refusal(await books.finance.post("/recoveries", demand(award, "4000.01", **undue))) == BEYOND
    recovery = await approved(books, award, "4000.00", **undue)
    assert require_made(await books.officer().get(f"/applications/{application}"))["stage"] == "milestone"
    await books.paid(award, 2)
    void = f"/payments/{payment}"
    assert refusal(await books.finance.void(void)) == (409, "demanded-back", None)
    require_made(await books.finance.void(f"/recoveries/{recovery}"))
    require_made(await books.finance.void(void))


async def test_a_payment_is_demanded_back_once_whatever_else_was_paid(books: Books) -> None:
    _, award = await books.payable("4000.00", "7000.00")
    undue = {"reason": "contradicted", "payment_id": await books.paid(award)}
    await books.paid(award, 2)
    hala, salim = books.approver("Hala"), books.approver("Salim")
    waits = require_made(await hala.post("/recoveries", demand(award, "1000.01", **undue)))["id"]
    recovery = await approved(books, award, "3000.00", **undue)
    assert refusal(await salim.post(f"/recoveries/{waits}/approve")) == (409, "over-the-payments", None)
    await books.refunded(back(award, recovery, "3000.00", "RV-1"))
    assert refusal(await hala.post("/recoveries", demand(award, "1000.01", **undue))) == BEYOND
    assert refusal(await salim.post(f"/recoveries/{waits}/approve")) == (409, "over-the-payments", None)
    await approved(books, award, "1000.00", **undue)
    assert refusal(await salim.post(f"/recoveries/{recovery}/approve")) == (409, "approved-already", None)


async def test_of_demands_of_one_payment_approved_at_once_one_stands(books: Books) -> None:
    _, award = await books.payable("4000.00", "7000.00")
    undue = {"reason": "contradicted", "payment_id": await books.paid(award)}
    await books.paid(award, 2)
    hala, salim = books.approver("Hala"), books.approver("Salim")
    made = [require_made(await hala.post("/recoveries", demand(award, "4000.00", **undue)))["id"] for _ in range(3)]
    answers = await asyncio.gather(*(salim.post(f"/recoveries/{id}/approve") for id in made))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_two_people_write_off_what_is_outstanding_and_what_was_paid_stays_paid(books: Books) -> None:
    _, award = await terminated(books)
    recovery = await approved(books, award)
    await books.refunded(back(award, recovery, "500.00", "RV-1"))
    hala, noor = (books.approver(name) for name in ("Hala", "Noor"))
    path = f"/recoveries/{recovery}"
    assert refusal(await noor.post(f"{path}/confirm")) == (409, "nothing-proposed", None)
    shown = require_made(await hala.post(f"{path}/write-off", {"write_off_reason": "insolvent"}))
    assert (shown["write_off_reason"], shown["proposed_by"]) == ("insolvent", "staff:Hala")
    waits = [require_made(await each.get("/recoveries", others="true"))["items"] for each in (hala, noor)]
    assert [len(each) for each in waits] == [0, 1]
    assert refusal(await hala.post(f"{path}/confirm")) == SAME
    before = await books.stands()
    require_made(await noor.post(f"{path}/confirm"))
    assert await stands(books, recovery) == ("written_off", "500.00", "2500.00", "0.00")
    assert await books.stands() == before
    assert await outstanding(books, award) == {"0.00"}
    statement = require_made(await books.finance.get("/statements", fund_id=str(books.fund)))["funds"][0]
    assert statement["written_off"] == "2500.00"
    for act, body in (("write-off", {"write_off_reason": "insolvent"}), ("confirm", None)):
        assert refusal(await noor.post(f"{path}/{act}", body)) == (409, "nothing-outstanding", None)
    # It has not come back, and is not demanded a second time; if it comes back, it comes by its demand.
    again = require_made(await hala.post("/recoveries", demand(award, "1000.01")))["id"]
    assert refusal(await noor.post(f"/recoveries/{again}/approve")) == (409, "over-the-payments", None)
    assert refusal(await hala.post("/refunds", back(award, None, "1000.01", "RV-2"))) == (
        409,
        "demanded-back",
        "amount",
    )
    await books.refunded(back(award, recovery, "2000.00", "RV-2"))
    assert await stands(books, recovery) == ("written_off", "2500.00", "500.00", "0.00")
    await books.refunded(back(award, recovery, "500.00", "RV-3"))
    assert await stands(books, recovery) == ("recovered", "3000.00", "0.00", "0.00")
    assert await outstanding(books, award) == {"0.00"}
    statement = require_made(await books.finance.get("/statements", fund_id=str(books.fund)))["funds"][0]
    assert statement["written_off"] == "0.00"


async def test_a_payment_of_which_the_demand_was_written_off_is_not_voided(books: Books) -> None:
    _, award = await books.payable("4000.00", "7000.00")
    payment = await books.paid(award)
    recovery = await approved(books, award, "4000.00", reason="contradicted", payment_id=payment)
    hala, noor = (books.approver(name) for name in ("Hala", "Noor"))
    require_made(await hala.post(f"/recoveries/{recovery}/write-off", {"write_off_reason": "insolvent"}))
    require_made(await noor.post(f"/recoveries/{recovery}/confirm"))
    assert refusal(await books.finance.void(f"/payments/{payment}")) == (409, "demanded-back", None)
    assert refusal(await books.finance.void(f"/recoveries/{recovery}")) == (409, "written-off", None)
    refund = await books.refunded(back(award, recovery, "4000.00", "RV-1"))
    require_made(await books.finance.void(f"/refunds/{refund}"))
    assert refusal(await books.finance.void(f"/recoveries/{recovery}")) == (409, "written-off", None)


async def test_a_demand_of_which_an_instalment_is_overdue_is_on_the_list_until_that_came_back(books: Books) -> None:
    _, award = await terminated(books)
    yesterday = today() - timedelta(days=1)
    due = [{"due_on": day.isoformat(), "due": "1000.00"} for day in (yesterday, today())]
    changes = {"demanded_on": yesterday.isoformat(), "instalments": due}
    recovery = await approved(books, award, "2000.00", **changes)

    async def overdue() -> list[int]:
        return [each["id"] for each in require_made(await books.finance.get("/recoveries", overdue="true"))["items"]]

    assert await overdue() == [recovery]
    await books.refunded(back(award, recovery, "1000.00", "RV-1"))
    assert await overdue() == []


async def test_assistance_is_recovered_as_an_award_is(books: Books) -> None:
    package = await books.assisted("1500.00")
    payment = await books.paid_part(package, "1000.00")
    of = {"award_id": None, "assistance_id": package}
    recovery = await approved(books, 0, "1000.00", **of, reason="received_twice", payment_id=payment)
    await books.refunded(back(0, recovery, "1000.00", "RV-1") | of)
    assert (await stands(books, recovery))[0] == "recovered"


async def test_assistance_is_demanded_back_as_a_whole_where_it_was_ended_before_its_time(books: Books) -> None:
    for number, (reason, refused) in enumerate((("completed", (409, "not-ended", "reason")), ("breach", None)), 71):
        package = await books.assisted("1500.00", owner(number))
        await books.paid_part(package, "1000.00")
        body = demand(0, "1000.00", award_id=None, assistance_id=package)
        assert refusal(await books.finance.post("/recoveries", body)) == (409, "not-ended", "reason")
        require_made(await books.officer().post(f"/assistances/{package}/end", {"reason": reason}))
        answer = await books.finance.post("/recoveries", body)
        if refused is None:
            require_made(answer)
        else:
            assert refusal(answer) == refused


async def test_of_demands_approved_at_once_no_more_stand_than_was_paid(books: Books) -> None:
    _, award = await terminated(books)
    made = [
        require_made(await books.approver("Hala").post("/recoveries", demand(award, "3000.00")))["id"] for _ in range(3)
    ]
    answers = await asyncio.gather(*(books.approver("Salim").post(f"/recoveries/{id}/approve") for id in made))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await outstanding(books, award) == {"3000.00"}


async def test_the_database_itself_holds_what_is_demanded_and_by_whom(books: Books) -> None:
    _, award = await terminated(books)
    made = require_made(await books.approver("Hala").post("/recoveries", demand(award, "4000.00")))["id"]
    hala, salim = "staff:Hala", "staff:Salim"
    approval = f"INSERT INTO recovery_approvals (recovery_id, made_by, recorded_by) VALUES ({made}, '{{}}', '{{}}')"
    written = (
        "WITH proposed AS (INSERT INTO recovery_write_offs (recovery_id, write_off_reason, recorded_by)"
        f" VALUES ({made}, 'insolvent', '{hala}') RETURNING id)"
    )
    confirmed = (
        "INSERT INTO recovery_write_off_confirmations (write_off_id, recovery_id, proposed_by, amount, recorded_by)"
        f" SELECT max(id), {made}, '{hala}', 1, '{{}}' FROM recovery_write_offs"
    )
    another = (
        "INSERT INTO recoveries (award_id, fund_id, reason, amount, currency, demanded_on, recorded_by)"
        f" SELECT award_id, fund_id, reason, 0.01, currency, demanded_on, '{hala}' FROM recoveries WHERE id = {made}"
    )
    agreed = approval.format(hala, salim)
    for statements, expected in (
        ((approval.format(hala, hala),), "ck_recovery_approvals_by_another"),
        ((approval.format("staff:Omar", salim),), "fk_recovery_approvals_recovery_id_made_by_recoveries"),
        ((another, "SET CONSTRAINTS ALL IMMEDIATE"), "instalments_sum"),
        (
            (agreed, another, agreed.replace(f"VALUES ({made}", "VALUES (currval('recoveries_id_seq')")),
            "recovery_was_paid",
        ),
        (
            (agreed, f"{written} SELECT", confirmed.format(hala)),
            "ck_recovery_write_off_confirmations_by_another",
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
