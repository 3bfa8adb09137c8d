"""What trust costs: who asks, under which agreement, with whose consent, and writing it down."""

from collections.abc import Iterator

from bench import lookup, running
from bench.report import Claim


def claims() -> Iterator[Claim]:
    with (
        running.folder() as var,
        running.databases(var) as (server, urls),
        running.nexus(var, urls) as nexus,
    ):
        yield from lookup.claims(nexus, urls, server.process.pid)
