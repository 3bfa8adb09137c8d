"""What the platform promises at size: how soon a large register is there, what its results cost, and how fast what
happens is received."""

from collections.abc import Iterator

from bench import events, passing, register, results, running, sheets
from bench.report import Claim

LARGE = "JPN-SDN-2019-02"
"""The largest project of a register of 100,000."""
TIMES = 6
GROWTH = 1.1


def claims() -> Iterator[Claim]:
    with (
        running.folder() as var,
        running.databases(var) as (server, urls),
        running.nexus(var, urls) as nexus,
    ):
        small = list(results.claims(nexus, server))
        yield from events.claims(nexus, urls, server.process.pid)
        yield from passing.claims(urls, server.process.pid)
        yield from sheets.claims(nexus, urls, server.process.pid)
    with running.folder() as var, running.databases(var) as (server, urls):
        yield from register.claims(var, server, urls)
        with running.nexus(var, urls) as nexus:
            large = list(results.claims(nexus, server, LARGE, f" among {register.PEOPLE:,}", TIMES))
    yield from large
    for before, after in zip(small, large, strict=True):
        growth = after.measured / before.measured
        yield Claim(f"{before.name}, growth to {register.PEOPLE:,}", growth, GROWTH, "times the floor's growth")
