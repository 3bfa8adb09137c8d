"""Where a programme works, and where in it a family lives: weighted by the census of 2024."""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple, Self

from shared.places import children, place, population

NINEWA, NAJAF = "IQG15", "IQG04"


class Region(NamedTuple):
    """The districts of two governorates in which a programme works."""

    emphasis: tuple[tuple[str, float], ...]
    """How much of the programme goes to a district for each of its inhabitants; first stands the one it is for most."""

    @property
    def lead(self) -> str:
        return self.emphasis[0][0]

    @property
    def beside(self) -> Sequence[str]:
        """The other districts of the governorate of the first."""
        return [pcode for pcode, _ in self.emphasis[1:] if governorate(pcode) == governorate(self.lead)]

    @property
    def away(self) -> Sequence[str]:
        """The districts of the other governorate."""
        return [pcode for pcode, _ in self.emphasis if governorate(pcode) != governorate(self.lead)]

    @classmethod
    def between(cls, one: str, other: str, turn: int) -> Self:
        """Four districts of one governorate and three of another; the next turn begins one district further."""
        lead, *beside = _from(turn, one)[:4]
        away = _from(turn, other)[:3]
        return cls(((lead, 1.0), *((pcode, 0.3) for pcode in beside), *((pcode, 0.2) for pcode in away)))


TELAFAR_AND_NAJAF = Region(
    (
        ("IQG15Q08", 1.0),  # Telafar
        ("IQG15Q05", 0.04),  # Al-Mosul
        ("IQG15Q07", 0.3),  # Sinjar
        ("IQG15Q03", 0.3),  # Al-Hamdaniya
        ("IQG04Q03", 0.2),  # Al-Najaf
        ("IQG04Q01", 0.2),  # Al-Kufa
        ("IQG04Q02", 0.2),  # Al-Manathera
    )
)

_OFFICES = {
    "IQG15Q08": "telafar",
    "IQG15Q05": "mosul",
    "IQG15Q07": "sinjar",
    "IQG15Q03": "hamdaniya",
    "IQG04Q03": "najaf",
    "IQG04Q01": "kufa",
    "IQG04Q02": "najaf",
}


def governorate(pcode: str) -> str:
    return pcode[: len("IQG15")]


def district(pcode: str) -> str:
    return pcode[: len("IQG15Q08")]


def office(pcode: str) -> str:
    """The field office that works there, as it stands in the names of its staff; elsewhere that of the governorate."""
    return _OFFICES.get(district(pcode)) or head_office(pcode)


@cache
def head_office(pcode: str) -> str:
    """The office of the governorate, as it stands in the names of its staff."""
    return place(governorate(pcode)).name_en.removeprefix("Al-").lower().replace(" ", "-")


def home(random: Random, region: Region) -> str:
    """The sub-district in which a family of the programme lives."""
    places, weights = _reach(region)
    return sub_district(random, random.choices(places, cum_weights=weights)[0])


def sub_district(random: Random, of: str) -> str:
    """A sub-district of that district, by its inhabitants."""
    places, weights = _sub_districts(of)
    return random.choices(places, cum_weights=weights)[0]


@cache
def _reach(region: Region) -> tuple[Sequence[str], Sequence[float]]:
    places = [pcode for pcode, _ in region.emphasis]
    return places, list(accumulate(_inhabitants(pcode) * emphasis for pcode, emphasis in region.emphasis))


@cache
def _sub_districts(of: str) -> tuple[Sequence[str], Sequence[float]]:
    places = _below(of)
    return places, list(accumulate(map(_inhabitants, places)))


@cache
def _inhabitants(pcode: str) -> float:
    """As the census counts them; where it does not, a share of what the counted ones beside it leave.

    Some of a governorate's districts are counted in another. What then leaves nothing is taken for the smallest.
    """
    count = population(pcode)
    if count is not None:
        return count
    above = place(pcode).parent
    if above is None:
        raise LookupError(f"the census does not count {pcode}")
    counts = [population(beside) for beside in _below(above)]
    counted = [count for count in counts if count is not None]
    left = _inhabitants(above) - sum(counted)
    return left / counts.count(None) if left > 0 else min(counted)


def _from(turn: int, governorate: str) -> Sequence[str]:
    districts = _below(governorate)
    begin = turn % len(districts)
    return [*districts[begin:], *districts[:begin]]


def _below(pcode: str) -> Sequence[str]:
    return [unit.pcode for unit in children(pcode)]
