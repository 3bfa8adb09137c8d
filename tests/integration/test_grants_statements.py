"""Statements: what funds had, what moved and what they have, reconciled to the cent; and exchange rates by the day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import owed
import pytest
from books import Books, contract, payment
from callers import Running, refusal, require_made
from committee import FUND, call

from shared.callers import Role
from shared.days import today

TRANCHES = "4000.00", "7000.50"
RATE = {"source": "cbi_official", "starts_on": "2018-01-01", "ends_on": "2020-12-19", "dinars": "1190"}


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


async def stated(books: Books, **asked: str) -> dict[str, Any]:
    told: dict[str, Any] = require_made(await books.finance.get("/statements", **asked))
    return told


def adds_up(line: dict[str, Any]) -> bool:
    """Whether what moved is the difference between where money stood and where it stands."""
    return all(
        Decimal(line["opening"][standing]) + sum(Decimal(each[standing]) for each in line["movements"])
        == Decimal(line["closing"][standing])
        for standing in line["closing"]
    )


async def test_each_period_opens_where_the_one_before_it_closed_to_the_cent(books: Books) -> None:
    _, award = await books.payable(*TRANCHES)
    for tranche, day in ((1, "2025-10-31"), (2, "2025-11-01")):
        order = await books.approved(award, tranche)
        require_made(await books.finance.post(f"/orders/{order}/pay", payment(paid_on=day)))
    back = {"award_id": award, "reference": "RV-1", "amount": "0.50", "currency": "USD", "refunded_on": "2025-11-30"}
    await books.refunded(back)
    october = (await stated(books, since="2025-10-01", until="2025-10-31"))["funds"][0]
    november = (await stated(books, since="2025-11-01", until="2025-11-30"))["funds"][0]
    assert october["opening"]["committed"] == "11000.50"
    assert (october["closing"]["disbursed"], october["disbursed_percent"]) == ("4000.00", "4.0")
    assert november["opening"] == october["closing"]
    assert [each["kind"] for each in november["movements"]] == ["disbursed", "refunded"]
    assert (november["closing"]["disbursed"], november["closing"]["returned"]) == ("11000.00", "0.50")
    assert adds_up(october)
    assert adds_up(november)
    whole = await stated(books)
    assert adds_up(whole["funds"][0])
    assert sum(Decimal(amount) for amount in whole["funds"][0]["closing"].values()) == Decimal("100000.00")
    assert whole["funds"][0]["burn"] == [
        {"month": "2025-10", "disbursed": "4000.00", "disbursed_percent": "4.0"},
        {"month": "2025-11", "disbursed": "11000.00", "disbursed_percent": "11.0"},
    ]


async def test_a_statement_as_of_an_earlier_moment_is_what_it_was_then(books: Books) -> None:
    _, award = await books.payable(*TRANCHES)
    paid = await books.paid(award)
    moment = (await books.service.moment()).isoformat().replace("+00:00", "Z")
    then = await stated(books, as_of=moment)
    require_made(await books.finance.void(f"/payments/{paid}"))
    now = await stated(books)
    assert await stated(books, as_of=moment) == then
    assert (then["funds"][0]["closing"]["disbursed"], now["funds"][0]["closing"]["disbursed"]) == ("4000.00", "0.00")
    assert [each["kind"] for each in now["funds"][0]["movements"]][-1] == "reversed"
    assert adds_up(now["funds"][0])


async def test_what_is_undone_is_on_no_day_and_what_is_done_again_on_its_day_is_there_once(books: Books) -> None:
    _, award = await books.payable(*TRANCHES)
    order = await books.approved(award)
    wrong = require_made(await books.finance.post(f"/orders/{order}/pay", payment(paid_on="2025-10-31")))["id"]
    require_made(await books.finance.void(f"/payments/{wrong}"))
    require_made(await books.finance.post(f"/orders/{order}/pay", payment(paid_on="2025-10-31")))
    october = (await stated(books, until="2025-10-31"))["funds"][0]
    assert october["closing"]["disbursed"] == "4000.00"
    assert october["burn"] == [{"month": "2025-10", "disbursed": "4000.00", "disbursed_percent": "4.0"}]
    assert adds_up(october)


async def some_days_ago(books: Books) -> None:
    """All awards were approved then, and what they rest on was there."""
    async with books.service.connection() as connection:
        for table, day in (("awards", "approved_on"), ("postings", "booked_on")):
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            await connection.execute(f"UPDATE {table} SET {day} = least({day}, '2025-06-01')")
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


async def test_a_contract_that_is_voided_and_signed_anew_releases_once(books: Books) -> None:
    _, award = await books.awarded(amount="12000.00")
    await some_days_ago(books)
    signed = contract(award, "9000.00", signed_on="2025-07-01")
    first = require_made(await books.officer().post("/contracts", signed))["id"]
    require_made(await books.officer().post(f"/contracts/{first}/amend", contract(award, "10000.00", amends=1)))
    require_made(await books.officer().void(f"/contracts/{first}"))
    assert (await books.stands())["committed"] == "12000.00"
    require_made(await books.officer().post("/contracts", signed))
    july = (await stated(books, since="2025-07-01", until="2025-07-31"))["funds"][0]
    assert sum(Decimal(each["committed"]) for each in july["movements"]) == Decimal("-3000.00")
    assert await books.stands() == {"available": "50000.00", "allotted": "41000.00", "committed": "9000.00"}
    (undone,) = await books.rows(
        "SELECT bool_and(posting.booked_on = undone.booked_on) AS same_day, count(*) FROM postings AS posting"
        " JOIN postings AS undone ON undone.id = posting.reverses"
    )
    assert undone == {"same_day": True, "count": 2}


async def test_nothing_is_paid_before_it_was_committed(books: Books) -> None:
    _, award = await books.awarded(amount="12000.00")
    await some_days_ago(books)
    signed = contract(award, "4000.00", signed_on="2025-07-01")
    agreed = require_made(await books.officer().post("/contracts", signed))["id"]
    more = contract(award, "4000.00", "5000.00", amends=1, signed_on="2025-09-01")
    require_made(await books.officer().post(f"/contracts/{agreed}/amend", more))
    for tranche in (1, 2):
        await books.reached(agreed, tranche)
    one, other = [await books.approved(award, tranche) for tranche in (1, 2)]
    pay = f"/orders/{other}/pay"
    too_early = (422, "paid-before-approval", "paid_on")
    assert refusal(await books.finance.post(pay, payment(paid_on="2025-08-31"))) == too_early
    require_made(await books.finance.post(pay, payment(paid_on="2025-09-01")))
    require_made(await books.finance.post(f"/orders/{one}/pay", payment(paid_on="2025-08-31")))


async def test_nothing_is_agreed_or_comes_back_before_what_it_rests_on(books: Books) -> None:
    _, award = await books.awarded(amount="12000.00")
    await some_days_ago(books)
    agreed = await books.contracted(award, "9000.00")
    early = contract(award, "10000.00", amends=1, signed_on=(today() - timedelta(days=1)).isoformat())
    early["tranches"][0]["due_on"] = today().isoformat()
    refused = (422, "signed-before-the-last", "signed_on")
    assert refusal(await books.officer().post(f"/contracts/{agreed}/amend", early)) == refused

    _, other = await books.payable(*TRANCHES, number=72)
    for tranche, day in ((1, "2025-10-31"), (2, "2025-11-30")):
        order = await books.approved(other, tranche)
        require_made(await books.finance.post(f"/orders/{order}/pay", payment(paid_on=day)))

    def back(amount: str, day: str) -> dict[str, Any]:
        stated = {"award_id": other, "reference": "RV-1", "currency": "USD"}
        return stated | {"amount": amount, "refunded_on": day}

    early = (409, "refunded-before-paid", "refunded_on")
    for amount, day in (("0.01", "2025-10-30"), ("4000.01", "2025-11-29")):
        assert refusal(await books.finance.post("/refunds", back(amount, day))) == early
    await books.refunded(back("4000.00", "2025-11-29"))
    last = back("0.01", "2025-11-01") | {"reference": "RV-2"}
    assert refusal(await books.finance.post("/refunds", last)) == early
    (first,) = await books.rows("SELECT id FROM payments WHERE paid_on = '2025-10-31'")
    assert refusal(await books.finance.void(f"/payments/{first['id']}")) == (409, "refunded", None)


async def test_a_call_that_opens_later_has_its_money_at_once_and_none_before_the_fund_has_it(books: Books) -> None:
    def at(days: int) -> str:
        return (datetime.now(UTC) + timedelta(days=days)).isoformat().replace("+00:00", "Z")

    later = call(books.fund, budget="30000.00", opens_at=at(5), closes_at=at(9))
    require_made(await books.officer().post("/calls", later))
    assert (await stated(books))["funds"][0]["closing"]["allotted"] == "80000.00"
    early = call(books.fund, budget="20000.00", largest="20000.00", opens_at="2001-01-01T00:00:00Z", closes_at=at(9))
    require_made(await books.officer().post("/calls", early))
    (first,) = await books.rows(
        "SELECT min(booked_on) AS day, min(booked_on) FILTER (WHERE kind = 'given') AS given FROM postings"
    )
    assert first["day"] == first["given"]


async def test_funds_of_a_donor_in_one_currency_are_told_together_and_others_apart(books: Books) -> None:
    for changes in ({}, {"donor": "Government of Norway"}, {"currency": "IQD", "ceiling": "145000000"}):
        require_made(await books.administrator.post("/funds", FUND | changes))
    told = await stated(books)
    given = {(each["donor"], each["currency"]): each["closing"]["available"] for each in told["totals"]}
    assert given == {
        ("Government of Japan", "IQD"): "145000000",
        ("Government of Japan", "USD"): "150000.00",  # and 50,000 allotted
        ("Government of Norway", "USD"): "100000.00",
    }
    assert all(adds_up(each) for each in told["totals"])
    japan = await stated(books, donor="Government of Japan", currency="USD")
    assert [each["fund_id"] for each in japan["funds"]] == [books.fund, books.fund + 1]
    assert [each["fund_id"] for each in (await stated(books, fund_id=str(books.fund)))["funds"]] == [books.fund]
    elsewhere = books.service.caller(Role.FINANCE_APPROVER, projects=("JPN-OTHER-1",))
    nothing = require_made(await elsewhere.get("/statements"))
    assert (nothing["funds"], nothing["totals"]) == ([], [])


async def test_what_was_agreed_before_the_devaluation_and_paid_after_it_is_converted_by_the_day(books: Books) -> None:
    project = {"code": "JPN-SDN-2019", "title": "Pilot", "donor": "Japan", "budget": "1000000", "currency": "USD"}
    days = {"starts_on": "2019-04-01", "ends_on": "2021-12-31"}
    require_made(await books.administrator.post("/projects", project | days))
    dinars = {"project": "JPN-SDN-2019", "currency": "IQD", "ceiling": "29000000"}
    fund = require_made(await books.administrator.post("/funds", FUND | dinars))["id"]
    money = {"currency": "IQD", "budget": "29000000", "smallest": "1000000", "largest": "29000000"}
    when = {"opens_at": "2020-01-01T00:00:00Z"}
    number = require_made(await books.officer().post("/calls", call(fund, **money, **when)))["id"]
    enterprise = await books.enterprise()
    async with books.service.connection() as connection:
        award = await owed.award(connection, number, enterprise, ("14500000",), on=date(2020, 12, 19))
    order = await books.approved(award)
    require_made(await books.finance.post(f"/orders/{order}/pay", payment(paid_on="2020-12-20")))

    asked = {"fund_id": str(fund), "to_currency": "USD", "source": "cbi_official"}
    unknown = (await stated(books, **asked))["funds"][0]["converted"]
    gap = ["2020-12-19", "2020-12-20"]
    assert (unknown["committed"], unknown["disbursed"], unknown["days_without_rate"]) == (None, None, gap)
    first = require_made(await books.finance.post("/rates", RATE))
    half = (await stated(books, **asked))["funds"][0]["converted"]
    assert (half["committed"], half["disbursed"], half["days_without_rate"]) == ("12184.87", None, gap[1:])
    after = {"starts_on": "2020-12-20", "ends_on": "2023-02-07", "dinars": "1450"}
    require_made(await books.finance.post("/rates", RATE | after))
    told = (await stated(books, **asked))["funds"][0]["converted"]
    assert (told["committed"], told["disbursed"], told["days_without_rate"]) == ("12184.87", "10000.00", [])
    by_the_end = asked | {"rule": "last_day", "until": "2020-12-31"}
    told = (await stated(books, **by_the_end))["funds"][0]["converted"]
    assert (told["committed"], told["disbursed"]) == ("10000.00", "10000.00")
    # a rate is corrected by voiding it, and what was told before is told again as of then
    moment = (await books.service.moment()).isoformat().replace("+00:00", "Z")
    require_made(await books.finance.void(f"/rates/{first['id']}", "corrected"))
    require_made(await books.finance.post("/rates", RATE | {"dinars": "1182"}))
    told = (await stated(books, **asked))["funds"][0]["converted"]
    assert (told["committed"], told["disbursed"]) == ("12267.34", "10000.00")
    told = (await stated(books, **asked, as_of=moment))["funds"][0]["converted"]
    assert told["committed"] == "12184.87"


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"starts_on": "2020-12-19"}, (409, "rate-already", "starts_on")),
        ({"starts_on": "2020-12-20"}, (422, "ends-before-start", "ends_on")),
        ({"source": "market", "dinars": "0"}, (422, "invalid-request", "dinars")),
        ({"source": "market", "dinars": "NaN"}, (422, "invalid-request", "dinars")),
        ({"source": "market", "dinars": "1e3"}, (422, "invalid-request", "dinars")),
        ({"source": "market", "dinars": "-1450"}, (422, "invalid-request", "dinars")),
        ({"source": "market", "dinars": 1450}, (422, "invalid-request", "dinars")),
    ],
)
async def test_a_rate_that_cannot_be_is_refused(
    grants: Running, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    finance = grants.caller(Role.FINANCE_APPROVER)
    assert require_made(await finance.post("/rates", RATE))["dinars"] == "1190"
    assert refusal(await finance.post("/rates", RATE | changes)) == refused
    assert len(require_made(await finance.get("/rates"))["items"]) == 1


async def test_a_period_that_ends_before_it_begins_is_refused(books: Books) -> None:
    asked = {"since": "2025-11-01", "until": "2025-10-31"}
    answer = await books.finance.get("/statements", **asked)
    assert refusal(answer) == (422, "ends-before-start", "until")
