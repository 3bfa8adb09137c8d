"""Starting: from an empty folder, and again; and how much memory the one process takes."""

from collections.abc import Iterator

import psutil

from bench import running
from bench.asking import answer
from bench.report import Claim
from demo.sealing import AS_OF, PILOT
from shared.callers import Role


def claims() -> Iterator[Claim]:
    """Seconds from the command to the announced address, with PostgreSQL's start in them; and megabytes of Python."""
    with running.folder() as var:
        with running.nexus(var) as cold:
            yield Claim("start to ready, cold", cold.ready_after, 60, "s, with initdb, migrations and the demo")
        with running.nexus(var) as warm:
            yield Claim("start to ready, warm", warm.ready_after, 5, "s")
            _ask_everything(warm)
            resident = psutil.Process(warm.pid).memory_info().rss / 2**20
            yield Claim("memory of the one process", resident, 250, "MiB, without PostgreSQL")


def _ask_everything(nexus: running.Nexus) -> None:
    """What the demo shows, once: results live and as of a moment, and places."""
    monitoring = nexus.token(Role.MONITORING)
    results = f"{nexus.address}/v1/projects/{PILOT}/results"
    for url in (results, f"{results}?as_of={AS_OF}", f"{nexus.address}/v1/places?q=Tel%20Afar"):
        answer(url, monitoring)
