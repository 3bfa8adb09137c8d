"""The results of a project as one program with one database would tell them: one statement, its row as JSON.

    DATABASE_URL=... python -m bench.floors.results PROJECT CONNECTIONS

For each line `TIMES [AS_OF]` on standard input it does the work so many times, so many at once as there are
connections, and prints the last answer. Without a moment it reads as of now.
"""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import uvloop

RESULTS = Path(__file__).with_suffix(".sql").read_text("utf-8")


async def told(pool: "asyncpg.Pool[asyncpg.Record]", project: str, as_of: datetime | None) -> str:
    row = await pool.fetchrow(RESULTS, project, as_of or datetime.now(UTC))
    assert row is not None
    return json.dumps({**row, "figures": json.loads(row["figures"]), "money": json.loads(row["money"])}, default=str)


async def work(
    pool: "asyncpg.Pool[asyncpg.Record]", project: str, as_of: datetime | None, times: int, at_once: int
) -> str:
    left = iter(range(times))
    last = ""

    async def repeat() -> None:
        nonlocal last
        for _ in left:
            last = await told(pool, project, as_of)

    await asyncio.gather(*(repeat() for _ in range(at_once)))
    return last


async def opened(url: str, connections: int) -> "asyncpg.Pool[asyncpg.Record]":
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=connections,
        server_settings={"jit": "off", "search_path": "beneficiary, grants, forums"},
    )


if __name__ == "__main__":
    project, connections = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        pool = runner.run(opened(os.environ["DATABASE_URL"], int(connections)))
        for line in sys.stdin:
            times, *as_of = line.split()
            moment = datetime.fromisoformat(as_of[0]) if as_of else None
            print(runner.run(work(pool, project, moment, int(times), int(connections))), flush=True)
