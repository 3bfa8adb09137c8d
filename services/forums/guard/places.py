"""Names that are not somebody's: of places, and of what is called after somebody (streets, schools, mosques)."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import StringIO

from services.forums.guard.letters import form, plain
from services.forums.guard.listed import ARTICLE, Reading, is_surname, reading
from services.forums.guard.words import WrittenWord
from shared.places.units import units


@cache
def _phrases() -> dict[str, set[tuple[str, ...]]]:
    """What is called after somebody long dead, and what people wish each other (`data/phrases.csv`), and all units of
    the country, in the forms of their words, by the first."""
    phrases: dict[str, set[tuple[str, ...]]] = {}
    text = files(__package__).joinpath("data", "phrases.csv").read_text(encoding="utf-8")
    written = [row["phrase"] for row in csv.DictReader(StringIO(text))]
    for unit in units().values():
        written += [unit.name_en or "", unit.name_ar or "", unit.name_ku or "", *unit.aliases]
    for phrase in written:
        parts = tuple(form(part) for part in plain(phrase.replace("-", " ")).text.split())
        if len(parts) > 1 or (parts and reading(parts[0], sorani=False) < Reading.NAME):
            phrases.setdefault(parts[0], set()).add(parts)
    return phrases


def covered(words: list[WrittenWord], sorani: bool) -> list[bool]:
    """Of each word, whether it belongs to what a place is called."""
    of_places = [False] * len(words)
    for place, word in enumerate(words):
        for taken in _phrase(words, place):
            of_places[taken] = True
        if of_places[place]:
            continue
        if word.hints("place"):
            for taken in _named(words, place + 1, sorani):
                of_places[taken] = True
        if word.hints("place_behind") or (word.hints("place") and place and words[place - 1].form.isascii()):
            for taken in _before(words, place, sorani):
                of_places[taken] = True
    return of_places


def _phrase(words: list[WrittenWord], place: int) -> Iterator[int]:
    first = words[place].form
    firsts = (first, first[1:]) if first[:1] in "وفبل" else (first,)
    for start in ("ابو" if first in ("ابي", "ابا") else first for first in firsts):
        for parts in _phrases().get(start, ()):
            rest = words[place + 1 : place + len(parts)]
            if tuple(word.form for word in rest) == parts[1:] and len(rest) == len(parts) - 1:
                yield from range(place, place + len(parts))


def _named(words: list[WrittenWord], place: int, sorani: bool) -> Iterator[int]:
    """What stands behind `street` or `school` in Arabic and Kurdish: titles and names, up to the first that is none."""
    while place < len(words) and words[place].joined:
        word = words[place]
        if word.hints("place_filler"):
            yield place
        elif word.form.startswith(ARTICLE) and len(word.form) > len(ARTICLE) + 1:
            yield place
            if not is_surname(word.form):
                return
        elif word.form in _LINKS or reading(word.form, sorani=sorani) or is_surname(word.form) or word.hints("kunya"):
            yield place
        else:
            return
        place += 1


LONGEST_NAME = 6
"""Words that a place is called by in English."""


def _before(words: list[WrittenWord], place: int, sorani: bool) -> Iterator[int]:
    """What stands before `Street` or `School` in English, or behind `school of`."""
    if place + 1 < len(words) and words[place + 1].form == "of":
        yield from _named(words, place + 2, sorani)
    for at in range(place - 1, max(-1, place - 1 - LONGEST_NAME), -1):
        word = words[at]
        if not (word.capital or word.form in _LINKS or word.hints("place_filler")):
            return
        if not words[at + 1].joined:
            return
        yield at


_LINKS = frozenset(["بن", "ابن", "ابي", "بنت", "al", "el", "ibn", "bin", "ال", "bint", "abi"])
