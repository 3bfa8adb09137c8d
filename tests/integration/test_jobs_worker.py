"""Workers at a real queue: what is asked for is done once, whatever happens to workers and to PostgreSQL."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from callers import KEY, Running, running
from stepping import STEPS, Count, Office, opened, stepping

from embedded import postgres
from services.forums import app as forums_app
from shared.callers import Service
from shared.days import BAGHDAD
from shared.errors import Conflict
from shared.forgetting import FORGET_KEYS
from shared.jobs import queue, rules
from shared.jobs.queue import SETTINGS
from shared.jobs.running import Job
from shared.jobs.worker import working
from shared.migrations import upgrade
from shared.write import writing

ALL = list(range(1, STEPS + 1))


@pytest.fixture
async def office(forums: Running) -> Office:
    return await opened(forums)


async def test_a_job_is_asked_for_together_with_the_write_or_not_at_all(office: Office) -> None:
    with suppress(Conflict):
        async with writing(office.database, "staff:somebody", "a-test") as write:
            await rules.ask(write, stepping(), Count())
            assert (await (await write.reader()).fetchval("SELECT count(*) FROM nexus_queue.pgqueuer")) == 1
            raise Conflict("changed-its-mind", "Whoever asked wants it no more.")
    assert (await office.queued(), await office.fetch("SELECT * FROM jobs")) == (0, [])
    id = await office.ask(stepping())
    assert await office.queued() == 1
    async with office.worker(stepping()):
        done = await office.until(id, "done", "failed")
    assert (done["state"], done["done"], await office.steps(id)) == ("done", STEPS, ALL)
    assert done["recorded_at"] < done["started_at"] < done["finished_at"]
    assert await office.queued() == 0


async def test_two_workers_share_the_jobs_and_do_each_chunk_once(office: Office) -> None:
    at_work: Counter[str] = Counter()

    async def note(at: str, job: Job) -> None:
        if at == "before":
            assert (await office.fetch("SELECT count(*) FROM jobs WHERE state = 'running'"))[0][0] == 1
            at_work[job.id] += 1

    ids = [await office.ask(stepping()) for _ in range(8)]
    async with office.worker(stepping(note)), office.worker(stepping(note)):
        for id in ids:
            await office.until(id, "done", "failed")
    assert [await office.steps(id) for id in ids] == [ALL] * 8
    assert at_work == dict.fromkeys(ids, STEPS)


async def test_a_job_of_a_worker_that_has_died_is_taken_up_by_the_next(office: Office) -> None:
    """As the queue knows it when a worker is killed: the job is picked, and nobody tends it."""
    id = await office.ask(stepping())
    await office.execute("UPDATE nexus_queue.pgqueuer SET status = 'picked', queue_manager_id = gen_random_uuid()")
    await office.execute("UPDATE jobs SET state = 'running', taken = 1, tries = 1, started_at = now()")
    async with office.worker(stepping(), heartbeat=1):
        job = await office.until(id, "done", "failed")
    assert (job["taken"], await office.steps(id)) == (2, ALL)


async def test_a_job_goes_from_a_worker_that_is_told_to_stop_to_the_next_at_once(office: Office) -> None:
    begun = asyncio.Event()

    async def begin(at: str, job: Job) -> None:
        if at == "effect":
            begun.set()
            await asyncio.sleep(0.2)

    id = await office.ask(stepping(begin))
    async with office.worker(stepping(begin), heartbeat=60):
        await begun.wait()
    steps = await office.steps(id)
    assert 0 < len(steps) < STEPS
    assert (await office.job(id))["state"] == "running"
    async with office.worker(stepping(), heartbeat=60):
        await office.until(id, "done", "failed")
    assert await office.steps(id) == ALL


async def test_a_job_of_a_kind_unknown_to_an_older_worker_waits_for_one_that_knows_it(office: Office) -> None:
    older = stepping()
    newer = replace(older, name="step-with-care")
    unknown, known = await office.ask(newer), await office.ask(older)
    async with office.worker(older):
        await office.until(known, "done")
        assert (await office.job(unknown))["state"] == "waiting"
        async with office.worker(older, newer):
            await office.until(unknown, "done")
    assert await office.steps(unknown) == ALL


async def test_a_cancelled_job_leaves_the_queue_and_is_not_done(office: Office) -> None:
    id = await office.ask(stepping())
    await office.cancel(id)
    other = await office.ask(stepping())
    async with office.worker(stepping()):
        await office.until(other, "done")
    assert (await office.steps(id), await office.queued()) == ([], 0)


async def test_a_job_survives_postgresql_crashing_under_it(tmp_path: Path) -> None:
    home = tmp_path / "postgres"
    servers = [postgres.start(home)]
    try:
        servers[0].create_databases(["forums"])
        url = servers[0].url("forums")
        await upgrade(url, Path(forums_app.__file__).parent)
        crashed: list[int] = []

        async def crash(at: str, job: Job) -> None:
            if at == "effect" and job.done == 2 and not crashed:
                crashed.append(job.done)
                servers[-1].process.kill()
                assert await asyncio.to_thread(servers[-1].wait, 30)
                servers[-1].stop()
                await asyncio.sleep(1.5)  # the worker finds nobody there
                servers.append(await asyncio.to_thread(postgres.start, home))
                assert servers[-1].url("forums") == url

        app = forums_app.create_app(forums_app.Settings(database_url=url, mandate_key=KEY))
        async with running(Service.FORUMS, app, url) as service:
            office = await opened(service)
            id = await office.ask(stepping(crash))
            async with office.worker(stepping(crash)):
                job = await office.until(id, "done", "failed")
            assert (crashed, job["state"], await office.steps(id)) == ([2], "done", ALL)
    finally:
        servers[-1].stop()


async def test_a_job_that_the_queue_has_lost_is_queued_again(office: Office) -> None:
    id = await office.ask(stepping())
    await office.execute("DELETE FROM nexus_queue.pgqueuer")
    async with office.worker(stepping()):
        await office.until(id, "done", "failed")
    assert await office.steps(id) == ALL


async def test_what_starts_by_itself_is_scheduled_once_for_all_workers_and_in_iraqs_time(office: Office) -> None:
    kinds = (stepping(nightly="30 2 * * *"), FORGET_KEYS)
    async with office.worker(*kinds), office.worker(*kinds):
        async with asyncio.timeout(10):
            while len(await office.schedules()) < 3:  # noqa: ASYNC110 - they are written by workers
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        schedules = await office.schedules()
    assert sorted(row["entrypoint"] for row in schedules) == ["forget-idempotency-keys", "lost-jobs", "step"]
    due = {row["entrypoint"]: row["next_run"].astimezone(BAGHDAD).time().isoformat() for row in schedules}
    assert (due["step"], due["forget-idempotency-keys"]) == ("02:30:00", "03:00:00")


async def test_what_is_due_starts_once_whichever_worker_sees_it_and_not_beside_itself(office: Office) -> None:
    kind = stepping(nightly="30 2 * * *")
    async with office.worker(kind):
        async with asyncio.timeout(10):
            while len(await office.schedules()) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    waiting = await office.ask(kind)
    await office.execute("UPDATE nexus_queue.pgqueuer_schedules SET next_run = now() - interval '1 hour'")
    for expected in (1, 2):
        async with office.worker(kind), office.worker(kind):
            await office.until(waiting, "done")
            async with asyncio.timeout(10):
                while not all(row["last_run"] for row in await office.schedules()):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        found = await office.fetch("SELECT recorded_by FROM jobs ORDER BY recorded_at")
        assert len(found) == expected
        await office.execute(
            "UPDATE nexus_queue.pgqueuer_schedules SET next_run = now() - interval '1 hour', last_run = NULL"
        )
    assert [row["recorded_by"] for row in found] == ["staff:somebody", "schedule"]


async def test_nothing_of_the_environment_reaches_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHANNEL", "FUNCTION", "TRIGGER", "QUEUE_TABLE", "DURABILITY", "PREFIX"):
        monkeypatch.setenv(name, "elsewhere")
        monkeypatch.setenv(f"PGQUEUER_{name}", "elsewhere")
    monkeypatch.setenv("PGQUEUER_SCHEMA", "elsewhere")
    assert queue._Settings(db_schema=queue.SCHEMA) == SETTINGS
    assert "elsewhere" not in str(SETTINGS)


async def test_an_application_works_while_it_is_open_and_stops_with_it(office: Office) -> None:
    id = await office.ask(FORGET_KEYS)
    async with working(office.database, office.service.app.state.kinds):
        await office.until(id, "done", "failed")
    assert (await office.job(id))["state"] == "done"
    left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%nexus_queue%'"
    assert (await office.fetch(left + " AND pid <> pg_backend_pid()"))[0][0] == 0
