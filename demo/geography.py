"""Where the programme works, and where in it a family lives: weighted by the census of 2024."""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random

from shared.places import children, population

NINEWA, NAJAF = "IQG15", "IQG04"

# How much of the programme goes to a district for each of its inhabitants: it is first of all Telafar's and Najaf's.
_EMPHASIS = {
    "IQG15Q08": 1.0,  # Telafar
    "IQG15Q05": 0.04,  # Al-Mosul
    "IQG15Q07": 0.3,  # Sinjar
    "IQG15Q03": 0.3,  # Al-Hamdaniya
    "IQG04Q03": 0.2,  # Al-Najaf
    "IQG04Q01": 0.2,  # Al-Kufa
    "IQG04Q02": 0.2,  # Al-Manathera
}

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
    """The field office that works there, as it stands in the names of its staff."""
    return _OFFICES[district(pcode)]


def home(random: Random) -> str:
    """The sub-district in which a family of the programme lives."""
    return sub_district(random, random.choices(list(_EMPHASIS), cum_weights=_reach())[0])


def sub_district(random: Random, of: str) -> str:
    """A sub-district of that district, by its inhabitants."""
    places, weights = _sub_districts(of)
    return random.choices(places, cum_weights=weights)[0]


@cache
def _reach() -> Sequence[float]:
    return list(accumulate(_counted(pcode) * emphasis for pcode, emphasis in _EMPHASIS.items()))


@cache
def _sub_districts(of: str) -> tuple[Sequence[str], Sequence[float]]:
    places = [unit.pcode for unit in children(of)]
    counts = {pcode: population(pcode) for pcode in places}
    counted = sum(count for count in counts.values() if count is not None)
    missing = sum(count is None for count in counts.values())
    # Where the census does not count a sub-district, those not counted share what the others leave.
    rest = max(0, _counted(of) - counted) / missing if missing else 0
    return places, list(accumulate(rest if count is None else count for count in counts.values()))


def _counted(pcode: str) -> int:
    count = population(pcode)
    if count is None:
        raise LookupError(f"the census does not count {pcode}")
    return count
