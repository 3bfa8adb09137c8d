"""Which words are listed as names, and how surely a word that is listed is meant as one.

The lists are those of `shared/names` and `data/names.csv`, which says of names that are words too how they are read.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import NamedTuple

from rapidfuzz.distance import OSA

from services.forums.guard.letters import form, plain
from shared.names import pool, spellings


class Reading(IntEnum):
    """How surely a word is meant as a name: one that is nothing else, that may be either, or that is a word first."""

    NONE = 0
    WORD = 1
    EITHER = 2
    NAME = 3


READINGS = {"none": Reading.NONE, "word": Reading.WORD, "either": Reading.EITHER, "name": Reading.NAME}
ARTICLE = "ال"
HAMZA = "ء"


SHORTEST, SHORTEST_STEM = 3, 4
"""Letters of a name, and of one that something was added to."""


class Lists(NamedTuple):
    """Given names by their forms, surnames by theirs, and long names by what is left of them without one letter."""

    given: Mapping[str, Reading]
    surnames: frozenset[str]
    slips: Mapping[str, tuple[str, ...]]


LONG_ENOUGH = 5
"""Letters of a name that is recognised with a slip in it."""


@cache
def lists() -> Lists:
    """All lists, read once."""
    given: dict[str, Reading] = {}
    for name, reading in _given():
        given.setdefault(form(plain(name).text), reading)
    for name in [name for name in given if name.endswith(HAMZA) and len(name) > SHORTEST + 1]:
        given.setdefault(name.removesuffix(HAMZA), Reading.EITHER)
    slips: dict[str, set[str]] = defaultdict(set)
    for name, reading in given.items():
        if reading is Reading.NAME and len(name) >= LONG_ENOUGH:
            for shorter in _shorter(name):
                slips[shorter].add(name)
    return Lists(given, frozenset(_surnames()), {left: tuple(sorted(names)) for left, names in slips.items()})


def _given() -> Iterator[tuple[str, Reading]]:
    """Names with how they are read; where one stands twice, the first holds."""
    rows = list(csv.DictReader(StringIO(files(__package__).joinpath("data", "names.csv").read_text(encoding="utf-8"))))
    for row in sorted(rows, key=lambda row: READINGS[row["reading"]]):
        yield row["name"], READINGS[row["reading"]]
    for name in pool.pooled():
        if name.kind == "given":
            yield name.native, Reading.NAME
            yield name.latin, Reading.NAME
    for spelling in spellings.in_use():
        if not spelling.native.startswith(ARTICLE):
            yield spelling.native, Reading.NAME
            if len(spelling.latin) > 2:
                yield spelling.latin, Reading.NAME


def _surnames() -> Iterator[str]:
    for name in pool.pooled():
        if name.kind == "nisba":
            native, latin = form(plain(name.native).text), form(plain(name.latin.replace("-", "")).text)
            yield from (native, native.removeprefix(ARTICLE), latin, latin.removeprefix("al"))


def _shorter(word: str) -> Iterator[str]:
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]


def is_listed(word: str) -> bool:
    """Whether the lists say of a word how it is read, also that it is no name."""
    return word in lists().given


def slipped(word: str) -> bool:
    """Whether a word is a long name with one slip in it, past its first letter."""
    if len(word) < LONG_ENOUGH:
        return False
    slips = lists().slips
    return any(OSA.distance(word, name, score_cutoff=1) <= 1 for left in _shorter(word) for name in slips.get(left, ()))


BEFORE = "وفبلك"
"""Arabic puts these before a word: and, so, with, to, like."""
AFTER_SORANI = ("يش", "ي", "م", "ان", "ه", "ت")
AFTER_LATIN = ("ek", "an", "e", "a", "i", "o", "s")
DIGITS = str.maketrans({"2": "", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "q", "9": "s"})
"""Digits by which Arabic letters are typed in Latin ones."""


def reading(word: str, *, sorani: bool) -> Reading:
    """How surely a word, in its form, is meant as a name."""
    given = lists().given
    if (known := given.get(word)) is not None:
        return known
    if word.isascii():
        return _latin(word)
    return max(_before_taken(word), _after_taken(word, AFTER_SORANI) if sorani else Reading.NONE, _run_together(word))


def _latin(word: str) -> Reading:
    if not word.isalpha():
        letters = form(word.translate(DIGITS))
        if word.isdigit() or not letters.isalpha():
            return Reading.NONE
        return Reading.NAME if lists().given.get(letters, Reading.NONE) >= Reading.EITHER else Reading.NONE
    return max(_after_taken(word, AFTER_LATIN), _run_together(word))


KUNYAS = ("ابو", "ابي", "ابا")


def _before_taken(word: str) -> Reading:
    for kunya in KUNYAS:
        if word.startswith(kunya) and lists().given.get(word.removeprefix(kunya), Reading.NONE) >= Reading.EITHER:
            return Reading.NAME
    rest = word[1:]
    if word[0] not in BEFORE or len(rest) < SHORTEST:
        return Reading.NONE
    known = lists().given.get(rest, Reading.NONE)
    return known if len(rest) > SHORTEST else min(known, Reading.EITHER)


def _after_taken(word: str, endings: tuple[str, ...]) -> Reading:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            known = lists().given.get(word.removesuffix(ending), Reading.NONE)
            if known:
                return known
    return Reading.NONE


MOST_RUN_TOGETHER = 24


def _run_together(word: str) -> Reading:
    """Two names with nothing between them."""
    if not 2 * SHORTEST < len(word) <= MOST_RUN_TOGETHER:
        return Reading.NONE
    given = lists().given
    for place in range(SHORTEST, len(word) - SHORTEST + 1):
        if given.get(word[:place]) is Reading.NAME and given.get(word[place:], 0) >= Reading.EITHER:
            return Reading.NAME
    return Reading.NONE


def is_surname(word: str) -> bool:
    """Whether a word is listed as the name of a family or of where it is from."""
    surnames = lists().surnames
    return word in surnames or (word[:1] in BEFORE and word[1:] in surnames)
