"""What the foundation promises: the door is cheap, composed answers cost hardly more than one statement, and it
starts at once."""

from collections.abc import Iterator

from bench import person, results, running, starting
from bench.report import Claim


def claims() -> Iterator[Claim]:
    with (
        running.folder() as var,
        running.databases(var) as (server, urls),
        running.nexus(var, urls) as nexus,
    ):
        yield from person.claims(nexus, urls)
        yield from results.claims(nexus, server)
    yield from starting.claims()
