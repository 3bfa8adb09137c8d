"""Registration numbers: ten random digits and the two check digits of ISO 7064 MOD 97-10, in groups of four."""

from collections.abc import Iterator
from random import Random


def numbers(random: Random) -> Iterator[str]:
    """Numbers without end, none of them twice."""
    drawn = set()
    while True:
        digits = random.randrange(10**10)
        if digits not in drawn:
            drawn.add(digits)
            yield registration_number(digits)


def registration_number(digits: int) -> str:
    """Such as "4821-7730-5142" for 4821773051: read as one number it is 1 modulo 97."""
    whole = f"{digits:010d}{98 - digits * 100 % 97:02d}"
    return "-".join((whole[:4], whole[4:8], whole[8:]))
