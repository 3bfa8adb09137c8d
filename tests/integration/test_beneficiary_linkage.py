"""Linking the register: asked for, followed, cancelled and taken up again; and what comes of it in the queue."""

import asyncio
import json
from typing import Any

import pytest
from callers import Running, refusal, require_made
from registry import NAJAF, PILOT, Registry
from stepping import Killed, Office, opened
from test_lists import walked

from demo import loading
from demo.sizes import Sizes
from demo.world import build
from services.beneficiary.linkage import apart, job
from services.beneficiary.linkage.engines import MEMORY, Engine
from shared.callers import Role
from shared.jobs.doing import AT_ONCE, do
from shared.jobs.kinds import Kind

LINK = job.link_register(Engine.DUCKDB, MEMORY)


def working() -> bool:
    return False


@pytest.fixture
async def office(beneficiary: Running) -> Office:
    return await opened(beneficiary)


async def pairs(office: Office) -> list[tuple[int, int]]:
    found = await office.fetch(
        "SELECT first_id, second_id FROM possible_duplicates WHERE likeness = 'name' ORDER BY id"
    )
    return [(row["first_id"], row["second_id"]) for row in found]


async def linked(office: Office, kind: Kind = LINK) -> dict[str, Any]:
    """The job that links the register, when it is done."""
    id = await office.ask(kind)
    assert await do(office.database, kind, id, working) is None
    return await office.job(id)


async def again(registry: Registry, **changes: Any) -> tuple[str, str]:
    """Somebody registered twice: natively, and in another place in Latin letters."""
    family = {"grandfather": "كاظم", "mother_given": "رغد", "mother_father": "شلال"}
    natively = {f"{part}_native": name for part, name in family.items()}
    latin = {"father_native": None, "father_latin": "Hussein", "grandfather_latin": "Kadhim"}
    mother = {"mother_given_latin": "Raghad", "mother_father_latin": "Shallal"}
    one = await registry.person(**natively, **changes)
    return one, await registry.person(**latin, **mother, **changes | {"place": NAJAF})


@pytest.fixture
async def village(office: Office) -> Office:
    """Some hundred people of the demo, a part of them registered twice."""
    world = build(5, Sizes.of(400))
    rows = {table: getattr(world, table) for table in loading.TABLES["beneficiary"]}
    async with office.service.connection() as connection:
        async for _ in loading.copied(connection, "beneficiary", rows, bytes(32)):
            pass
        await loading.end(connection, "beneficiary")
    return office


async def test_registrations_of_one_person_in_two_projects_come_to_the_queue_and_once_decided_never_again(
    village: Office, registry: Registry
) -> None:
    one, other = await again(registry, given_native="زينب")
    for person, project in ((one, PILOT), (other, "JPN-SDN-2020")):
        await registry.attendance(await registry.activity(project=project), person)
    merged, into = await again(registry, given_native="بتول")
    await registry.merge_people(merged, into)
    assert (await linked(village))["state"] == "done"
    listed = await walked(registry.caseworker, "/duplicates")
    [pair] = [pair for pair in listed if {pair["first"], pair["second"]} == {one, other}]
    assert (pair["first"], pair["second"], pair["likeness"], pair["status"]) == (one, other, "name", "open")
    assert 0.95 <= pair["score"] <= 1
    different = {"decision": "different", "ground": "asked"}
    require_made(await registry.caseworker.post(f"/duplicates/{pair['id']}/decide", different))
    assert (await linked(village))["state"] == "done"
    assert [pair["id"] for pair in await walked(registry.caseworker, "/duplicates")] == [pair["id"] for pair in listed]


async def test_nobody_is_found_among_nobody(office: Office) -> None:
    done = await linked(office)
    assert (done["state"], done["done"], done["total"]) == ("done", 0, 0)


async def test_a_job_whose_worker_dies_is_taken_up_where_the_queue_was_left(
    village: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "RAISED_AT_ONCE", 2)
    raising, chunks = job.raise_pairs, []

    async def die(*raised: Any) -> list[int]:
        chunks.append(raised[1])
        if len(chunks) == 3:
            raise Killed
        return await raising(*raised)

    id = await village.ask(LINK)
    monkeypatch.setattr(job, "raise_pairs", die)
    with pytest.raises(Killed):
        await do(village.database, LINK, id, working)
    left = await village.job(id)
    assert (left["state"], len(await pairs(village))) == ("running", 4)
    assert await do(village.database, LINK, id, working) is None
    done = await village.job(id)
    assert (done["state"], done["done"]) == ("done", done["total"])
    assert left["total"] == done["total"]
    moments = [json.loads(of["checkpoint"])["as_of"] for of in (left, done)]
    assert moments[0] == moments[1]
    assert chunks[2] == chunks[3]
    found = [(pair.one_id, pair.other_id) for raised in [*chunks[:2], *chunks[3:]] for pair in raised]
    assert found == sorted(set(found)) == await pairs(village)
    assert len(found) > 4


async def test_a_job_that_is_cancelled_while_all_are_compared_ends_at_once_and_raises_nobody(
    village: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "_LOOK", 0.05)
    id = await village.ask(LINK)
    begun: list[apart.Comparing] = []
    honest = apart.Comparing.found

    async def cancelled(self: apart.Comparing) -> list[apart.Found]:
        begun.append(self)
        await village.cancel(id)
        return await honest(self)

    monkeypatch.setattr(apart.Comparing, "found", cancelled)
    assert await do(village.database, LINK, id, working) is None
    assert (await village.job(id))["state"] == "cancelled"
    assert await pairs(village) == []
    [process] = begun
    assert process.process.returncode == -9


async def test_a_worker_that_is_told_to_stop_leaves_the_job_to_the_next(
    village: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "_LOOK", 0.05)
    id = await village.ask(LINK)
    read: list[int] = []

    async def hear(self: apart.Comparing) -> list[apart.Found]:
        read.append(1)
        await asyncio.sleep(30)
        return []

    with monkeypatch.context() as patched:
        patched.setattr(apart.Comparing, "found", hear)
        assert await do(village.database, LINK, id, lambda: bool(read)) == AT_ONCE
    assert (await village.job(id))["state"] == "running"


async def test_a_job_fails_when_the_process_that_compares_ends_before_it(
    village: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = apart.Comparing.give

    async def give(self: apart.Comparing, rows: Any) -> None:
        self.process.kill()
        await self.process.wait()
        await honest(self, rows)

    monkeypatch.setattr(apart.Comparing, "give", give)
    failed = await linked(village)
    assert (failed["state"], failed["reason"]) == ("failed", "unexpected")


async def test_an_administrator_may_have_the_register_linked_and_nobody_else(beneficiary: Running) -> None:
    asked = require_made(await beneficiary.caller(Role.ADMINISTRATOR).post("/jobs", {"kind": LINK.name}))
    assert (asked["kind"], asked["state"]) == (LINK.name, "waiting")
    answer = await beneficiary.caller(Role.CASEWORKER).post("/jobs", {"kind": LINK.name})
    assert refusal(answer)[:2] == (403, "not-your-role")
