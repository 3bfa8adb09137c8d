"""Calls when they are over: what is left goes back to the fund, once it is decided on whatever was received."""

import pytest
import reconciled
from books import Books, contract
from callers import Running, refusal, require_made
from committee import call

GIVEN_BACK = {"available": "88000.00", "committed": "12000.00"}


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


async def close(books: Books) -> None:
    """All calls are over."""
    async with books.service.connection() as connection:
        await connection.execute("ALTER TABLE calls DISABLE TRIGGER USER")
        await connection.execute("UPDATE calls SET closes_at = clock_timestamp()")
        await connection.execute("ALTER TABLE calls ENABLE TRIGGER USER")


async def test_a_call_that_is_over_and_decided_on_gives_back_what_it_has_left(books: Books) -> None:
    _, award = await books.awarded(amount="12000.00")
    waiting = await books.draft(await books.enterprise())
    release = f"/calls/{books.call}/release"
    hala = books.officer()
    assert refusal(await hala.post(release)) == (409, "call-open", None)
    await books.step(waiting, "submit")
    await books.draft(await books.enterprise())  # which cannot be received any more, and keeps nobody waiting
    await close(books)
    assert refusal(await hala.post(release)) == (409, "call-undecided", None)
    await books.step(waiting, "reject", reason="not_eligible")
    assert require_made(await hala.post(release))["budget"] == "50000.00"
    assert await books.stands() == GIVEN_BACK
    assert refusal(await hala.post(release)) == (409, "nothing-left", None)
    [event] = await books.rows("SELECT data FROM outbox WHERE type = 'call.released'")
    assert event["data"]

    # What an award releases afterwards is given back too, and what it has stays granted.
    await books.contracted(award, "9000.00")
    assert await books.stands() == GIVEN_BACK | {"allotted": "3000.00", "committed": "9000.00"}
    require_made(await hala.post(release))
    assert await books.stands() == {"available": "91000.00", "committed": "9000.00"}
    portfolio = require_made(await books.monitor.get("/portfolio"))
    [forecast] = portfolio["forecast"]
    assert (forecast["budget"], forecast["granted"], forecast["left"]) == ("50000.00", "9000.00", "0.00")
    statement = require_made(await books.monitor.get("/statements"))["funds"][0]
    released = next(line for line in statement["movements"] if line["kind"] == "released")
    assert (released["available"], released["allotted"], released["committed"]) == ("41000.00", "-38000.00", "-3000.00")


async def test_a_call_has_again_what_it_gave_back_of_an_award_that_is_agreed_anew(books: Books) -> None:
    _, award = await books.awarded(amount="12000.00")
    signed = await books.contracted(award, "9000.00")
    await close(books)
    release = f"/calls/{books.call}/release"
    require_made(await books.officer().post(release))
    released = {"available": "91000.00", "committed": "9000.00"}
    assert await books.stands() == released
    async with books.service.connection() as connection:  # some days ago, when the contract was older
        await connection.execute("ALTER TABLE postings DISABLE TRIGGER USER")
        await connection.execute("UPDATE postings SET booked_on = current_date - (9 - id)")
        await connection.execute("ALTER TABLE postings ENABLE TRIGGER USER")
    more = contract(award, "10000.00", amends=1)
    require_made(await books.officer().post(f"/contracts/{signed}/amend", more))
    assert await books.stands() == {"available": "90000.00", "committed": "10000.00"}

    # As far as the fund has not allotted it to another.
    other = require_made(await books.officer().post("/calls", call(books.fund, budget="90000.00")))["id"]
    refused = (409, "over-the-budget", None)
    assert refusal(await books.officer().void(f"/contracts/{signed}")) == refused
    require_made(await books.officer().void(f"/calls/{other}"))
    require_made(await books.officer().void(f"/contracts/{signed}"))
    require_made(await books.officer().void(f"/awards/{award}"))
    assert await books.stands() == {"available": "88000.00", "allotted": "12000.00"}
    async with books.service.connection() as connection:
        assert await reconciled.wrong(connection, books.fund) == {}


async def test_a_call_to_which_nobody_applied_is_voided_also_when_it_gave_everything_back(books: Books) -> None:
    await close(books)
    require_made(await books.officer().post(f"/calls/{books.call}/release"))
    assert await books.stands() == {"available": "100000.00"}
    require_made(await books.officer().void(f"/calls/{books.call}"))
    assert await books.stands() == {"available": "100000.00"}
    refused = (409, "already-voided", None)
    assert refusal(await books.officer().post(f"/calls/{books.call}/release")) == refused
    again = call(books.fund, budget="100000.00")
    require_made(await books.officer().post("/calls", again))
