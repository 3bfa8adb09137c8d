"""The sheet of a session: what it costs to state it for a thousand people in one request, and to correct it."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from statistics import median
from typing import Any

import asyncpg

from bench import cpu
from bench.report import Claim
from bench.running import Nexus, Urls
from shared.callers import Role

PEOPLE = 1_000
TIMES = 9
MOST_CPU = 1.0
"""Seconds of Python and PostgreSQL for one sheet."""
_ACTIVITY = {
    "project": "JPN-SDN-2019",
    "type": "awareness",
    "place": "IQG15Q08",
    "starts_on": "2020-01-01",
    "ends_on": "2020-01-31",
}


def claims(nexus: Nexus, urls: Urls, postmaster: int) -> Iterator[Claim]:
    """CPU seconds of Python and PostgreSQL for one request, the median of some: a sheet, and one in which a half of
    the lines differ from those before."""
    people = asyncio.run(_some_people(urls["beneficiary"]))
    clock = cpu.of_all(cpu.of(nexus.pid), cpu.of_postgres(postmaster))
    activity = _post(nexus, "activities", _ACTIVITY)["id"]
    stated, corrected = [], []
    for day in range(1, TIMES + 2):
        session = _post(nexus, "sessions", {"activity_id": activity, "held_on": f"2020-01-{day:02}"})["id"]
        for costs, said in ((stated, {}), (corrected, dict.fromkeys(people[::2], "excused"))):
            lines = [{"person": person, "outcome": said.get(person, "present")} for person in people]
            before = clock()
            told = _post(nexus, f"sessions/{session}/sheet", {"lines": lines})
            costs.append(clock() - before)
            if told["present"] + told["excused"] != PEOPLE:
                raise AssertionError(f"not everybody stands on the sheet: {told}")
    for name, costs in (("stated", stated), ("with half of it corrected", corrected)):
        yield Claim(f"sheet of {PEOPLE:,} people, {name}", median(costs[1:]), MOST_CPU, "s of CPU")


async def _some_people(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT person.registration_number FROM people AS person"
            " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
            " WHERE person.voided_at IS NULL AND stated.birth_date < '2010-01-01' ORDER BY person.id LIMIT $1",
            PEOPLE,
        )
        return [number for (number,) in rows]
    finally:
        await connection.close()


def _post(nexus: Nexus, path: str, body: Any) -> Any:
    headers = {"authorization": f"Bearer {nexus.token(Role.ACTIVITY_LEAD)}", "content-type": "application/json"}
    request = urllib.request.Request(f"{nexus.address}/v1/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)
