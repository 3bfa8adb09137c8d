"""Names as Iraqis bear them and as clerks write them: one name, several spellings, in its own letters and in Latin."""

from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from shared.names import pool as usual
from shared.names import spellings

_USUAL_SPELLING = 0.5
"""How often a clerk writes the usual Iraqi Latin spelling; otherwise any in use, by its count worldwide."""

_ARABIC_LETTERS = str.maketrans("پچژگڤڕڵۆێکی", "بجزكفرلويكي", "ە")
"""Kurdish letters as an Arabic keyboard has them; the Sorani e is a vowel that Arabic does not write."""

_HAMZA = str.maketrans("أإآ", "ااا")
_LOOSE_VOWELS = {"ou": "u", "ee": "i", "aa": "a", "oo": "u"}
_SERVANT = "عبد"
_LATIN_SERVANT = "Abdul"


class Name(NamedTuple):
    """One name: in its own letters and in the usual Latin spelling."""

    native: str
    latin: str
    language: str


class _Pool(NamedTuple):
    names: list[Name]
    weights: list[int]


def given(random: Random, sex: str, language: str) -> Name:
    return _drawn(random, "given", "m" if sex == "male" else "f", language)


def nisba(random: Random, language: str) -> Name:
    return _drawn(random, "nisba", "", language)


def everybody() -> Iterator[Name]:
    """All names that anybody bears."""
    return (name for pool in _pools().values() for name in pool.names)


def in_latin(random: Random, name: Name) -> str:
    """The name as somebody writes it in Latin letters."""
    if random.random() < _USUAL_SPELLING:
        return name.latin
    known = _variants().get(name.native)
    if known is not None:
        return random.choices(known[0], cum_weights=known[1])[0]
    return random.choice(_loosely(name))


def respelt(random: Random, name: Name) -> str:
    """The name in Arabic letters as another clerk writes it; a name that has one spelling only stays as it is."""
    return random.choice(_respellings(name))


def slip(random: Random, written: str) -> str:
    """A letter left out in haste, never the first."""
    place = random.randrange(1, len(written))
    return written[:place] + written[place + 1 :]


@cache
def _respellings(name: Name) -> list[str]:
    native = name.native
    others = {native.translate(_HAMZA)}
    if native.endswith("ة"):
        others.add(native[:-1] + "ه")
    if native.endswith("ى"):
        others.add(native[:-1] + "ي")
    if native.endswith("اء"):
        others.add(native[:-1])
    if native.startswith(_SERVANT + "ال"):
        others.add(f"{_SERVANT} {native.removeprefix(_SERVANT)}")
    if native.endswith("ي"):
        others.add(native[:-1] + "ى")
    if native.startswith("ال"):
        others.add(native.removeprefix("ال"))
    if name.language == "ckb":
        others = {native.translate(_ARABIC_LETTERS)}
    return sorted(others - {native}) or [native]


@cache
def _loosely(name: Name) -> list[str]:
    latin = name.latin
    others = {latin}
    for strict, loose in _LOOSE_VOWELS.items():
        others.add(latin.replace(strict, loose))
    if latin.startswith("Al-"):
        bare = latin.removeprefix("Al-")
        others |= {bare, f"Al {bare}", f"Al{bare.lower()}", f"El-{bare}"}
    if latin.startswith(_LATIN_SERVANT) and name.native.startswith(_SERVANT):
        bare = latin.removeprefix(_LATIN_SERVANT).title()
        others |= {f"Abdul {bare}", f"Abd al-{bare}", f"Abdel {bare}", f"Abd {bare}"}
    return sorted(others)


def _drawn(random: Random, kind: str, sex: str, language: str) -> Name:
    pool = _pools()[kind, sex, language]
    return random.choices(pool.names, cum_weights=pool.weights)[0]


@cache
def _pools() -> dict[tuple[str, str, str], _Pool]:
    pools: dict[tuple[str, str, str], _Pool] = {}
    for name in usual.pooled():
        pool = pools.setdefault((name.kind, name.sex, name.orthography), _Pool([], []))
        pool.names.append(Name(name.native, name.latin, name.orthography))
        pool.weights.append(name.weight + (pool.weights[-1] if pool.weights else 0))
    return pools


@cache
def _variants() -> dict[str, tuple[list[str], list[int]]]:
    counted: dict[str, dict[str, int]] = {}
    for native, latin, count in spellings.in_use():
        counted.setdefault(native, {})[latin.title()] = count
    return {native: (list(known), list(accumulate(known.values()))) for native, known in counted.items()}
