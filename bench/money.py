"""What money costs: to pay a tranche."""

from collections.abc import Iterator

from bench import disbursing
from bench.report import Claim


def claims() -> Iterator[Claim]:
    yield from disbursing.claims()
