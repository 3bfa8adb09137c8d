"""What money costs: to pay a tranche, and to write what a bank is told to pay."""

from collections.abc import Iterator

from bench import disbursing, instructing
from bench.report import Claim


def claims() -> Iterator[Claim]:
    yield from instructing.claims()
    yield from disbursing.claims()
