"""Estimates from survey samples, against published figures and against the definitions, worked out one by one."""

from collections import defaultdict
from math import sqrt
from random import Random
from statistics import NormalDist

import pytest

from services.forums.perception.estimation import (
    Interval,
    Sample,
    Stratum,
    Together,
    change,
    difference_of,
    estimate,
    quantile,
    wilson,
)

Row = tuple[str, str, float, bool]
"""A stratum, a unit, a weight, and whether the answer was given."""


def summed(rows: list[Row], units: dict[str, int] | None = None) -> Sample:
    """What the database makes of rows; of a group, `units` says how many there are in all."""
    a: dict[tuple[str, str], float] = defaultdict(float)
    t: dict[tuple[str, str], float] = defaultdict(float)
    for stratum, unit, weight, hit in rows:
        t[stratum, unit] += weight
        a[stratum, unit] += weight * hit
    strata = []
    for name in sorted(units or {stratum for stratum, _ in t}):
        seen = [key for key in t if key[0] == name]
        sums = [sum(left[key] * right[key] for key in seen) for left, right in ((a, a), (a, t), (t, t))]
        count = len(seen) if units is None else units[name]
        strata.append(Stratum(count, len(seen), sum(a[key] for key in seen), sum(t[key] for key in seen), *sums))
    return Sample(len(rows), sum(weight**2 for _, _, weight, _ in rows), tuple(strata))


SCHOOLS = {
    # Academic Performance Index, California 2000: schools of the 15 districts drawn, elementary, high and middle
    637: (8, 1, 2),
    437: (2, 1, 1),
    778: (1, 0, 1),
    197: (10, 0, 3),
    406: (2, 0, 0),
    815: (2, 1, 1),
    178: (2, 1, 1),
    255: (13, 0, 3),
    568: (4, 4, 1),
    135: (34, 0, 0),
    510: (16, 2, 3),
    716: (30, 3, 4),
    61: (10, 0, 3),
    413: (1, 0, 0),
    448: (9, 1, 2),
}
WEIGHT = 33.846996307373


@pytest.mark.parametrize(
    ("kind", "share", "error"),
    [
        (0, 0.78688524590164, 0.0468025716133837),
        (1, 0.0765027322404372, 0.0270798559291773),
        (2, 0.136612021857924, 0.0299472342965665),
    ],
)
def test_a_cluster_sample_is_estimated_as_r_does_it(kind: int, share: float, error: float) -> None:
    """R survey 4.5: svymean(~stype, svydesign(id = ~dnum, weights = ~pw, data = apiclus1))."""
    rows = [
        ("", str(district), WEIGHT, which == kind)
        for district, counts in SCHOOLS.items()
        for which, count in enumerate(counts)
        for _ in range(count)
    ]
    found = estimate(summed(rows))
    assert (len(rows), summed(rows).degrees) == (183, 14)
    assert found.share == pytest.approx(share, rel=1e-10)
    assert found.error == pytest.approx(error, rel=1e-6)


def test_a_simple_sample_is_estimated_as_r_does_it() -> None:
    """R survey 4.5: svymean(~stype, svydesign(id = ~1, weights = ~pw, data = apisrs)): 142 of 200 schools."""
    found = estimate(summed([("", str(number), 30.97, number < 142) for number in range(200)]))
    assert (found.share, found.error) == (pytest.approx(0.71), pytest.approx(0.0321663390337504, rel=1e-9))
    assert found.effective == pytest.approx(199, abs=1.01)


def drawn(random: Random, *, strata: int = 3, units: int = 8) -> list[Row]:
    rows: list[Row] = []
    for stratum in range(strata):
        for unit in range(units):
            leaning = random.uniform(0.1, 0.9)
            rows += [
                (str(stratum), str(unit), random.uniform(0.2, 3.0), random.random() < leaning)
                for _ in range(random.randint(1, 12))
            ]
    return rows


def test_an_error_is_what_its_definition_says() -> None:
    random = Random(9)
    for _ in range(20):
        rows = drawn(random)
        weight = sum(w for _, _, w, _ in rows)
        share = sum(w for _, _, w, hit in rows if hit) / weight
        residuals: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for stratum, unit, w, hit in rows:
            residuals[stratum][unit] += w * (hit - share) / weight
        variance = 0.0
        for of_units in residuals.values():
            mean = sum(of_units.values()) / len(of_units)
            squares = sum((z - mean) ** 2 for z in of_units.values())
            variance += len(of_units) / (len(of_units) - 1) * squares
        found = estimate(summed(rows))
        assert (found.share, found.error) == (pytest.approx(share), pytest.approx(sqrt(variance)))


def test_an_error_is_near_to_what_leaving_out_each_unit_in_turn_says() -> None:
    rows = drawn(Random(3), strata=1, units=60)
    units = {unit for _, unit, _, _ in rows}
    left = [estimate(summed([row for row in rows if row[1] != unit])).share for unit in units]
    mean = sum(left) / len(left)
    jackknife = sqrt((len(left) - 1) / len(left) * sum((share - mean) ** 2 for share in left))
    assert estimate(summed(rows)).error == pytest.approx(jackknife, rel=0.03)


def test_a_group_keeps_the_units_in_which_nobody_is_of_it() -> None:
    rows = [("", str(unit), 1.0, unit % 2 == 0) for unit in range(4)] * 3
    alone, among = estimate(summed(rows)), estimate(summed(rows, {"": 8}))
    assert alone.share == among.share
    # 4 / 3 and 8 / 7 times the same squares
    assert among.error == pytest.approx(alone.error * sqrt((8 / 7) / (4 / 3)))


def test_clusters_tell_less_than_as_many_drawn_one_by_one_and_never_more_than_there_are() -> None:
    alike = [("", str(unit), 1.0, unit < 10) for unit in range(20) for _ in range(10)]
    assert estimate(summed(alike)).effective == pytest.approx(19, abs=1)
    mixed = [("", str(unit), 1.0, number < 5) for unit in range(20) for number in range(10)]
    assert estimate(summed(mixed)).effective == 200


def test_an_interval_stays_between_nothing_and_all() -> None:
    for hits in range(41):
        found = estimate(summed([("", str(unit), 1.0, unit * 2 < hits) for unit in range(20) for _ in range(4)]))
        assert found.interval is not None
        assert 0 <= found.interval.low <= found.share <= found.interval.high <= 1
    nobody = estimate(summed([("", str(unit), 1.0, False) for unit in range(30)]))
    assert nobody.interval is not None
    assert nobody.interval.low == 0 < nobody.interval.high < 0.15
    everybody = estimate(summed([("", str(unit), 1.0, True) for unit in range(30)]))
    assert everybody.interval is not None
    assert 0.85 < everybody.interval.low < everybody.interval.high == 1


def test_one_respondent_or_one_place_tells_no_interval() -> None:
    for rows in ([("", "1", 1.0, True)], [("", "1", 1.0, number % 2 == 0) for number in range(40)]):
        assert estimate(summed(rows)).interval is None
    assert change(summed([("", "1", 1.0, True)]), summed([("", "1", 1.0, False)])) == (-1.0, None)


def test_a_stratum_of_one_unit_is_not_taken_for_certain() -> None:
    rows = [("lonely", "1", 1.0, True)] * 5 + [("other", str(unit), 1.0, unit % 2 == 0) for unit in range(6)]
    without = [row for row in rows if row[0] == "other"]
    assert estimate(summed(rows)).error > estimate(summed(without)).error * 6 / 11 * 0.9


def test_an_interval_holds_the_share_as_often_as_it_says() -> None:
    """Five hundred samples of twenty clusters from a population in which neighbours think alike."""
    random, held, many = Random(17), 0, 500
    for _ in range(many):
        rows = []
        for unit in range(20):
            leaning = random.betavariate(3, 7)  # on average 0.3
            rows += [("", str(unit), random.uniform(0.5, 1.5), random.random() < leaning) for _ in range(12)]
        interval = estimate(summed(rows)).interval
        assert interval is not None
        held += interval.low <= 0.3 <= interval.high
    assert 0.92 <= held / many <= 0.98


@pytest.mark.parametrize(
    ("degrees", "critical"),
    [
        *((1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (9, 2.2622), (14, 2.1448)),
        *((30, 2.0423), (31, 2.0395), (60, 2.0003), (120, 1.9799), (5_000, 1.9604)),
    ],
)
def test_quantiles_of_t_are_those_of_the_tables(degrees: int, critical: float) -> None:
    assert quantile(degrees) == pytest.approx(critical, abs=6e-5)


def test_an_interval_of_a_difference_is_the_published_one() -> None:
    """Newcombe 1998, Interval estimation for the difference between independent proportions, example (a): 56 of 70 and
    48 of 80, method 10: 0.0524 to 0.3339."""
    z = NormalDist().inv_cdf(0.975)
    found = difference_of(48 / 80, wilson(48 / 80, 80, z), 56 / 70, wilson(56 / 70, 70, z))
    assert found == Interval(pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def in_both(before: list[Row], after: list[Row]) -> list[Together]:
    """What units that are in both have in common, from rows."""
    sums: list[dict[tuple[str, str], list[float]]] = []
    for rows in (before, after):
        of_units: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for stratum, unit, weight, hit in rows:
            of_units[stratum, unit][0] += weight * hit
            of_units[stratum, unit][1] += weight
        sums.append(of_units)
    found = []
    for name in sorted({stratum for stratum, _ in sums[0]}):
        keys = [key for key in sums[0] if key[0] == name]
        pairs = ((0, 0), (0, 1), (1, 0), (1, 1))
        found.append(Together(len(keys), *(sum(sums[0][key][x] * sums[1][key][y] for key in keys) for x, y in pairs)))
    return found


def test_the_same_places_tell_of_a_change_more_than_others_do() -> None:
    random = Random(5)
    before, after = [], []
    for unit in range(25):
        leaning = random.uniform(0.0, 0.8)
        before += [("", str(unit), 1.0, random.random() < leaning) for _ in range(20)]
        after += [("", str(unit), 1.0, random.random() < leaning + 0.15) for _ in range(20)]
    one, other = summed(before), summed(after)
    paired, independent = change(one, other, in_both(before, after)), change(one, other)
    assert paired[0] == independent[0] == pytest.approx(0.15, abs=0.05)
    assert paired[1] is not None
    assert independent[1] is not None
    assert paired[1].high - paired[1].low < 0.6 * (independent[1].high - independent[1].low)
    assert independent[1].low < paired[1].low < paired[0] < paired[1].high < independent[1].high


def test_what_is_the_same_in_the_same_places_hardly_changed() -> None:
    rows = drawn(Random(2))
    same = summed(rows)
    paired, independent = change(same, same, in_both(rows, rows))[1], change(same, same)[1]
    assert paired is not None
    assert independent is not None
    assert paired.low < 0 < paired.high < 0.15 * independent.high
