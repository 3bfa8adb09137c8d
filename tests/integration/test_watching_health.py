"""Health, asked of applications whose database and services really are away, hang, or are not as they have to be."""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import pytest
from callers import KEY
from premises import House, house

from embedded import postgres
from services.grants import app as grants_app
from shared.callers import Service
from shared.migrations import upgrade
from shared.watching import health

ALL = ("database", *Service)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was seen a moment ago is looked at again, and a busy machine has its time."""
    monkeypatch.setattr(health, "KEPT", -1.0)
    monkeypatch.setattr(health, "PATIENCE", 90.0)
    monkeypatch.setattr(health, "DATABASE_PATIENCE", 60.0)


@pytest.fixture
async def opened(clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[House]:
    async with house(clone) as open_house:
        yield open_house


async def told(client: httpx.AsyncClient) -> tuple[int, str, dict[str, str]]:
    answer = await client.get("/health/ready")
    body: dict[str, Any] = answer.json()
    assert set(body) == {"status", "dependencies"}
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, body["status"], body["dependencies"]


async def test_everything_is_well(opened: House) -> None:
    assert await told(opened.client) == (200, "ready", dict.fromkeys(ALL, "ok"))


async def test_a_gateway_whose_services_are_away_is_degraded_and_not_dead(opened: House) -> None:
    with opened.without(Service.FORUMS, Service.GRANTS):
        states = dict.fromkeys(ALL, "ok") | {"forums": "unreachable", "grants": "unreachable"}
        assert await told(opened.client) == (200, "degraded", states)
    assert (await told(opened.client))[:2] == (200, "ready")


async def test_a_service_that_hangs_makes_nobody_else_hang(opened: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await told(opened.client))[:2] == (200, "ready")
    opened.lines[Service.FORUMS].hangs = True
    monkeypatch.setattr(health, "PATIENCE", 5.0)
    assert await told(opened.client) == (200, "degraded", dict.fromkeys(ALL, "ok") | {"forums": "unreachable"})


async def test_a_database_older_than_the_code_waits_for_a_migration_and_a_newer_one_does_not(opened: House) -> None:
    async with opened.connection() as connection:
        code = await connection.fetchval("SELECT version_num FROM alembic_version")
        for revision, seen in (("0001", "migration_pending"), ("of later code", "ok"), (code, "ok")):
            await connection.execute("UPDATE alembic_version SET version_num = $1", revision)
            status, word, states = await told(opened.client)
            assert states["database"] == seen, revision
            assert (status, word) == ((503, "unready") if seen != "ok" else (200, "ready"))
        await connection.execute("DELETE FROM alembic_version")
        assert (await told(opened.client))[2]["database"] == "migration_pending"
        await connection.execute("ALTER TABLE alembic_version RENAME TO elsewhere")
        assert (await told(opened.client))[2]["database"] == "migration_pending"


async def test_a_service_that_cannot_work_is_told_from_one_that_is_away(opened: House) -> None:
    async with opened.connection("forums") as connection:
        await connection.execute("DELETE FROM alembic_version")
    states = dict.fromkeys(ALL, "ok") | {"forums": "unready"}
    assert await told(opened.client) == (200, "degraded", states)


# --- a server of its own, to be stopped, frozen and spoilt -----------------------------------------------------------


@asynccontextmanager
async def alone(folder: Path) -> AsyncIterator[tuple[postgres.Server, httpx.AsyncClient]]:
    with postgres.start(folder / "postgres") as server:
        server.create_databases(["grants"])
        url = server.url("grants")
        await upgrade(url, Path(grants_app.__file__).parent)
        app = grants_app.create_app(grants_app.Settings(database_url=url, mandate_key=KEY))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://grants") as client,
        ):
            assert await told(client) == (200, "ready", {"database": "ok"})
            yield server, client


@contextmanager
def frozen(server: postgres.Server) -> Iterator[None]:
    """A server whose processes all stand still; its sockets take connections and nobody answers."""
    postmaster = psutil.Process(server.process.pid)
    pids = [process.pid for process in (postmaster, *postmaster.children(recursive=True))]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def test_a_database_that_hangs_or_stops_or_would_lose_writes_is_told_and_the_process_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "DATABASE_PATIENCE", 5.0)  # which a connection keeps that was opened with it
    async with alone(tmp_path) as (server, client):
        with frozen(server), monkeypatch.context() as impatient:
            impatient.setattr(health, "DATABASE_PATIENCE", 0.5)
            for _ in range(3):
                assert await told(client) == (503, "unready", {"database": "unreachable"})
            assert (await client.get("/health/live")).json() == {"status": "live"}
        assert await told(client) == (200, "ready", {"database": "ok"})
        for setting, seen in (("off", "not_durable"), ("on", "ok")):
            connection = await asyncpg.connect(server.url("grants"))
            await connection.execute(f"ALTER SYSTEM SET synchronous_commit = {setting}")
            await connection.execute("SELECT pg_reload_conf()")
            await connection.close()
            while (answer := await told(client))[2] != {"database": seen}:
                pass
            assert answer[0] == (200 if seen == "ok" else 503)
        server.process.kill()
        server.process.wait()
        while (answer := await told(client))[2] == {"database": "ok"}:
            pass
        assert answer == (503, "unready", {"database": "unreachable"})
        assert (await client.get("/health/live")).status_code == 200
