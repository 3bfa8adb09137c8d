"""Registration numbers drawn by the world's own chance, so that they are the same each time."""

from collections.abc import Iterator
from random import Random

from services.beneficiary.people.numbers import number


def numbers(random: Random, drawn: set[int]) -> Iterator[str]:
    """Numbers without end, none of them twice and none whose digits are in `drawn`, where they are put."""
    while True:
        payload = random.randrange(10**10)
        if payload not in drawn:
            drawn.add(payload)
            yield number(payload)
