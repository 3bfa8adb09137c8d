"""The feed: what happened in the services is received as it happened, whoever fails meanwhile, by one follower each."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import TELAFAR, House, record_pilot

from gateway.feed import following, receiving
from shared.callers import Role, Service
from shared.mandate import HEADER, verify

Row = tuple[int, str, str, str]

_OUTBOX = """
SELECT seq, 'nexus.' || type || '.v1', split_part(type, '.', 1) || '/' || subject, data::text
FROM outbox WHERE seq > $1 ORDER BY seq
"""
_INBOX = "SELECT sequence, type, subject, data::text FROM inbox WHERE service = $1 ORDER BY sequence"


@dataclass(frozen=True)
class Feed:
    """A house in which something happens, and what is received of it; `starts` is where the services stood before."""

    house: House
    starts: Mapping[Service, int]

    async def outbox(self, service: Service) -> list[Row]:
        async with self.house.connection(service) as connection:
            return [tuple(row) for row in await connection.fetch(_OUTBOX, self.starts[service])]

    async def inbox(self, service: Service) -> list[Row]:
        async with self.house.connection() as connection:
            return [tuple(row) for row in await connection.fetch(_INBOX, service)]

    async def household(self) -> None:
        await self.house.made(self.house.staff(Role.CASEWORKER), "/v1/households", place=TELAFAR)

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        async with following.following(self.house.urls["gateway"], self.house.app.state.upstreams):
            yield

    async def caught_up(self, *services: Service) -> None:
        async def all_there() -> bool:
            return all([await self.inbox(one) == await self.outbox(one) for one in services or Service])

        await until(all_there)

    async def followers(self) -> list[int]:
        """The backends that hold the right to follow the beneficiary service."""
        async with self.house.connection() as connection:
            held = (
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = 0 AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            return [row["pid"] for row in await connection.fetch(held, following._LOCK)]

    async def followed_by_another(self, before: list[int]) -> None:
        async def changed() -> bool:
            now = await self.followers()
            return len(now) == 1 and now != before

        await until(changed)


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await happened():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
async def house(module_clone: Any) -> AsyncIterator[House]:
    async with premises.house(module_clone) as opened:
        yield opened


@pytest.fixture
async def feed(house: House, monkeypatch: pytest.MonkeyPatch) -> Feed:
    """The house with nothing received, and nothing to be received either."""
    monkeypatch.setattr(following, "LONGEST_PAUSE", 0.3)
    monkeypatch.setattr(following, "TURN", 0.05)
    starts = {}
    for service in Service:
        async with house.connection(service) as connection:
            starts[service] = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM outbox")
    async with house.connection() as connection:
        await connection.execute("DELETE FROM inbox")
        for service, start in starts.items():
            start_at = "UPDATE feed_cursors SET sequence = $2, current_at = NULL WHERE service = $1"
            await connection.execute(start_at, service, start)
    for line in house.lines.values():
        line.calls.clear()
    return Feed(house, starts)


# --- receiving --------------------------------------------------------------------------------------------------------


async def test_everything_that_happens_in_the_services_is_received(feed: Feed) -> None:
    async with feed.followed():
        await record_pilot(feed.house)
        await feed.caught_up()
    assert [len(await feed.inbox(service)) for service in Service] == [13, 5, 1]
    kinds = {row[2].partition("/")[0] for service in Service for row in await feed.inbox(service)}
    assert {"person", "attendance", "project", "payment", "forum"} <= kinds


async def test_what_happened_before_anybody_followed_is_received_too_and_nothing_twice(feed: Feed) -> None:
    for _ in range(3):
        await feed.household()
        async with feed.followed():
            await feed.caught_up()
    assert len(await feed.inbox(Service.BENEFICIARY)) == 3


async def test_more_events_than_fit_one_answer_are_received(feed: Feed) -> None:
    async with feed.house.connection(Service.BENEFICIARY) as connection:
        await connection.execute(
            "INSERT INTO outbox (type, subject, data, request_id)"
            " SELECT 'household.formed', number::text, '{}', '' FROM generate_series(1, 1203) AS number"
        )
    async with feed.followed():
        await feed.caught_up(Service.BENEFICIARY)
    assert len(await feed.inbox(Service.BENEFICIARY)) == 1203


async def test_a_service_that_is_away_is_followed_when_it_is_back_and_keeps_nobody_from_the_others(
    feed: Feed,
) -> None:
    await feed.household()
    officer = feed.house.staff(Role.GRANTS_OFFICER)
    person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
    owner = await feed.house.made(feed.house.staff(Role.CASEWORKER), "/v1/people", **person)
    await feed.house.made(officer, "/v1/enterprises", **premises.bakery(owner["registration_number"]))
    with feed.house.without(Service.BENEFICIARY):
        async with feed.followed():
            await feed.caught_up(Service.GRANTS)
            assert await feed.inbox(Service.BENEFICIARY) == []
            feed.house.lines[Service.BENEFICIARY].cut = False
            await feed.caught_up()


async def test_the_gateway_asks_for_events_as_itself(feed: Feed) -> None:
    async with feed.followed():
        await feed.household()
        await feed.caught_up()
    for service, line in feed.house.lines.items():
        asked = [dict(call.headers)[HEADER.encode()].decode() for call in line.calls if call.path == "/events"]
        assert verify(asked[-1], premises.KEYS[service], service).for_gateway


# --- one transaction --------------------------------------------------------------------------------------------------


async def test_a_follower_that_dies_between_the_rows_and_the_cursor_leaves_neither(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = receiving._MOVE
    monkeypatch.setattr(receiving, "_MOVE", "SELECT pg_terminate_backend(pg_backend_pid()), $1, $2, $3, $4")
    await feed.household()
    async with feed.followed():
        await asyncio.sleep(0.5)
        assert await feed.inbox(Service.BENEFICIARY) == []
        monkeypatch.setattr(receiving, "_MOVE", move)
        await feed.caught_up()


@pytest.mark.parametrize("sequences", [(3, 2), (2, 2), (0,), (-1,)])
async def test_events_that_do_not_follow_the_cursor_are_not_kept(feed: Feed, sequences: tuple[int, ...]) -> None:
    async with feed.house.connection() as connection:
        await connection.execute("UPDATE feed_cursors SET sequence = 1")
        events = [event(sequence) for sequence in sequences]
        with pytest.raises(receiving.Disordered):
            await receiving.receive(connection, Service.GRANTS, 1, events, current=True)
    assert await feed.inbox(Service.GRANTS) == []


async def test_events_of_another_service_are_not_kept(feed: Feed) -> None:
    async with feed.house.connection() as connection:
        await connection.execute("UPDATE feed_cursors SET sequence = 0")
        with pytest.raises(receiving.Disordered):
            await receiving.receive(connection, Service.FORUMS, 0, [event(1)], current=True)


async def test_a_follower_that_was_overtaken_keeps_nothing(feed: Feed) -> None:
    async with feed.house.connection() as connection:
        await connection.execute("UPDATE feed_cursors SET sequence = 0")
        await receiving.receive(connection, Service.GRANTS, 0, [event(1), event(2)], current=True)
        with pytest.raises(receiving.Disordered):
            await receiving.receive(connection, Service.GRANTS, 1, [event(3)], current=True)
        assert await receiving.receive(connection, Service.GRANTS, 2, [event(3)], current=True) == 3
    assert [row[0] for row in await feed.inbox(Service.GRANTS)] == [1, 2, 3]


def event(sequence: int) -> receiving.Event:
    return receiving.Event(
        source="/grants",
        type="nexus.award.approved.v1",
        subject="award/1",
        time="2026-01-01T00:00:00Z",
        data={"project": "JPN-SDN-2019"},
        sequence=f"{max(sequence, 0):019}",
    )


# --- one follower -----------------------------------------------------------------------------------------------------


async def test_of_several_workers_one_follows_a_service_and_another_when_it_is_gone(feed: Feed) -> None:
    async with feed.followed():
        await feed.caught_up()
        async with feed.followed(), feed.followed():
            (first,) = await feed.followers()
            await feed.household()
            await feed.caught_up()
            for _ in range(5):
                before = await feed.followers()
                assert len(before) == 1
                async with feed.house.connection() as connection:
                    await connection.execute("SELECT pg_terminate_backend($1)", before[0])
                await feed.household()
                await feed.caught_up()
                await feed.followed_by_another(before)
            assert await feed.followers() != [first]
    assert len(await feed.inbox(Service.BENEFICIARY)) == 6

    async def nobody() -> bool:
        return await feed.followers() == []

    await until(nobody)


# --- how far it has come ----------------------------------------------------------------------------------------------


async def test_an_administrator_sees_how_far_each_service_has_been_followed(feed: Feed) -> None:
    administrator = feed.house.staff(Role.ADMINISTRATOR)
    untold = {"last_event_at": None, "current_at": None, "behind_seconds": None}
    assert require_made(await administrator.get("/v1/feed")) == {
        "services": [{"service": service, "sequence": feed.starts[service], **untold} for service in sorted(Service)]
    }
    async with feed.followed():
        await feed.household()
        await feed.caught_up()
    told = {one["service"]: one for one in require_made(await administrator.get("/v1/feed"))["services"]}
    newest = (await feed.outbox(Service.BENEFICIARY))[-1][0]
    assert told["beneficiary"]["sequence"] == newest
    assert told["beneficiary"]["last_event_at"] < told["beneficiary"]["current_at"]
    assert 0 <= told["beneficiary"]["behind_seconds"] < 60
    async with feed.house.connection() as connection:
        await connection.execute("UPDATE feed_cursors SET current_at = current_at - interval '1 hour'")
    told = {one["service"]: one for one in require_made(await administrator.get("/v1/feed"))["services"]}
    assert 3600 <= told["beneficiary"]["behind_seconds"] < 3660


async def test_a_follower_that_does_not_keep_up_does_not_say_that_it_is_current(feed: Feed) -> None:
    async with feed.house.connection() as connection:
        await connection.execute("UPDATE feed_cursors SET sequence = 0")
        await receiving.receive(connection, Service.GRANTS, 0, [event(1)], current=False)
        assert await connection.fetchval("SELECT current_at FROM feed_cursors WHERE service = 'grants'") is None


async def test_nobody_but_administrators_sees_the_feed(feed: Feed) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert refusal(await feed.house.staff(role).get("/v1/feed"))[:2] == (403, "not-your-role")
    for code in premises.PARTNERS:
        assert refusal(await (await feed.house.partner(code)).get("/v1/feed"))[:2] == (404, "not-found")


async def test_the_events_of_the_services_are_reached_by_nobody_through_the_door(feed: Feed) -> None:
    callers = [feed.house.staff(*Role), *[await feed.house.partner(code) for code in premises.PARTNERS]]
    for caller in callers:
        for path in ("/v1/events", "/events", "/v1/events/", "/v1/households/../events"):
            assert (await caller.get(path)).status_code in {403, 404, 405}
    assert [call.path for line in feed.house.lines.values() for call in line.calls if call.path == "/events"] == []
