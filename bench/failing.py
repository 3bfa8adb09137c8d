"""What callers have while a service is overloaded, dead or slow: how much is still answered, how soon, whether what is
lacking is said, and how long it takes until all is well."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import psutil

from bench import running
from bench.apart import GATEWAY, Apart, apart
from bench.between import Fault, Proxies, Proxy, between
from bench.report import Claim
from demo.sealing import PILOT
from gateway.access import mandates
from shared.callers import Role, Service
from shared.deadlines import HOP

AT_PEAK = (16, 32, 64)
"""Askers among whom the peak is sought."""
OVERLOAD = 5
SECONDS = 8.0
LEAST_OF_PEAK = 0.8
TARGET_GROWTH_MIB = 16.0
TARGET_AMPLIFICATION = 1.1
TARGET_RECOVERY = 10.0
TIMES, AT_ONCE = 40, 4
CALLS = 2
"""What results ask the grants service: for a moment, and for what it knows."""
SLOW = 2.0
STATES = {"dead": (Fault.REFUSE, 0.0), f"{SLOW:g} s slow": (Fault.DELAY, SLOW / 2)}  # the delay is in both directions


def claims() -> Iterator[Claim]:
    with running.folder() as var, running.databases(var) as (_, urls), between() as proxies:
        with running.nexus(var, urls):
            """It loads the demo."""
        stand: dict[str, Proxy] = {}

        def through(name: str, address: str) -> str:
            place = urlsplit(address)
            stand[name] = proxies.http(str(place.hostname), place.port or 0)
            return f"http://127.0.0.1:{stand[name].port}"

        with apart(urls) as platform:
            yield from _overloaded(platform)
        with apart(urls, through) as platform:
            yield from _failing(platform, proxies, stand[Service.GRANTS])


# --- overload ---------------------------------------------------------------------------------------------------------


def _overloaded(platform: Apart) -> Iterator[Claim]:
    """What the door answers to five times as many as it answers most to; nobody waits less than it is told to."""
    gateway = psutil.Process(platform.pids[GATEWAY])
    peak = max(_rate(_crowd(platform, askers)) for askers in (*AT_PEAK, *AT_PEAK))
    many = OVERLOAD * max(AT_PEAK)
    first = _crowd(platform, many)
    held = gateway.memory_info().rss
    told = [first, *(_crowd(platform, many) for _ in range(2))]
    grown = (gateway.memory_info().rss - held) / 2**20
    rate = sorted(_rate(each) for each in told)[1]
    refused = sum(each["refused"] for each in told) / sum(each["refused"] + each["answered"] for each in told)
    if any(each["otherwise"] for each in told):
        raise AssertionError(f"some were neither answered nor told to come back: {told}")
    unit = f"times ({peak:.0f} / {rate:.0f} reads a second, {refused:.0%} refused)"
    yield Claim(f"peak, to {many} askers' throughput", peak / rate, 1 / LEAST_OF_PEAK, unit)
    yield Claim(f"memory of the gateway, {many} askers", grown, TARGET_GROWTH_MIB, "MiB more after three times as long")
    longest = max(each["longest"] for each in told)
    yield Claim(f"longest answer, {many} askers", longest, mandates.PATIENCE + HOP, "s on the wall")


def _crowd(platform: Apart, askers: int) -> dict[str, float]:
    url = f"{platform.addresses[GATEWAY]}/v1/projects/{PILOT}"
    command = [sys.executable, "-m", "bench.crowd", url, str(SECONDS), str(askers), _authorization(platform)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return told


def _rate(told: dict[str, float]) -> float:
    return told["answered"] / told["seconds"]


def _authorization(platform: Apart) -> str:
    return f"authorization: Bearer {platform.token(Role.MONITORING)}"


# --- dead and slow ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Answer:
    status: int
    seconds: float
    told: Any

    @property
    def honest(self) -> bool:
        """Whether it says what it lacks, and lacks nothing else."""
        if self.status != 200:
            return self.status == 503
        lacking = [name for name in ("project", "enterprises_supported", "money") if self.told[name] is None]
        missing = Service.GRANTS.value in self.told["missing"]
        return missing == (self.told["status"] == "partial") and (len(lacking) == 3 if missing else not lacking)

    @property
    def whole(self) -> bool:
        return self.status == 200 and self.told["status"] == "complete"


def _failing(platform: Apart, proxies: Proxies, grants: Proxy) -> Iterator[Claim]:
    """Results, asked for while what passes to the grants service and back is spoiled."""
    for _ in range(TIMES):
        if not _results(platform).whole:
            raise AssertionError("the results are not whole before anything is spoiled")
    for state, (fault, delay) in STATES.items():
        proxies.spoil(grants, fault, delay)
        before = grants.asked
        with ThreadPoolExecutor(AT_ONCE) as askers:
            answers = list(askers.map(lambda _: _results(platform), range(TIMES)))
        load = (grants.asked - before) / (CALLS * TIMES)
        proxies.heal()
        begun = monotonic()
        while not _results(platform).whole:
            sleep(0.05)
        recovery = monotonic() - begun
        name = f"results, grants {state}"
        longest = max(answer.seconds for answer in answers)
        yield Claim(f"{name}: longest answer", longest, mandates.PATIENCE + HOP, "s on the wall")
        dishonest = sum(not answer.honest for answer in answers)
        whole = sum(answer.whole for answer in answers)
        yield Claim(f"{name}: gaps not declared", dishonest, 0, f"answers of {TIMES} ({whole} whole)")
        yield Claim(f"{name}: load on grants", load, TARGET_AMPLIFICATION, "times that of as many when it is well")
        yield Claim(f"{name}: until all is well", recovery, TARGET_RECOVERY, "s on the wall")


def _results(platform: Apart) -> _Answer:
    url = f"{platform.addresses[GATEWAY]}/v1/projects/{PILOT}/results"
    name, _, value = _authorization(platform).partition(": ")
    begun = monotonic()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={name: value}), timeout=60) as response:
            return _Answer(response.status, monotonic() - begun, json.load(response))
    except urllib.error.HTTPError as refused:
        return _Answer(refused.code, monotonic() - begun, json.load(refused))
