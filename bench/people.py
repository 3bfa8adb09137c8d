"""What work with people costs: to write a visit down."""

from collections.abc import Iterator

from bench import running, visit
from bench.report import Claim


def claims() -> Iterator[Claim]:
    with (
        running.folder() as var,
        running.databases(var) as (server, urls),
        running.nexus(var, urls) as nexus,
    ):
        yield from visit.claims(nexus, urls, server)
