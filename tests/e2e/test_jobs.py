"""Long work in processes of its own: asked for and followed through the door, done by workers that may be killed."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from asking import Caller, client
from commands import Background, nexus, unused_port, wait_until
from four import GATEWAY, Platform

from shared.callers import Role, Service

ASKED = {"kind": "forget-idempotency-keys"}
AT = "/v1/jobs/grants"
TOKEN = "figures-are-for-whoever-holds-this-token"
KEYS = 3_500
CHUNK = 1_000


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, migrated: dict[str, str]) -> Iterator[Platform]:
    """The grants service and the door in front of it; nobody does its long work yet."""
    platform = Platform(tmp_path_factory.mktemp("jobs"), migrated, NEXUS_METRICS_TOKEN=TOKEN)
    try:
        platform.begin(Service.GRANTS, GATEWAY)
        yield platform
    finally:
        for process in platform.processes.values():
            process.interrupt()


@pytest.fixture
def administrator(platform: Platform) -> Caller:
    return platform.door.staff(Role.ADMINISTRATOR)


class Workers:
    """Workers, each a process."""

    def __init__(self, folder: Path, platform: Platform) -> None:
        self._folder = folder
        self._platform = platform
        self.begun: list[tuple[Background, str]] = []

    def begin(self, of: str = Service.GRANTS) -> Background:
        """A worker, as soon as it can do its work."""
        port = str(unused_port())
        folder = self._folder / f"worker-{len(self.begun)}"
        worker = Background(folder, "work", of, "--port", port, **self._platform.environment(of))
        self.begun.append((worker, f"http://127.0.0.1:{port}/health/ready"))
        wait_until(lambda: self.ready(-1))
        return worker

    def ready(self, which: int) -> bool:
        worker, at = self.begun[which]
        assert worker.process.poll() is None, worker.said
        try:
            return client().get(at).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
def workers(tmp_path: Path, platform: Platform) -> Iterator[Workers]:
    workers = Workers(tmp_path, platform)
    yield workers
    for worker, _ in workers.begun:
        if worker.process.poll() is None:
            assert worker.interrupt(signal.SIGTERM) in {0, -signal.SIGTERM}
        assert "Traceback" not in worker.said


@pytest.fixture
async def database(migrated: dict[str, str]) -> Any:
    connection = await asyncpg.connect(migrated["grants"])
    yield connection
    await connection.close()


async def fill(database: Any) -> None:
    """Old keys, the oldest first by number."""
    await database.execute(
        "INSERT INTO idempotency_keys (caller, key, fingerprint, of_money, recorded_at)"
        " SELECT 'staff:somebody', lpad(n::text, 6, '0'), '', false,"
        " now() - interval '60 days' + n * interval '1 second' FROM generate_series(1, $1::int) AS n",
        KEYS,
    )


def shown(administrator: Caller, id: str) -> dict[str, Any]:
    answer = administrator.get(f"{AT}/{id}")
    assert answer.status_code == 200, answer.text
    job: dict[str, Any] = answer.json()
    return job


def asked(administrator: Caller) -> str:
    answer = administrator.post(AT, ASKED)
    assert (answer.status_code, answer.headers["location"]) == (202, f"{AT}/{answer.json()['id']}"), answer.text
    return str(answer.json()["id"])


async def test_a_job_of_a_worker_that_is_killed_in_a_chunk_is_finished_by_another(
    administrator: Caller, workers: Workers, database: Any
) -> None:
    await fill(database)
    id = asked(administrator)
    assert shown(administrator, id)["state"] == "waiting"
    async with database.transaction():
        # Held by somebody else, a key of the second chunk keeps the worker in the middle of that.
        await database.execute("SELECT FROM idempotency_keys WHERE key = $1 FOR UPDATE", f"{CHUNK + 500:06}")
        first = workers.begin()
        wait_until(lambda: shown(administrator, id)["done"] == CHUNK)
        progress = shown(administrator, id)
        assert (progress["state"], progress["total"]) == ("running", KEYS)
        first.kill()
    assert await database.fetchval("SELECT count(*) FROM idempotency_keys") == KEYS - CHUNK
    workers.begin()
    wait_until(lambda: shown(administrator, id)["state"] != "running", every=0.1)
    done = shown(administrator, id)
    assert (done["state"], done["done"], done["total"], done["reason"]) == ("done", KEYS, KEYS, None)
    assert await database.fetchval("SELECT count(*) FROM idempotency_keys") == 0
    assert await database.fetchval("SELECT taken FROM jobs WHERE id = $1", id) == 2


async def test_a_job_is_cancelled_through_the_door_while_it_runs(
    administrator: Caller, workers: Workers, database: Any
) -> None:
    await fill(database)
    id = asked(administrator)
    async with database.transaction():
        await database.execute("SELECT FROM idempotency_keys WHERE key = $1 FOR UPDATE", f"{CHUNK + 500:06}")
        workers.begin()
        wait_until(lambda: shown(administrator, id)["done"] == CHUNK)
        answer = administrator.post(f"{AT}/{id}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    other = asked(administrator)  # which the same worker does when it has left the first
    wait_until(lambda: shown(administrator, other)["state"] == "done", every=0.1)
    assert (shown(administrator, id)["done"], shown(administrator, other)["done"]) == (CHUNK, KEYS - CHUNK)


async def test_a_worker_says_how_it_is_and_what_it_does_and_keeps_to_itself(
    administrator: Caller, workers: Workers, platform: Platform, tmp_path: Path
) -> None:
    worker = workers.begin()
    _, at = workers.begun[-1]
    assert client().get(at).json() == {"status": "ready", "dependencies": {"database": "ok", "queue": "ok"}}
    assert client().get(at.replace("/health/ready", "/jobs")).status_code == 404
    id = asked(administrator)
    wait_until(lambda: f'"job": "{id}"' in worker.said)
    figures = at.replace("/health/ready", "/metrics")
    assert client().get(figures).status_code == 401
    told = client().get(figures, headers={"authorization": f"Bearer {TOKEN}"}).text
    assert 'nexus_jobs{application="grants",kind="forget-idempotency-keys",state="running"} 0.0' in told
    assert 'nexus_requests_total{application="grants-worker",caller_class="none"' in told
    [line] = [json.loads(line) for line in worker.said.splitlines() if f'"job": "{id}"' in line]
    assert (line["message"], line["kind"], line["state"]) == ("job", ASKED["kind"], "done")
    secret = platform.environment(Service.GRANTS)["GRANTS_MANDATE_KEY"]
    refused = nexus(tmp_path / "var", "work", "grants", GRANTS_DATABASE_URL="postgresql://nowhere/none")
    assert (refused.returncode, "GRANTS_MANDATE_KEY" in refused.stderr) == (1, True)
    assert secret not in worker.said + refused.stderr


async def test_a_worker_of_the_gateway_follows_the_services_and_does_the_gateways_own_jobs(
    administrator: Caller, workers: Workers
) -> None:
    def followed() -> bool:
        services = administrator.get("/v1/feed").json()["services"]
        return any(each["service"] == Service.GRANTS and each["current_at"] for each in services)

    assert not followed()
    workers.begin(GATEWAY)
    wait_until(followed, every=0.1)
    answer = administrator.post("/v1/jobs/gateway", ASKED)
    assert answer.status_code == 202
    wait_until(lambda: administrator.get(answer.headers["location"]).json()["state"] == "done", every=0.1)
