"""A visit written down through the door: one person in a new household who consents, and every row of it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import SystemRandom

import asyncpg

from bench import cpu
from bench.asking import asking, bearing
from bench.pairs import Way, compared
from bench.report import Claim
from bench.running import Nexus, Urls
from demo import names
from embedded.postgres import Server
from shared.callers import Role

CONNECTIONS, TIMES = 8, 400
TARGET = 4.0
random = SystemRandom()
WRITTEN = {
    "beneficiary": (
        *("people", "particulars", "households", "memberships", "consents", "outbox", "idempotency_keys"),
        *("displacements", "documents", "phones", "functioning"),
    ),
    "gateway": ("reads", "read_subjects"),
}


def claims(nexus: Nexus, urls: Urls, server: Server) -> Iterator[Claim]:
    """CPU of Python and PostgreSQL for one visit: Nexus, and the same rows written over asyncpg without HTTP."""
    notice = asyncio.run(_notice(urls["beneficiary"]))
    postgres = cpu.of_postgres(server.process.pid)
    sending = asking(
        f"{nexus.address}/v1/registrations",
        CONNECTIONS,
        lambda: {**bearing(partial(nexus.token, Role.CASEWORKER))(), "idempotency-key": "{each}"},
        lambda times: (_visit(notice) for _ in range(times)),
    )
    with _floor(urls, notice) as floor:
        _require_same(_rows_of(partial(floor.do, 1), urls), _rows_of(partial(sending, 1), urls))
        yield compared(
            "visit: person, household, consent",
            floor=Way(floor.do, cpu.of_all(cpu.of(floor.pid), postgres), TIMES),
            claimed=Way(sending, cpu.of_all(cpu.of(nexus.pid), postgres), TIMES),
            target=TARGET,
        )


def _visit(notice: int) -> object:
    """Some adult: of the same person over and over, each would be a possible duplicate."""
    consent = {
        "purpose": "livelihood-support",
        "recipient_class": "authority",
        "decision": "given",
        "decided_on": "2019-11-05",
        "language": "ar",
        "witnessed": "thumbprint",
        "given_by": "self",
        "notice_id": notice,
    }
    sex = random.choice(("female", "male"))
    person = {
        "given_native": names.given(random, sex, "ar").native,
        "father_native": names.given(random, "male", "ar").native,
        "sex": sex,
        "birth_date": (date(1950, 1, 1) + timedelta(days=random.randrange(18_000))).isoformat(),
        "birth_precision": "day",
        "place": "IQG15Q08N01",
        "relation": "head",
        "joined_on": "2018-03-12",
        "consents": [consent],
    }
    return {"household": {"place": "IQG15Q08N01"}, "people": [person]}


async def _notice(url: str) -> int:
    """The notice of the demo that is read out for this purpose."""
    connection = await asyncpg.connect(url)
    try:
        id: int = await connection.fetchval(
            "SELECT id FROM notices WHERE purpose = 'livelihood-support' AND recipient_class = 'authority'"
            " AND voided_at IS NULL ORDER BY id LIMIT 1"
        )
        return id
    finally:
        await connection.close()


@dataclass(frozen=True)
class _Floor:
    process: "subprocess.Popen[str]"

    @property
    def pid(self) -> int:
        return self.process.pid

    def do(self, times: int) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(times, file=self.process.stdin, flush=True)
        if self.process.stdout.readline() != f"{times}\n":
            raise AssertionError("the floor has ended")


@contextmanager
def _floor(urls: Urls, notice: int) -> Iterator[_Floor]:
    named = {f"{application.upper()}_DATABASE_URL": url for application, url in urls.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.floors.visit", str(notice), str(CONNECTIONS)],
        env=os.environ | named,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _Floor(process)
    finally:
        process.terminate()
        process.wait()


def _rows_of(once: object, urls: Urls) -> Mapping[str, int]:
    """How many rows of each table are written by doing something once."""
    assert callable(once)
    before = asyncio.run(_counted(urls))
    once()
    return {table: count - before[table] for table, count in asyncio.run(_counted(urls)).items()}


async def _counted(urls: Urls) -> dict[str, int]:
    counts = {}
    for application, tables in WRITTEN.items():
        connection = await asyncpg.connect(urls[application])
        for table in tables:
            counts[table] = await connection.fetchval(f"SELECT count(*) FROM {table}")
        await connection.close()
    return counts


def _require_same(floor: Mapping[str, int], claimed: Mapping[str, int]) -> None:
    if floor != claimed:
        raise AssertionError(f"the floor writes other rows: {floor} and not {claimed}")
