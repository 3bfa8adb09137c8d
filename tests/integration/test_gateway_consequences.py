"""Consequences of merges and of what was given: told to grants in order, whoever fails, and twice without harm."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PILOT, TELAFAR, House, record_pilot

from gateway.consequences import given_twice, telling
from gateway.consequences.tables import Consequence
from gateway.feed import following
from shared.callers import Role, Service

PERSON = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
ASKED = {"ground": "asked"}
PACKAGE = {
    "project": PILOT,
    "sex": "female",
    "modality": "BSP",
    "place": TELAFAR,
    "amount": "500000",
    "currency": "IQD",
    "approved_on": "2019-08-01",
}


@pytest.fixture
async def house(clone: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(following, "LONGEST_PAUSE", 0.3)
    monkeypatch.setattr(telling, "LONGEST_PAUSE", 0.3)
    monkeypatch.setattr(telling, "LOOKS_EVERY", 0.05)
    async with premises.house(clone) as opened:
        await record_pilot(opened)
        yield opened


@asynccontextmanager
async def told(house: House) -> AsyncIterator[None]:
    """The services are followed and what follows is told."""
    url, upstreams = house.urls["gateway"], house.app.state.upstreams
    async with following.following(url, upstreams), telling.telling(url, upstreams):
        yield


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await happened():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


async def assisted(house: House, many: int = 2) -> list[str]:
    """People who each got a livelihood in one project."""
    numbers = [await registered(house) for _ in range(many)]
    for number in numbers:
        await assist(house, number)
    return numbers


async def registered(house: House) -> str:
    person = await house.made(house.staff(Role.CASEWORKER), "/v1/people", **PERSON)
    return str(person["registration_number"])


async def assist(house: House, recipient: str, **changes: Any) -> None:
    body = PACKAGE | {"recipient": recipient} | changes
    await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/assistances", **body)


async def merge(house: House, absorbed: str, survivor: str) -> int:
    """The number of a merge that two people made."""
    body = {"absorbed": absorbed, "survivor": survivor, "reason": "recognised"}
    made = require_made(await house.staff(Role.CASEWORKER, name="one").post("/v1/merges", body))
    path = f"/v1/proposals/{made['id']}/confirm"
    return int(require_made(await house.staff(Role.CASEWORKER, name="two").post(path, ASKED))["merge_id"])


async def undo(house: House, id: int) -> None:
    body = {"reason": "entered_in_error"}
    require_made(await house.staff(Role.CASEWORKER).post(f"/v1/merges/{id}/undo", body))


async def waiting(house: House) -> int:
    """How many findings that somebody was assisted twice wait for a grants officer; all of them the list and the tasks
    say alike."""
    officer = house.staff(Role.GRANTS_OFFICER)
    told = require_made(await officer.get("/v1/me/tasks"))["tasks"]
    [task] = [each for each in told if each["task"] == "findings"]
    rows = require_made(await officer.get("/v1/findings"))["items"]
    if len(rows) == task["waiting"]:  # else one of them was asked just before
        assert task["at"] == (["/v1/findings"] if rows else [])
    return sum(row["kind"] == "assisted_twice" for row in rows)


def finds(house: House, many: int) -> Callable[[], Awaitable[bool]]:
    async def found() -> bool:
        return await waiting(house) == many

    return found


async def test_a_merge_raises_a_finding_in_grants_which_closes_when_it_is_undone(house: House) -> None:
    one, other = await assisted(house)
    async with told(house):
        merged = await merge(house, one, other)
        await until(finds(house, 1))
        await undo(house, merged)
        await until(finds(house, 0))
        await merge(house, one, other)
        await until(finds(house, 1))


async def test_what_happened_while_nobody_told_or_grants_was_away_is_told_later(house: House) -> None:
    people = await assisted(house, 4)
    await merge(house, people[0], people[1])
    async with told(house):
        await until(finds(house, 1))
        with house.without(Service.GRANTS):
            await merge(house, people[2], people[3])
            await asyncio.sleep(0.3)
        await until(finds(house, 2))


async def test_a_merge_that_was_undone_before_it_was_told_leaves_nothing(house: House) -> None:
    one, other = await assisted(house)
    await undo(house, await merge(house, one, other))
    async with told(house):
        await until(lambda: caught_up(house))
    assert await waiting(house) == 0


async def caught_up(house: House) -> bool:
    """Whether all consequences were told."""
    for consequence, (service, _) in given_twice.FOLLOWED.items():
        async with house.connection(service) as connection:
            last = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM outbox")
        async with house.connection() as connection:
            if await connection.fetchval(CURSOR, consequence) != last:
                return False
    return True


CURSOR = "SELECT sequence FROM consequence_cursors WHERE consequence = $1"


async def test_what_is_given_after_a_merge_beside_what_was_given_before_is_a_finding_as_well(house: House) -> None:
    [one] = await assisted(house, 1)
    other = await registered(house)
    async with told(house):
        await merge(house, one, other)
        await until(lambda: caught_up(house))
        assert await waiting(house) == 0
        await assist(house, other)
        await until(finds(house, 1))


async def test_the_owner_of_an_enterprise_with_an_award_who_is_assisted_is_a_finding(house: House) -> None:
    officer = house.staff(Role.GRANTS_OFFICER)

    async def found() -> bool:
        return len(require_made(await officer.get("/v1/findings", kind="owner_assisted"))["items"]) == 1

    async with told(house):
        await until(found)


async def settled(house: House, *people: str) -> int:
    """The number of a household that people live in, the first as its head."""
    caseworker = house.staff(Role.CASEWORKER)
    home = int((await house.made(caseworker, "/v1/households", place=TELAFAR))["id"])
    for place, person in enumerate(people):
        relation = "other_relative" if place else "head"
        member = {"household_id": home, "person": person, "relation": relation, "joined_on": "2019-05-01"}
        await house.made(caseworker, "/v1/memberships", **member)
    return home


async def phased(house: House) -> dict[str, Any]:
    """What assistance of a phase on a fund says of itself."""
    administrator = house.staff(Role.ADMINISTRATOR)
    money = {"donor": "Government of Japan", "title": "Livelihoods", "ceiling": "5000.00", "currency": "USD"}
    fund = (await house.made(administrator, "/v1/funds", project=PILOT, **money))["id"]
    days = {"starts_on": "2019-05-01", "ends_on": "2019-12-31"}
    phase = (await house.made(administrator, "/v1/phases", project=PILOT, number=1, title="First", **days))["id"]
    return {"fund_id": fund, "phase_id": phase, "amount": "500.00", "currency": "USD"}


async def test_of_a_phase_a_household_has_one_assistance_as_the_register_knows_it(house: House) -> None:
    one, other, elsewhere = [await registered(house) for _ in range(3)]
    await settled(house, one, other)
    of_fund = await phased(house)
    await assist(house, one, **of_fund)
    body = PACKAGE | of_fund | {"recipient": other}
    answer = await house.staff(Role.GRANTS_OFFICER).post("/v1/assistances", body)
    assert refusal(answer) == (409, "assisted-already", "recipient")
    await assist(house, elsewhere, **of_fund)


async def test_two_households_with_an_assistance_of_one_phase_that_became_one_are_a_finding_until_it_is_undone(
    house: House,
) -> None:
    caseworker, officer = house.staff(Role.CASEWORKER), house.staff(Role.GRANTS_OFFICER)
    one, other, third = [await registered(house) for _ in range(3)]
    home, into = await settled(house, one), await settled(house, other, third)
    of_fund = await phased(house)
    for person in (one, other):
        await assist(house, person, **of_fund)

    def finds_of_households(many: int) -> Callable[[], Awaitable[bool]]:
        async def found() -> bool:
            listed = await officer.get("/v1/findings", kind="household_assisted_twice")
            return len(require_made(listed)["items"]) == many

        return found

    merging = {"into": into, "on": "2019-09-01", "relations": [{"person": one, "relation": "other_relative"}]}
    async with told(house):
        require_made(await caseworker.post(f"/v1/households/{home}/merge", merging))
        await until(finds_of_households(1))
        undoing = {"reason": "entered_in_error"}
        require_made(await caseworker.post(f"/v1/households/{home}/unmerge", undoing))
        await until(finds_of_households(0))


async def test_told_again_from_the_start_it_comes_to_the_same(house: House) -> None:
    people = await assisted(house, 5)
    for absorbed, survivor in ((people[0], people[1]), (people[1], people[2]), (people[3], people[4])):
        await merge(house, absorbed, survivor)
    async with told(house):
        await until(finds(house, 4))
        await until(lambda: caught_up(house))
    async with house.connection(Service.GRANTS) as connection:
        before = await connection.fetch("SELECT * FROM findings ORDER BY id")
    async with house.connection() as connection:
        await connection.execute("UPDATE consequence_cursors SET sequence = 0")
    async with told(house):
        await until(lambda: caught_up(house))
    async with house.connection(Service.GRANTS) as connection:
        assert await connection.fetch("SELECT * FROM findings ORDER BY id") == before


async def test_the_cursor_stays_until_it_was_told(house: House) -> None:
    one, other = await assisted(house)
    await merge(house, one, other)
    async with following.following(house.urls["gateway"], house.app.state.upstreams):

        async def received() -> bool:
            async with house.connection() as connection:
                query = "SELECT count(*) FROM inbox WHERE type = 'nexus.person.merged.v1'"
                return bool(await connection.fetchval(query))

        await until(received)
    async with house.connection() as connection:
        with house.without(Service.GRANTS), pytest.raises(Exception, match="service-unavailable"):
            await given_twice.tell(connection, house.app.state.upstreams, Consequence.MERGES)
        assert await connection.fetchval(CURSOR, Consequence.MERGES) == 0
        assert await given_twice.tell(connection, house.app.state.upstreams, Consequence.MERGES) is False
        assert await connection.fetchval(CURSOR, Consequence.MERGES) > 0
    assert await waiting(house) == 1
