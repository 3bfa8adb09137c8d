"""Events while everything around them is killed: each is received once, in order, and none is lost.

Writers record in all three services at speed; services, gateway, workers and PostgreSQL are killed at random and begun
again; a consumer reads the inbox meanwhile. In the end the inbox is the outboxes. NEXUS_ATTACK=long kills a hundred
times.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from secrets import token_hex
from time import time
from typing import Any

import asyncpg
import httpx
import pytest
from commands import PATIENCE
from fire import BACKEND, HASTY, POSTGRES, TARGETS, WORKERS, Fire, under_fire

from shared.callers import CallerClass, DatasetName, Purpose, Role, Service
from shared.classification import HIGH, Scope
from shared.mandate import HEADER, Mandate, Subject, mint

KILLS = 100 if os.environ.get("NEXUS_ATTACK") == "long" else 10
AT_ONCE = 3
"""Writers of each service."""

Row = tuple[int, str, str, str]

_OUTBOX = """
SELECT seq, 'nexus.' || type || '.v1', split_part(type, '.', 1) || '/' || subject, data::text FROM outbox ORDER BY seq
"""
_INBOX = "SELECT sequence, type, subject, data::text FROM inbox WHERE service = $1 AND sequence > $2 ORDER BY sequence"

FORUM = {
    "name": "A forum",
    "level": "district",
    "place": "IQG15Q08",
    "project": "FIRE-1",
    "established_on": "2019-06-18",
    "set_up_by": "interior_ministry_with_programme",
}
OWNER = "4821-7730-5142"
RECORDED: Mapping[Service, tuple[str, Role, DatasetName, dict[str, Any]]] = {
    Service.BENEFICIARY: ("household", Role.CASEWORKER, DatasetName.HOUSEHOLDS, {"place": "IQG15Q08"}),
    Service.GRANTS: (
        "enterprise",
        Role.GRANTS_OFFICER,
        DatasetName.ENTERPRISES,
        {"name": "A bakery", "sector": "food", "place": "IQG15Q08", "owners": [{"person": OWNER, "sex": "female"}]},
    ),
    Service.FORUMS: ("forum", Role.FORUM_FOCAL_POINT, DatasetName.FORUMS, FORUM),
}
"""What is recorded in each service, and voided again: two events of one record."""


@dataclass
class Battle:
    """What was acknowledged to writers, and what a consumer read, while things were killed."""

    fire: Fire
    acknowledged: dict[Service, list[str]] = field(default_factory=lambda: defaultdict(list))
    consumed: dict[Service, list[Row]] = field(default_factory=lambda: defaultdict(list))
    over: bool = False

    async def write(self, service: Service) -> None:
        """Record and void until it is over; what fails is left as it is."""
        noun, role, dataset, draft = RECORDED[service]
        url = f"{self.fire.platform.url(service)}/{dataset}"
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while not self.over:
                try:
                    made = await client.post(url, json=draft, headers=self._mandate(service, role, dataset))
                    if made.status_code != 201:
                        raise httpx.TransportError(made.text)
                    id = made.json()["id"]
                    self.acknowledged[service].append(f"{noun}/{id}")
                    void = {"reason": "duplicate"}
                    await client.post(f"{url}/{id}/void", json=void, headers=self._mandate(service, role, dataset))
                except httpx.TransportError:
                    await asyncio.sleep(0.05)

    async def consume(self) -> None:
        """Read the inbox of each service from a cursor on, as somebody does who builds on it."""
        while not self.over:
            try:
                connection = await asyncpg.connect(self.fire.urls["gateway"], timeout=5)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.1)
                continue
            try:
                while not self.over:
                    for service in Service:
                        await self.read_on(connection, service)
                    await asyncio.sleep(0.02)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
                pass
            finally:
                connection.terminate()

    async def read_on(self, connection: "asyncpg.Connection[asyncpg.Record]", service: Service) -> None:
        known = self.consumed[service]
        known += [tuple(row) for row in await connection.fetch(_INBOX, service, known[-1][0] if known else 0)]

    def _mandate(self, service: Service, role: Role, dataset: DatasetName) -> dict[str, str]:
        mandate = Mandate(
            audience=service,
            caller="somebody",
            caller_class=CallerClass.STAFF,
            roles=(role,),
            purpose=Purpose.SERVICE_DELIVERY,
            areas=("IQ",),
            datasets={dataset: Scope(ceiling=HIGH)},
            subjects=(Subject(reference=OWNER, person_id=71, cluster=(71,)),),
            deadline=time() + 9,
            request_id=token_hex(16),
        )
        return {HEADER: mint(mandate, self.fire.platform.keys[service].encode())}

    async def settled(self) -> bool:
        """Whether the workers have come to the end of every outbox."""
        async with connected(self.fire, "gateway") as connection:
            reached = dict(await connection.fetch("SELECT service, sequence FROM feed_cursors"))
        newest = {service: [row[0] for row in await outbox(self.fire, service)][-1:] for service in Service}
        return all([reached[service]] == last for service, last in newest.items())


@asynccontextmanager
async def connected(fire: Fire, application: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(fire.urls[application])
    try:
        yield connection
    finally:
        await connection.close()


async def outbox(fire: Fire, service: Service) -> list[Row]:
    async with connected(fire, service) as connection:
        return [tuple(row) for row in await connection.fetch(_OUTBOX)]


async def fight(fire: Fire, struck: Sequence[str], *, followed: bool = False) -> Battle:
    """Kill these one after another while writers write and a consumer reads; then let the workers come to the end.

    Each of them at any time, or as soon as what happens is received again, if they are to be killed while `followed`.
    """
    battle, chance = Battle(fire), Random(7)
    writers = [asyncio.create_task(battle.write(service)) for service in Service for _ in range(AT_ONCE)]
    consumer = asyncio.create_task(battle.consume())
    for target in struck:
        if followed:
            await until_received(fire)
        await asyncio.sleep(chance.uniform(0.1, 0.6))
        await asyncio.to_thread(fire.strike, target)
    battle.over = True
    await asyncio.gather(*writers, consumer)
    given_up = time() + PATIENCE
    while not await battle.settled():
        assert time() < given_up, fire.last_words()
        fire.revive()
        await asyncio.sleep(0.1)
    async with connected(fire, "gateway") as connection:
        for service in Service:
            await battle.read_on(connection, service)
    return battle


async def until_received(fire: Fire) -> None:
    """Return when something has been received that nobody had received when this was called."""
    async with asyncio.timeout(90), connected(fire, "gateway") as connection:
        before = await connection.fetchval("SELECT clock_timestamp()")
        newer = "SELECT EXISTS (SELECT FROM inbox WHERE received_at > $1)"
        while not await connection.fetchval(newer, before):
            fire.revive()
            await asyncio.sleep(0.05)


async def faults(battle: Battle) -> dict[str, int]:
    """How often each promise was broken."""
    found: dict[str, int] = defaultdict(int)
    for service in Service:
        happened = await outbox(battle.fire, service)
        async with connected(battle.fire, "gateway") as connection:
            received = [tuple(row) for row in await connection.fetch(_INBOX, service, 0)]
        consumed = battle.consumed[service]
        found["lost"] += len(set(happened) - set(received))
        found["invented"] += len(set(received) - set(happened))
        found["skipped by a consumer"] += len(set(received) - set(consumed))
        found["twice"] += len(received) - len(set(received)) + len(consumed) - len(set(consumed))
        found["out of order"] += disordered(consumed)
        found["forgotten"] += len(set(battle.acknowledged[service]) - {row[2] for row in happened})
    return dict(found)


def disordered(rows: list[Row]) -> int:
    """Of how many records the events do not stand in the order in which they happened: recorded, then voided."""
    events: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        events[row[2]].append(row)
    return sum(
        [row[0] for row in of_one] != sorted(row[0] for row in of_one)
        or [row[1].endswith(".voided.v1") for row in of_one] not in ([False], [False, True])
        for of_one in events.values()
    )


NONE = dict.fromkeys(("lost", "invented", "skipped by a consumer", "twice", "out of order", "forgotten"), 0)


@pytest.fixture(scope="module")
def fire() -> Iterator[Fire]:
    with under_fire() as burning:
        yield burning


def targets() -> list[str]:
    """Everything once, PostgreSQL and its processes twice, and as many more as there are to be kills."""
    chance = Random(KILLS)
    struck = [*TARGETS, POSTGRES, BACKEND]
    struck += chance.choices(struck, k=KILLS - len(struck))
    chance.shuffle(struck)
    return struck


@pytest.mark.timeout(7200)
async def test_nothing_is_lost_twice_or_out_of_order_whatever_is_killed(
    fire: Fire, record_property: Callable[[str, Any], None]
) -> None:
    battle = await fight(fire, targets())
    assert await faults(battle) == NONE
    received = {service: len(rows) for service, rows in battle.consumed.items()}
    assert all(received.values())
    record_property("events received, none lost, twice or out of order", f"{sum(received.values())} over {KILLS} kills")


@pytest.mark.timeout(600)
async def test_a_worker_that_moves_the_cursor_before_it_keeps_the_events_is_seen_to_lose_some(fire: Fire) -> None:
    fire.plant(HASTY)
    found = await faults(await fight(fire, [*WORKERS, *WORKERS], followed=True))
    assert found["lost"] > 0
    assert found["twice"] == found["invented"] == found["forgotten"] == 0


def test_events_of_a_record_that_change_places_are_noticed() -> None:
    formed, voided = (
        (1, "nexus.household.formed.v1", "household/1", "{}"),
        (2, "nexus.household.voided.v1", "household/1", "{}"),
    )
    assert disordered([formed, voided]) == 0
    assert disordered([voided, formed]) == 1
    assert disordered([voided]) == 1
