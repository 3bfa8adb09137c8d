"""The signs that a person is found by, all in one array under one index: of the name, of the birth and of the place.

A key stands for a part of the person's own name, whichever; with a mark before it, for the given name or for a part of
the mother's. What a key begins with stands beside it, so that a name is found while it is typed. Years and places are
signs too, so that an index alone leaves out whoever is of another age, or lives where a caller does not work.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from services.beneficiary.names import forms, keys
from services.beneficiary.people.views import NAME_PARTS

GIVEN, MOTHERS, BORN, LIVING = "^", "~", "#", "@"
"""Marks before a key of the given name, a key of the mother's name, a year of birth, and a P-code."""
UNFINISHED = "-"
"""Behind what a key begins with."""
SHORTEST, LONGEST = 2, 4
"""Sounds by which an unfinished word is found."""

OWN = tuple(part for part in NAME_PARTS if not part.startswith("mother_"))
OF_MOTHER = tuple(part for part in NAME_PARTS if part.startswith("mother_"))
_SCRIPTS = ("native", "latin")
_LEVELS = (5, 8, 11)
"""Letters of the P-codes of a governorate, a district and a sub-district."""


def of(names: Mapping[str, str | None], birth_date: date | None, place: str) -> list[str]:
    """The signs of somebody with these names (by field, such as `given_native`), in order, each once."""
    signs = {born(birth_date), *(f"{LIVING}{place[:letters]}" for letters in _LEVELS if letters <= len(place))}
    for part in OWN:
        for name in _written(names, part):
            signs.update(_of_name(name))
    signs |= of_part(names, "given", GIVEN)
    for part in OF_MOTHER:
        signs |= of_part(names, part, MOTHERS)
    return sorted(signs)


def of_part(names: Mapping[str, Any], part: str, mark: str) -> frozenset[str]:
    """The keys of one part of a name, in whichever script it is written, each behind a mark or, for none, as it is."""
    return frozenset().union(*(_marked(mark, name) for name in _written(names, part)))


def unfinished(word: str) -> frozenset[str]:
    """Signs of which whoever is meant by a word has one, where the word may be the beginning of a longer one; none if
    there is too little of it."""
    begun = {f"{key[:LONGEST]}{UNFINISHED}" for key in keys.begun(word) if len(key) >= SHORTEST}
    return keys.of(word) | begun if begun else frozenset()


def born_about(year: int, around: int) -> list[str]:
    """Signs of whoever was born in a year or a few years from it, or nobody knows when."""
    return [BORN, *(f"{BORN}{year + years}" for years in range(-around, around + 1))]


def living_in(place: str) -> str | None:
    """The sign of whoever lives in a place; none of the whole country."""
    return f"{LIVING}{place}" if len(place) in _LEVELS else None


def born(birth_date: date | None) -> str:
    """The sign of whoever was born in the year of this day, or nobody knows when."""
    return BORN if birth_date is None else f"{BORN}{birth_date.year}"


def _written(names: Mapping[str, Any], part: str) -> Iterable[str]:
    return filter(None, (names.get(f"{part}_{script}") for script in _SCRIPTS))


@lru_cache(maxsize=50_000)
def _of_name(name: str) -> frozenset[str]:
    whole = {key for word in forms.written(name) for key in keys.of(word)}
    begun = (f"{key[:sounds]}{UNFINISHED}" for key in whole for sounds in range(SHORTEST, min(len(key), LONGEST + 1)))
    return frozenset((*whole, *begun))


@lru_cache(maxsize=50_000)
def _marked(mark: str, name: str) -> frozenset[str]:
    return frozenset(f"{mark}{key}" for word in forms.written(name) for key in keys.of(word))
