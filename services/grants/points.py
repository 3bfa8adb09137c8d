"""Points that rules give for parts of a whole: exact until they are told, and rounded once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

CENT = Decimal("0.01")

Steps = tuple[tuple[int, int], ...]
"""From so much on, so many points."""


@dataclass(frozen=True)
class Score:
    """From 0 to 100, and of what it is made; the parts are rounded for reading, the sum once and by itself."""

    total: Decimal
    parts: Mapping[str, Decimal]


def scored(parts: Mapping[str, Fraction]) -> Score:
    """What these parts come to."""
    return Score(rounded(sum(parts.values(), Fraction())), {name: rounded(part) for name, part in parts.items()})


def rounded(points: Fraction) -> Decimal:
    """To a hundredth, half up."""
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(CENT, ROUND_HALF_UP)


def share(points: int, part: Any, whole: Any) -> Fraction:
    """So many points for the share that a part is of a whole, at the most all of them; of nothing there is none."""
    return min(Fraction(points), points * Fraction(part) / Fraction(whole)) if whole else Fraction()


def reached(steps: Steps, value: Fraction | int) -> int:
    """The points of the highest step that a value reaches; none below the first."""
    return max((points for least, points in steps if value >= least), default=0)
