"""Estimates of shares from samples with weights, clusters and strata, and of how they change.

A share is p = sum(w y) / sum(w). Its variance is that of Taylor linearisation with replacement of first-stage units
(Wolter, Introduction to Variance Estimation, 2007, chapter 6): z = sum over a unit of w (y - p) / W, and within each
stratum u / (u - 1) times the squared deviations of z from its mean. Of a group all units of a stratum count, those
without anybody of the group with z = 0. A stratum of one unit is set against zero, which is the mean of all.

Intervals are Wilson's (1927) at the effective number of respondents, with Student's t in place of the normal quantile:
they stay between 0 and 1, also where everybody says the same. The interval of a change is put together from those of
both shares (Newcombe 1998, method 10; with correlation, Zou and Donner 2008). What a sample takes of a finite
population is not corrected for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

LEVEL = 0.95
"""How often an interval holds what it is about."""
_NORMAL = NormalDist().inv_cdf((1 + LEVEL) / 2)
_EXACT_UP_TO = 30


@dataclass(frozen=True)
class Stratum:
    """What is known of the first-stage units of one stratum.

    `a` is the weight in a unit of those who gave the answer, `t` that of those who gave any; here are their sums over
    the units, and those of their squares and product. `units` are all in the sample, `seen` those in which anybody
    answered.
    """

    units: int
    seen: int
    a: float
    t: float
    aa: float
    at: float
    tt: float


@dataclass(frozen=True)
class Together:
    """Of units that are in two samples: the sums of products of the one's `a` and `t` with the other's."""

    units: int
    aa: float
    at: float
    ta: float
    tt: float


@dataclass(frozen=True)
class Sample:
    """Everybody who answered: how many, the sum of their squared weights, and their units by stratum."""

    n: int
    squares: float
    strata: tuple[Stratum, ...]

    @property
    def weight(self) -> float:
        return sum(stratum.t for stratum in self.strata)

    @property
    def share(self) -> float:
        return min(1.0, max(0.0, sum(stratum.a for stratum in self.strata) / self.weight))

    @property
    def degrees(self) -> int:
        """Degrees of freedom: units in which anybody answered, less the strata that they lie in."""
        seen = [stratum.seen for stratum in self.strata if stratum.seen]
        return sum(seen) - len(seen)


@dataclass(frozen=True)
class Interval:
    """From where to where."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A share with its standard error, how many drawn one by one would tell as much, and its interval: none where
    nothing says how much units differ."""

    share: float
    error: float
    effective: float
    interval: Interval | None


def estimate(sample: Sample) -> Estimate:
    """The share of those who gave an answer."""
    share = sample.share
    variance = sum(_spread(stratum, share, sample.weight) for stratum in sample.strata)
    effective = _effective(sample, share, variance)
    interval = wilson(share, effective, quantile(sample.degrees)) if sample.degrees > 0 else None
    return Estimate(share, sqrt(variance), effective, interval)


def change(before: Sample, after: Sample, together: Sequence[Together] | None = None) -> tuple[float, Interval | None]:
    """By how much a share changed, and the interval of that; `together` has the strata of both, in the same order,
    where both samples were taken in the same units, and else they are independent."""
    one, other = estimate(before), estimate(after)
    difference = other.share - one.share
    if one.interval is None or other.interval is None:
        return difference, None
    covariance = 0.0
    if together is not None:
        covariance = sum(
            _covariance(both, first, second, before, after)
            for both, first, second in zip(together, before.strata, after.strata, strict=True)
        )
    errors = one.error * other.error
    correlation = max(-1.0, min(1.0, covariance / errors)) if errors > 0 else 0.0
    return difference, difference_of(one.share, one.interval, other.share, other.interval, correlation)


def _spread(stratum: Stratum, share: float, weight: float) -> float:
    """What a stratum adds to the variance of a share."""
    squares = stratum.aa - 2 * share * stratum.at + share * share * stratum.tt
    total = stratum.a - share * stratum.t
    return max(0.0, _about_the_mean(squares, total * total, stratum.units)) / (weight * weight)


def _covariance(both: Together, one: Stratum, other: Stratum, before: Sample, after: Sample) -> float:
    p, q = before.share, after.share
    products = both.aa - q * both.at - p * both.ta + p * q * both.tt
    totals = (one.a - p * one.t) * (other.a - q * other.t)
    return _about_the_mean(products, totals, both.units) / (before.weight * after.weight)


def _about_the_mean(products: float, totals: float, units: int) -> float:
    return products if units == 1 else units / (units - 1) * (products - totals / units)


def _effective(sample: Sample, share: float, variance: float) -> float:
    """How many drawn one by one would tell as much: never more than there are. Where everybody says the same, no unit
    differs from another, and weights alone make them tell less (Kish 1965)."""
    if not 0 < share < 1 or variance <= 0 or sample.n == 1:
        return min(float(sample.n), sample.weight**2 / sample.squares)
    one_by_one = share * (1 - share) / (sample.n - 1)
    return min(float(sample.n), sample.n * one_by_one / variance)


def wilson(share: float, n: float, critical: float) -> Interval:
    """Wilson's interval for a share among `n`."""
    square = critical * critical / n
    centre = (share + square / 2) / (1 + square)
    half = critical / (1 + square) * sqrt(share * (1 - share) / n + square / (4 * n))
    # at 0 and at 1 a bound is the share itself, but for what is lost in rounding
    return Interval(min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half)))


def difference_of(p: float, of_p: Interval, q: float, of_q: Interval, correlation: float = 0.0) -> Interval:
    """The interval of q - p, put together from those of p and q."""
    low, high = (
        sqrt(max(0.0, towards * towards + away * away - 2 * correlation * towards * away))
        for towards, away in ((q - of_q.low, of_p.high - p), (of_q.high - q, p - of_p.low))
    )
    return Interval(max(-1.0, q - p - low), min(1.0, q - p + high))


@lru_cache(maxsize=1024)
def quantile(degrees: int) -> float:
    """Student's t that is exceeded one time in forty: solved for up to thirty degrees of freedom, and an expansion
    about the normal quantile above (Abramowitz and Stegun 26.7.3, 26.7.4 and 26.7.5)."""
    if degrees > _EXACT_UP_TO:
        z, v = _NORMAL, float(degrees)
        terms = z**3 + z, 5 * z**5 + 16 * z**3 + 3 * z, 3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z
        return z + terms[0] / (4 * v) + terms[1] / (96 * v**2) + terms[2] / (384 * v**3)
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < LEVEL else (low, middle)
    return high


def _within(t: float, degrees: int) -> float:
    """How often Student's t lies between -t and t."""
    angle = atan(t / sqrt(degrees))
    even = degrees % 2 == 0
    term = 1.0 if even else cos(angle)
    total = term if degrees > 1 else 0.0
    for step in range(2 if even else 3, degrees - 1, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    return sin(angle) * total if even else 2 / pi * (angle + sin(angle) * total)
