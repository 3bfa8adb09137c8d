"""Finds units by any of their names, in any usual spelling, and leaves the choice among namesakes to whoever asks."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from shared.places.spelling import comparable, comparable_with_article
from shared.places.units import Place, inside, place, units

# The longest name has 21 letters, and vowel marks may double them. More is no name and would only cost time.
_LONGEST_QUERY = 100

_EXACT, _PREFIX, _SUBSTRING = range(3)


def search(q: str | None, level: int | None = None, parent: str | None = None) -> list[Place]:
    """Every unit that `q` may mean: exact names first, then beginnings, then parts; each by level and P-code.

    Namesakes all come: "Najaf" is a governorate and a district. An exact P-code finds its unit alone; without `q`, all
    units come. `level` keeps one level, `parent` keeps what lies below that unit at any depth; raises `UnknownPlace` if
    there is no such parent.
    """
    found = list(units().values()) if q is None else _named(q) if len(q) <= _LONGEST_QUERY else []
    if level is not None:
        found = [unit for unit in found if unit.level == level]
    if parent is not None:
        area = place(parent)
        found = [unit for unit in found if unit != area and inside(unit.pcode, area.pcode)]
    return found


def named(name: str) -> list[Place]:
    """Every unit that is called so, in any usual spelling: namesakes all, the larger first."""
    pcodes = set(_names().get(comparable(name), ()))
    return [unit for unit in units().values() if unit.pcode in pcodes]


def _named(q: str) -> list[Place]:
    code = q.strip().upper()
    if code in units():
        return [units()[code]]
    wanted = comparable(q)
    if not wanted:
        return []
    best: dict[str, int] = {}
    for name, pcodes in _names().items():
        position = name.find(wanted)
        if position < 0:
            continue
        match = _EXACT if name == wanted else _PREFIX if position == 0 else _SUBSTRING
        for pcode in pcodes:
            best[pcode] = min(match, best.get(pcode, match))
    # The units come in the order wanted within one kind of match, and sorting keeps it.
    return sorted((unit for unit in units().values() if unit.pcode in best), key=lambda unit: best[unit.pcode])


@cache
def _names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for unit in units().values():
        for name in {form for spelling in _spellings(unit) for form in _forms(spelling)}:
            names[name].append(unit.pcode)
    return dict(names)


def _spellings(unit: Place) -> Iterator[str]:
    yield unit.name_en
    yield unit.name_ar
    if unit.name_ku is not None:
        yield unit.name_ku
    yield from unit.aliases


def _forms(spelling: str) -> tuple[str, str]:
    return comparable(spelling), comparable_with_article(spelling)
