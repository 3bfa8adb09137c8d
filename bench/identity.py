"""What knowing who is one person costs: to link a whole register."""

from collections.abc import Iterator

from bench import linkage
from bench.report import Claim


def claims() -> Iterator[Claim]:
    yield from linkage.claims()
