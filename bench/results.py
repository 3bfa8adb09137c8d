"""The composed results of a project: what three services with a database each cost on top of one statement over one."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import asyncpg

from bench import cpu
from bench.asking import answer, asking, bearing
from bench.pairs import Way, compared
from bench.report import Claim
from bench.running import Nexus, within_reach
from demo.sealing import AS_OF, PILOT
from embedded.postgres import Server
from shared.callers import Role

CONNECTIONS = 4
TIMES = 40
TARGET = 1.5
TOGETHER = "together"
KEEPERS = ("beneficiary", "grants", "forums")
FOUND = ("running", "paused", "closed", "not_visited")
MOMENTS = {"results, live": None, "results, as of a moment": AS_OF}


def claims(nexus: Nexus, server: Server, project: str = PILOT, size: str = "", times: int = TIMES) -> Iterator[Claim]:
    """CPU of Python and PostgreSQL for one answer: Nexus, and one statement over one database with the same rows.

    The size is what to call it; an answer is asked for so many times.
    """
    asyncio.run(_bring_together(server))
    url = f"{nexus.address}/v1/projects/{project}/results"
    postgres = cpu.of_postgres(server.process.pid)
    with _floor(server.url(TOGETHER), project) as floor:
        for name, as_of in MOMENTS.items():
            asked = f"{url}?as_of={as_of}" if as_of else url
            _require_same(floor.answer(as_of), answer(asked, nexus.token(Role.MONITORING)))
            yield compared(
                name + size,
                floor=Way(partial(floor.ask, as_of), cpu.of_all(cpu.of(floor.pid), postgres), times),
                claimed=Way(
                    asking(asked, CONNECTIONS, bearing(partial(nexus.token, Role.MONITORING))),
                    cpu.of_all(cpu.of(nexus.pid), postgres),
                    times,
                ),
                target=TARGET,
            )


async def _bring_together(server: Server) -> None:
    """One database with a schema for each service, its rows and its indexes."""
    server.create_databases([TOGETHER])
    with within_reach(server) as folder:
        for keeper in KEEPERS:
            dump = folder / keeper
            server.run(
                "pg_dump", f"--dbname=nexus_{keeper}", "--no-owner", "--exclude-schema=nexus_queue", f"--file={dump}"
            )
            server.run("psql", f"--dbname={TOGETHER}", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={dump}")
            connection = await asyncpg.connect(server.url(TOGETHER))
            try:
                await connection.execute(f"ALTER SCHEMA public RENAME TO {keeper}; CREATE SCHEMA public; ANALYZE")
            finally:
                await connection.close()


@dataclass(frozen=True)
class _Floor:
    process: "subprocess.Popen[str]"

    @property
    def pid(self) -> int:
        return self.process.pid

    def ask(self, as_of: str | None, times: int) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(times, as_of or "", file=self.process.stdin, flush=True)
        return self.process.stdout.readline()

    def answer(self, as_of: str | None) -> Any:
        return json.loads(self.ask(as_of, 1))


@contextmanager
def _floor(database_url: str, project: str) -> Iterator[_Floor]:
    command = [sys.executable, "-m", "bench.floors.results", project, str(CONNECTIONS)]
    process = subprocess.Popen(
        command,
        env=os.environ | {"DATABASE_URL": database_url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _Floor(process)
    finally:
        process.terminate()
        process.wait()


def _require_same(floor: Any, claimed: Any) -> None:
    ours, theirs = _figures(claimed), _figures_of_floor(floor)
    if ours != theirs:
        raise AssertionError(f"the floor tells other figures: {theirs} and not {ours}")


def _figures_of_floor(told: Any) -> dict[str, Any]:
    money = {line["currency"]: (Decimal(line["committed"]), Decimal(line["paid"])) for line in told["money"]}
    return {"project": told["code"], "budget": Decimal(told["budget"]), "money": money, **told["figures"]}


def _figures(told: Any) -> dict[str, Any]:
    """The figures as the floor gives them: by line and code, without zeros."""
    people, enterprises = told["people_reached"], told["enterprises_supported"]
    livelihoods, forums = told["livelihoods_supported"], told["forums_established"]
    lines = {
        "people": {"total": people["total"]},
        "people_by_sex": people["by_sex"],
        "people_by_age_band": people["by_age_band"],
        "people_by_displacement_status": people["by_displacement_status"],
        "people_by_activity_type": people["by_activity_type"],
        "people_by_place": {line["pcode"]: line["people"] for line in people["by_place"]},
        "enterprises": {"total": enterprises["total"]},
        "enterprises_by_place": {line["pcode"]: line["total"] for line in enterprises["by_place"]},
        "enterprises_by_owner_sex": enterprises["by_owner_sex"],
        "livelihoods": {"total": livelihoods["total"]},
        "livelihoods_by_modality": livelihoods["by_modality"],
        "livelihoods_by_sex": livelihoods["by_sex"],
        **_jobs(told["jobs"]),
        **{f"survival_{line['mark']}": {name: line[name] for name in FOUND} for line in told["survival"]},
        "revenue_compared": {line["currency"]: line["compared"] for line in told["revenue_change"]},
        "forums": {"total": forums["total"]},
        "forums_by_governorate": {line["pcode"]: line["total"] for line in forums["by_governorate"]},
    }
    return {
        "project": told["project"]["code"],
        "budget": Decimal(told["project"]["budget"]["amount"]),
        "money": {line["currency"]: (Decimal(line["committed"]), Decimal(line["paid"])) for line in told["money"]},
        **{line: counted for line, codes in lines.items() if (counted := {c: n for c, n in codes.items() if n})},
    }


def _jobs(told: Any) -> dict[str, dict[str, int]]:
    lines = {}
    for kind, counted in told.items():
        lines[f"jobs_{kind}"] = {"total": counted["total"]}
        lines |= {f"jobs_{kind}_{part}": codes for part, codes in counted.items() if part.startswith("by_")}
    return lines
