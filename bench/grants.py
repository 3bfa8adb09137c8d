"""What grants cost: to rank a whole call before the committee."""

from collections.abc import Iterator

from bench import committee
from bench.report import Claim


def claims() -> Iterator[Claim]:
    yield from committee.claims()
