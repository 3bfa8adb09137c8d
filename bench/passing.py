"""What passes through the door in four processes: against the service alone, and as it streams."""

import asyncio
import json
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import perf_counter
from typing import Any

import aiohttp
import psutil

from bench import cpu
from bench.apart import GATEWAY, Apart, apart
from bench.asking import asking
from bench.pairs import Way, compared
from bench.report import Claim
from bench.running import Urls
from demo.sealing import PILOT
from shared import mandate as mandates
from shared.callers import Role, Service

TIMES, CONNECTIONS = 1500, 8
TARGET = 2.2
TARGET_LATER_MS = 3.0
ROUNDS, EACH = 30, 20
STREAMED = 100 * 1024 * 1024
TARGET_GROWTH_MIB = 16.0

Headers = Callable[[], dict[str, str]]


def claims(urls: Urls, postmaster: int) -> Iterator[Claim]:
    """CPU of Python and PostgreSQL for one read, and how much later it is there; memory while a large answer passes."""
    with apart(urls) as running:
        path = f"/projects/{PILOT}"
        direct, passed = f"{running.addresses[Service.GRANTS]}{path}", f"{running.addresses[GATEWAY]}/v1{path}"
        with_mandate: Headers = partial(_mandate, running)
        with_token: Headers = partial(_token, running)
        _require_same(_answer(direct, with_mandate()), _answer(passed, with_token()))
        postgres, service = cpu.of_postgres(postmaster), cpu.of(running.pids[Service.GRANTS])
        yield compared(
            "pass-through read, four processes",
            floor=Way(asking(direct, CONNECTIONS, with_mandate), cpu.of_all(service, postgres), TIMES),
            claimed=Way(
                asking(passed, CONNECTIONS, with_token),
                cpu.of_all(service, postgres, cpu.of(running.pids[GATEWAY])),
                TIMES,
            ),
            target=TARGET,
        )
        yield _later(direct, with_mandate, passed, with_token)
    yield _streamed(urls)


def _mandate(running: Apart) -> dict[str, str]:
    return {mandates.HEADER: running.mandate(Role.MONITORING, Service.GRANTS)}


def _token(running: Apart) -> dict[str, str]:
    return {"authorization": f"Bearer {running.token(Role.MONITORING)}"}


def _later(direct: str, with_mandate: Headers, passed: str, with_token: Headers) -> Claim:
    """The median over rounds of how much longer the median answer takes that passes, one at a time."""
    above, medians = [], []
    for _ in range(ROUNDS):
        alone, through = _median(direct, with_mandate()), _median(passed, with_token())
        above.append(through - alone)
        medians.append((through, alone))
    through, alone = (statistics.median(side) for side in zip(*medians, strict=True))
    return Claim(
        "pass-through read, later at p50",
        statistics.median(above),
        TARGET_LATER_MS,
        f"ms on the wall ({through:.2f} - {alone:.2f})",
    )


def _median(url: str, headers: dict[str, str]) -> float:
    return statistics.median(asyncio.run(_timed(url, headers)))


async def _timed(url: str, headers: dict[str, str]) -> list[float]:
    times = []
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        for _ in range(EACH):
            begun = perf_counter()
            async with session.get(url) as answer:
                await answer.read()
            times.append((perf_counter() - begun) * 1000)
    return times


def _streamed(urls: Urls) -> Claim:
    """How much the gateway grows while 100 MB pass through it to a reader that is slower than the service."""
    with _large() as address, apart(urls, grants=address) as running:
        process = psutil.Process(running.pids[GATEWAY])
        url = f"{running.addresses[GATEWAY]}/v1/projects/LARGE"
        _answer_bytes(url, _token(running), 1024 * 1024)  # what a first answer takes is no growth
        before, most = process.memory_info().rss, 0
        request = urllib.request.Request(url, headers=_token(running))
        with urllib.request.urlopen(request, timeout=60) as response:
            taken = 0
            while chunk := response.read(256 * 1024):
                taken += len(chunk)
                most = max(most, process.memory_info().rss)
        if taken != STREAMED:
            raise AssertionError(f"{taken} bytes came and not {STREAMED}")
    return Claim("100 MB through the gateway, growth", (most - before) / 2**20, TARGET_GROWTH_MIB, "MiB resident")


@contextmanager
def _large() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.floors.large", str(STREAMED)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _answer(url: str, headers: dict[str, str]) -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as response:
        return json.load(response)


def _answer_bytes(url: str, headers: dict[str, str], most: int) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as response:
        response.read(most)


def _require_same(floor: object, claimed: object) -> None:
    if floor != claimed:
        raise AssertionError(f"the service alone answers something else: {floor} and not {claimed}")
