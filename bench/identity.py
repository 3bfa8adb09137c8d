"""What knowing who is one person costs: to find people among a million, and to link a whole register."""

from collections.abc import Iterator

from bench import finding, linkage
from bench.report import Claim


def claims() -> Iterator[Claim]:
    yield from finding.claims()
    yield from linkage.claims()
