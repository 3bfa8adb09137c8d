"""Two ways to do the same work, in turns: what each costs, and the ratio.

A machine that is busy with something else slows both ways of a pair alike, so the ratio of a pair is steadier than
either cost, and the median of the ratios steadier still.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.cpu import Clock
from bench.report import Claim

PAIRS = 9


@dataclass(frozen=True)
class Way:
    """One way to do the work: `do` it so many times, and the clock of everything that does it."""

    do: Callable[[int], object]
    clock: Clock
    times: int

    def cost(self) -> float:
        """CPU milliseconds a time."""
        before = self.clock()
        self.do(self.times)
        return (self.clock() - before) / self.times * 1000


def compared(name: str, floor: Way, claimed: Way, target: float) -> Claim:
    """The median ratio of the claimed way's cost to the floor's, after both have been warmed."""
    for way in (floor, claimed):
        way.do(way.times)
    costs = []
    for turn in range(PAIRS):
        if turn % 2:
            claim_cost = claimed.cost()
            costs.append((floor.cost(), claim_cost))
        else:
            floor_cost = floor.cost()
            costs.append((floor_cost, claimed.cost()))
    floor_cost, claim_cost = (median(side) for side in zip(*costs, strict=True))
    return Claim(
        name,
        median(claim / floor for floor, claim in costs),
        target,
        f"times the floor's CPU ({claim_cost:.2f} / {floor_cost:.2f} ms)",
    )
