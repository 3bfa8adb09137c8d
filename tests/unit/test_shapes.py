"""Shapes on a map: every unit but the country has one, drawn as RFC 7946 has it."""

from itertools import pairwise

import pytest

from shared.places import Level, UnknownPlace, outline, place
from shared.places.units import units

DRAWN = [unit for unit in units().values() if unit.level is not Level.COUNTRY]
Ring = list[list[float]]


def rings(pcode: str) -> list[Ring]:
    found = outline(pcode)
    assert found is not None
    return found


def turns(a: list[float], b: list[float], c: list[float]) -> float:
    """More than zero if the way from a over b to c turns left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def area(ring: Ring) -> float:
    """In square degrees; more than zero if the ring runs counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def crosses_itself(ring: Ring) -> bool:
    sides = list(pairwise(ring))
    return any(
        turns(a, b, c) * turns(a, b, d) < 0 and turns(c, d, a) * turns(c, d, b) < 0
        for first, (a, b) in enumerate(sides)
        for c, d in sides[first + 2 :]
    )


def holds(ring: Ring, lon: float, lat: float) -> bool:
    return (
        sum((a[1] > lat) != (b[1] > lat) and lon < a[0] + (lat - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for a, b in pairwise(ring)) % 2 == 1
    )  # fmt: skip


def test_every_unit_but_the_country_has_a_shape() -> None:
    assert len(DRAWN) == 18 + 101 + 294
    assert all(outline(unit.pcode) for unit in DRAWN)
    assert outline("IQ") is None
    with pytest.raises(UnknownPlace):
        outline("IQG99")


def test_every_ring_is_closed_and_the_outer_one_runs_counterclockwise() -> None:
    for unit in DRAWN:
        outer, *holes = rings(unit.pcode)
        for ring in (outer, *holes):
            assert len(ring) >= 4, unit.pcode
            assert ring[0] == ring[-1], unit.pcode
            assert all(a != b for a, b in pairwise(ring)), unit.pcode
            assert not crosses_itself(ring), unit.pcode
        assert area(outer) > 0, unit.pcode
        assert all(area(hole) < 0 for hole in holes), unit.pcode


def test_a_ring_that_is_turned_around_or_crosses_itself_is_noticed() -> None:
    square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    bow = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    assert area(square) > 0 > area(square[::-1])
    assert crosses_itself(bow)
    assert not crosses_itself(square)


def test_positions_are_longitude_and_latitude_in_iraq() -> None:
    for unit in DRAWN:
        for lon, lat in rings(unit.pcode)[0]:
            assert 38.7 < lon < 48.7, unit.pcode
            assert 29.0 < lat < 37.5, unit.pcode


def test_the_point_of_a_unit_lies_within_its_shape() -> None:
    for unit in DRAWN:
        assert unit.lon is not None
        assert unit.lat is not None
        assert holds(rings(unit.pcode)[0], unit.lon, unit.lat), unit.pcode
    telafar, najaf = place("IQG15Q08"), rings("IQG04")[0]
    assert not holds(najaf, telafar.lon or 0, telafar.lat or 0)
