"""Whether answers tell by their time alone: a classifier that knows nothing else.

It is shown half of the timings with what they were of, and guesses the other half; what it is right about, as a share.
Classes are as frequent as each other, so guessing blindly is right for a half.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter, process_time

Ask = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Timing:
    seconds: float
    existing: bool


async def timed(random: Random, existing: Sequence[Ask], missing: Sequence[Ask], many: int) -> list[Timing]:
    """So many requests, half of them of either kind and in an order that nobody could guess.

    What is measured is the processor's time of this process, which an answer cannot hide and a busy machine hardly
    disturbs; `wall` below looks at the clock where a delay is waited and not worked.
    """
    return await _measured(random, existing, missing, many, process_time)


async def wall(random: Random, existing: Sequence[Ask], missing: Sequence[Ask], many: int) -> list[Timing]:
    """The same by the clock."""
    return await _measured(random, existing, missing, many, perf_counter)


async def _measured(
    random: Random, existing: Sequence[Ask], missing: Sequence[Ask], many: int, clock: Callable[[], float]
) -> list[Timing]:
    kinds = [True, False] * (many // 2)
    random.shuffle(kinds)
    found = []
    for kind in kinds:
        ask = random.choice(existing if kind else missing)
        begun = clock()
        await ask()
        found.append(Timing(clock() - begun, kind))
    return found


def accuracy(timings: Sequence[Timing]) -> float:
    """How often the time alone says rightly whether somebody exists: learnt on one half, tried on the other.

    The classifier is a threshold with a direction, the best on the first half; beyond what half of the requests have
    in common, no more is in a single number.
    """
    half = len(timings) // 2
    learnt, tried = sorted(timings[:half], key=lambda one: one.seconds), timings[half:]
    below = 0  # of those that are faster, how many more exist
    best, threshold, faster_exist = -1, 0.0, True
    for one in learnt:
        below += 1 if one.existing else -1
        if abs(below) > best:
            best, threshold, faster_exist = abs(below), one.seconds, below > 0
    right = sum((one.seconds <= threshold) is (one.existing is faster_exist) for one in tried)
    return right / len(tried)
