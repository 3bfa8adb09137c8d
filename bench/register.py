"""A large register: how long `nexus demo` takes, and how much longer than psql takes to copy the very same rows.

Time on the wall and not of CPU: one process tells the people while another records them, so that what is told costs
time only where the machine has nothing left for it.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from bench.report import Claim
from bench.running import APPLICATIONS, PROGRAM, Urls, within_reach
from demo import loading
from embedded.postgres import Server

PEOPLE = 100_000
WITHIN = 180
TARGET = 2.5
PAIRS = 3
TABLES = {
    service: [table for table in tables if table not in loading.RETOLD.get(service, ())]
    for service, tables in loading.TABLES.items()
}
"""What is copied: not the thousand rows that scripts record with what they refer to."""


def claims(var: Path, server: Server, urls: Urls) -> Iterator[Claim]:
    """Seconds from the command to its end, and those seconds as a multiple of psql's.

    Both fill empty tables with all their indexes, constraints and triggers. The register stands in the databases of
    `urls` in the end.
    """
    _nexus(var, urls, "migrate")
    for application in APPLICATIONS:
        server.run("createdb", f"--template=nexus_{application}", f"empty_{application}")
    pairs = []
    with within_reach(server) as folder:
        for turn in range(PAIRS):
            if turn:
                shutil.rmtree(var / "demo")
                _empty(server, "nexus", APPLICATIONS)
            loaded = _seconds(server, partial(_nexus, var, urls, "demo", "--people", str(PEOPLE)))
            if not turn:
                rows = sum(_written(server, folder, table, service) for service in TABLES for table in TABLES[service])
            _empty(server, "floor", TABLES)
            pairs.append((_seconds(server, partial(_copy, server, folder)), loaded))
    _require_same(server)
    floor, claimed = (median(side) for side in zip(*pairs, strict=True))
    yield Claim(f"{PEOPLE:,} people loaded", claimed, WITHIN, f"s ({rows:,} rows, {rows / claimed:,.0f} a second)")
    yield Claim(
        f"{PEOPLE:,} people loaded, against psql",
        median(ours / theirs for theirs, ours in pairs),
        TARGET,
        f"times \\copy of the same rows ({claimed:.1f} / {floor:.1f} s)",
    )


def _nexus(var: Path, urls: Urls, *arguments: str) -> None:
    named = {f"{application.upper()}_DATABASE_URL": url for application, url in urls.items()}
    environment = os.environ | named | {"NEXUS_VAR": str(var)}
    subprocess.run([PROGRAM, *arguments], env=environment, check=True, capture_output=True)


def _seconds(server: Server, work: Callable[[], object]) -> float:
    server.run("psql", "--command=CHECKPOINT")
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def _written(server: Server, folder: Path, table: str, service: str) -> int:
    """Writes a table to a file as text; returns how many rows it has."""
    said = server.run("psql", f"--dbname=nexus_{service}", f"--command=\\copy {table} to '{folder / table}'")
    return int(re.fullmatch(r"COPY (\d+)", said.strip())[1])  # type: ignore[index]


def _copy(server: Server, folder: Path) -> None:
    for service, tables in TABLES.items():
        copies = [f"--command=\\copy {table} from '{folder / table}'" for table in tables]
        server.run("psql", f"--dbname=floor_{service}", "--single-transaction", "--set=ON_ERROR_STOP=1", *copies)


def _empty(server: Server, of: str, applications: Iterable[str]) -> None:
    for application in applications:
        server.run("dropdb", "--if-exists", f"{of}_{application}")
        server.run("createdb", f"--template=empty_{application}", f"{of}_{application}")


def _require_same(server: Server) -> None:
    for service, tables in TABLES.items():
        asked = "; ".join(f"SELECT count(*), max(id), max(recorded_at) FROM {table}" for table in tables)
        ours, theirs = (
            server.run("psql", f"--dbname={of}_{service}", "--tuples-only", f"--command={asked}")
            for of in ("nexus", "floor")
        )
        if ours != theirs:
            raise AssertionError(f"the floor of {service} holds other rows: {theirs} and not {ours}")
