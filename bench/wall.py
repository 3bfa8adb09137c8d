"""How long one answer takes on the wall, one at a time: two ways to the same answer, in turns."""

from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from bench.report import Claim

ROUNDS, EACH = 9, 40

Ask = Callable[[Any], Awaitable[object]]


async def later(name: str, floor: Ask, claimed: Ask, asked: Sequence[Any], target: float) -> Claim:
    """How many times the floor's median answer the claimed one takes to the same questions: the median over rounds."""
    for each in asked[:EACH]:
        await floor(each)
        await claimed(each)
    rounds = []
    for turn in range(ROUNDS):
        some = [asked[(turn * EACH + place) % len(asked)] for place in range(EACH)]
        rounds.append((await _median(floor, some), await _median(claimed, some)))
    bare, ours = (median(side) for side in zip(*rounds, strict=True))
    ratio = median(mine / theirs for theirs, mine in rounds)
    return Claim(name, ratio, target, f"times the bare SQL at p50 ({ours:.2f} / {bare:.2f} ms)")


async def _median(ask: Ask, asked: Sequence[Any]) -> float:
    times = []
    for each in asked:
        begun = perf_counter()
        await ask(each)
        times.append((perf_counter() - begun) * 1000)
    return median(times)
