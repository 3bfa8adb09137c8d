"""How well a registration fits a name that is sought, and by what: each word of it against each part of the name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.beneficiary.names import closeness, forms
from services.beneficiary.names.closeness import Close, Closeness
from services.beneficiary.people.signs import OF_MOTHER, OWN
from services.beneficiary.people.views import BirthPrecision
from services.beneficiary.search.terms import Terms
from services.beneficiary.search.views import MatchView

OUT_OF_ORDER = 0.05
"""Taken off for each word that belongs to a part before that of the word before it, as if no order were meant."""
BIRTHS = {0: 1.0, 1: 0.9, 2: 0.7, 3: 0.6, 4: 0.4, 5: 0.3}
"""What a year of birth counts for that lies so many years off."""
UNKNOWN_BIRTH = 0.5


@dataclass(frozen=True)
class Fit:
    """How well a registration fits, from 0 to 1, and what of it does."""

    score: float
    matched: tuple[MatchView, ...]


@dataclass
class _Part:
    """One word of a part of a name, in every script that it is written in."""

    part: str
    place: int
    words: list[str] = field(default_factory=list)


def fit(terms: Terms, row: Mapping[str, Any]) -> Fit:
    """How well what a registration states fits what is sought."""
    matched: list[MatchView] = []
    total, most = 0.0, 0
    for words, parts, typing in ((terms.own, OWN, terms.typing), (terms.mothers, OF_MOTHER, False)):
        left, last = _parts(row, parts), -1
        for at, word in enumerate(words):
            most += 1
            best = _best(word, left, typing and at == len(words) - 1)
            if best is None:
                continue
            part, close = best
            left.remove(part)
            total += close.degree - (OUT_OF_ORDER if part.place < last else 0.0)
            last = part.place
            matched.append(MatchView(part=part.part, closeness=close.how))
    if terms.birth_year is not None:
        most += 1
        close_birth = _born(terms.birth_year, row["birth_date"], row["birth_precision"])
        total += close_birth.degree
        if close_birth.how is not None:
            matched.append(MatchView(part="birth_date", closeness=close_birth.how))
    return Fit(round(max(total, 0.0) / most, 3), tuple(matched))


def _best(word: str, parts: Sequence[_Part], typing: bool) -> tuple[_Part, Close] | None:
    """The part that a word is closest to, the first of equals; none if it is close to none."""
    compare = closeness.begun if typing else closeness.close
    best: tuple[_Part, Close] | None = None
    for part in parts:
        for written in part.words:
            close = compare(word, written)
            if close.how is not None and (best is None or close.degree > best[1].degree):
                best = part, close
    return best


def _parts(row: Mapping[str, Any], parts: Sequence[str]) -> list[_Part]:
    return [each for place, part in enumerate(parts) for each in _words(row, part, place)]


def _words(row: Mapping[str, Any], part: str, place: int) -> Iterator[_Part]:
    """The words of one part: those of both scripts together, where they are as many."""
    native, latin = (forms.written(row[f"{part}_{script}"] or "") for script in ("native", "latin"))
    if len(native) == len(latin):
        yield from (_Part(part, place, list(pair)) for pair in zip(native, latin, strict=True))
    else:
        yield from (_Part(part, place, [word]) for word in (*native, *latin))


def _born(year: int, born: date | None, precision: str) -> Close:
    if born is None:
        return Close(UNKNOWN_BIRTH, None)
    apart = abs(born.year - year)
    if apart and precision == BirthPrecision.ESTIMATED:
        apart -= 1
    if apart not in BIRTHS:
        return closeness.DIFFERENT
    return Close(BIRTHS[apart], Closeness.SAME if not apart else Closeness.NEAR)
