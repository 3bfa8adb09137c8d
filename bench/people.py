"""What work with people costs: to write a visit down, and to read records, caseloads and households among a million."""

from collections.abc import Iterator

from bench import records, running, visit
from bench.report import Claim


def claims() -> Iterator[Claim]:
    with (
        running.folder() as var,
        running.databases(var) as (server, urls),
        running.nexus(var, urls) as nexus,
    ):
        yield from visit.claims(nexus, urls, server)
    yield from records.claims()
