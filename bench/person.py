"""A person by key: what the door, the mandate and the filtering of fields cost on top of the read itself."""

import asyncio
from collections.abc import Iterator
from functools import partial

import asyncpg

from bench import cpu, running
from bench.asking import answer, asking, bearing
from bench.pairs import Way, compared
from bench.report import Claim
from bench.running import Nexus, Urls
from shared.callers import Role

CONNECTIONS = 16
TARGET = 3.5
ASKERS = {
    "person by key, caseworker": (Role.CASEWORKER, "people"),
    "person by key, monitoring, names withheld": (Role.MONITORING, "people-without-names"),
}


def claims(nexus: Nexus, urls: Urls) -> Iterator[Claim]:
    """CPU of Python for one answer: Nexus, and one FastAPI route on the same row of the same database."""
    number = asyncio.run(_somebody(urls["beneficiary"]))
    with running.floor("person", {"DATABASE_URL": urls["beneficiary"]}) as (floor_pid, floor_address):
        for name, (role, path) in ASKERS.items():
            floor_url, url = f"{floor_address}/{path}/{number}", f"{nexus.address}/v1/people/{number}"
            _require_same(answer(floor_url), answer(url, nexus.token(role)))
            yield compared(
                name,
                floor=Way(asking(floor_url, CONNECTIONS), cpu.of(floor_pid), 3000),
                claimed=Way(asking(url, CONNECTIONS, bearing(partial(nexus.token, role))), cpu.of(nexus.pid), 1500),
                target=TARGET,
            )


async def _somebody(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        number: str = await connection.fetchval(
            "SELECT registration_number FROM people WHERE voided_at IS NULL ORDER BY id LIMIT 1"
        )
        return number
    finally:
        await connection.close()


def _require_same(floor: object, claimed: object) -> None:
    if floor != claimed:
        raise AssertionError(f"the floor answers something else: {floor} and not {claimed}")
