"""A person's profile: what putting it together costs above the reads that it is made of."""

import asyncio
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Any

import aiohttp
import asyncpg

from bench import cpu, running
from bench.apart import GATEWAY, Apart, apart
from bench.asking import answer, asking, bearing
from bench.pairs import Way, compared
from bench.report import Claim
from bench.running import Nexus, Urls
from shared import mandate as mandates
from shared.callers import Role, Service

CONNECTIONS, TIMES = 8, 600
TARGET = 2.0
TARGET_LATER_MS = 3.0
TARGET_GATEWAY_MS = 2.5
ROUNDS, EACH = 30, 20


def claims() -> Iterator[Claim]:
    with running.folder() as var, running.databases(var) as (_, urls):
        with running.nexus(var, urls) as nexus:
            somebody = asyncio.run(_somebody(urls))
            yield from _in_one_process(nexus, urls, somebody)
        with apart(urls) as platform:
            yield from _in_four_processes(platform, somebody)


@dataclass(frozen=True)
class _Somebody:
    """Whose profile it is, as of which moment, and what it tells."""

    person_id: int
    number: str
    as_of: str

    @property
    def path(self) -> str:
        return f"/v1/people/{self.number}/profile?as_of={self.as_of}"


async def _somebody(urls: Urls) -> _Somebody:
    """Somebody in the demo who was given assistance."""
    grants, registry = await asyncpg.connect(urls["grants"]), await asyncpg.connect(urls["beneficiary"])
    try:
        person_id = await grants.fetchval(
            "SELECT person_id FROM assistances WHERE voided_at IS NULL ORDER BY id LIMIT 1"
        )
        number = await registry.fetchval("SELECT registration_number FROM people WHERE id = $1", person_id)
        now: datetime = await registry.fetchval("SELECT clock_timestamp() - interval '1 second'")
        return _Somebody(person_id, number, now.isoformat().replace("+00:00", "Z"))
    finally:
        await grants.close()
        await registry.close()


def _in_one_process(nexus: Nexus, urls: Urls, somebody: _Somebody) -> Iterator[Claim]:
    """CPU of Python for one profile, as of a moment: Nexus, and three reads one after another."""
    with _floor(urls) as (pid, address):
        reads = [f"{address}/people/{somebody.number}"]
        reads += [f"{address}/{noun}/{somebody.person_id}" for noun in ("assistances", "awards")]
        url = nexus.address + somebody.path
        told = answer(url, nexus.token(Role.MONITORING))
        _require_same([answer(each) for each in reads], told)

        def three(times: int) -> None:
            for each in reads:
                asking(each, CONNECTIONS)(times)

        yield compared(
            "profile, three bare reads",
            floor=Way(three, cpu.of(pid), TIMES),
            claimed=Way(
                asking(url, CONNECTIONS, bearing(partial(nexus.token, Role.MONITORING))), cpu.of(nexus.pid), TIMES
            ),
            target=TARGET,
        )


def _in_four_processes(platform: Apart, somebody: _Somebody) -> Iterator[Claim]:
    """How much later a profile is there than its anchor and the slowest service after it, and the gateway's CPU."""
    url = platform.addresses[GATEWAY] + somebody.path
    record = f"{platform.addresses[Service.BENEFICIARY]}/people/{somebody.number}/record?as_of={somebody.as_of}"
    given = f"{platform.addresses[Service.GRANTS]}/given"
    above, medians = [], []
    for _ in range(ROUNDS):
        anchor = asyncio.run(_median(record, _mandate(platform, Service.BENEFICIARY, somebody)))
        slowest = asyncio.run(
            _median(given, _mandate(platform, Service.GRANTS, somebody), {"people": [somebody.person_id]})
        )
        composed = asyncio.run(_median(url, _token(platform)))
        above.append(composed - anchor - slowest)
        medians.append((composed, anchor, slowest))
    composed, anchor, slowest = (statistics.median(side) for side in zip(*medians, strict=True))
    unit = f"ms on the wall ({composed:.2f} - {anchor:.2f} - {slowest:.2f})"
    yield Claim("profile, later at p50", statistics.median(above), TARGET_LATER_MS, unit)
    ask, clock = asking(url, CONNECTIONS, partial(_token, platform)), cpu.of(platform.pids[GATEWAY])
    costs = []
    ask(TIMES)
    for _ in range(9):
        before = clock()
        ask(TIMES)
        costs.append((clock() - before) / TIMES * 1000)
    yield Claim("profile, the gateway alone", statistics.median(costs), TARGET_GATEWAY_MS, "ms of CPU")


async def _median(url: str, headers: dict[str, str], body: Any = None) -> float:
    times = []
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        for _ in range(EACH):
            begun = perf_counter()
            async with session.request("GET" if body is None else "POST", url, json=body) as told:
                await told.read()
            times.append((perf_counter() - begun) * 1000)
    return statistics.median(times)


def _token(platform: Apart) -> dict[str, str]:
    return {"authorization": f"Bearer {platform.token(Role.MONITORING)}"}


def _mandate(platform: Apart, service: Service, somebody: _Somebody) -> dict[str, str]:
    as_of = datetime.fromisoformat(somebody.as_of)
    return {mandates.HEADER: platform.mandate(Role.MONITORING, service, as_of)}


@contextmanager
def _floor(urls: Urls) -> Iterator[tuple[int, str]]:
    named = {f"{name.upper()}_DATABASE_URL": urls[name] for name in ("beneficiary", "grants")}
    command = [sys.executable, "-m", "bench.floors.profile"]
    process = subprocess.Popen(command, env=os.environ | named, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.pid, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _require_same(floor: list[Any], told: Any) -> None:
    person, assistances, awards = floor
    ids = ([each["id"] for each in assistances], [each["id"] for each in awards])
    theirs = ([each["id"] for each in told["assistances"]], [each["id"] for each in told["awards"]])
    if person["registration_number"] != told["record"]["person"]["registration_number"] or ids != theirs:
        raise AssertionError(f"the floor tells something else: {floor} and not {told}")
