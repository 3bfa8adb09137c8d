"""How close two words of names are, and in what: the same, spelt otherwise, heard alike, or one slip apart."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from services.beneficiary.names import forms, keys
from shared.codes import listed_as


@listed_as("closeness")
class Closeness(StrEnum):
    """In what two names agree: the same form in one script, the same sounds in one or in two, all but a letter, or how
    they begin; and two dates, of which one is near the other."""

    SAME = "same"
    SPELLING = "spelling"
    SOUND = "sound"
    SLIP = "slip"
    BEGINS = "begins"
    NEAR = "near"


class Close(NamedTuple):
    """`degree` is 1 for the same word and 0 for different ones."""

    degree: float
    how: Closeness | None


DIFFERENT = Close(0.0, None)
ACROSS_SCRIPTS = Close(0.92, Closeness.SOUND)
BEGUN = Close(0.8, Closeness.BEGINS)
SPELT_OTHERWISE = 0.8, 0.97
"""Of words that share a key: the least, and the most that closeness of letters makes of it."""
ONE_SLIP = Close(0.6, Closeness.SLIP)
LONG_ENOUGH = 4
"""Letters of the longer word: of shorter ones a letter makes another name."""


@lru_cache(maxsize=200_000)
def close(one: str, other: str) -> Close:
    """How close two words are, as `forms.written` gives them."""
    mine, theirs = _form(one), _form(other)
    if mine == theirs:
        return Close(1.0, Closeness.SAME)
    shared = not keys.of(one).isdisjoint(keys.of(other))
    if one.isascii() != other.isascii():
        return ACROSS_SCRIPTS if shared else DIFFERENT
    if shared:
        least, most = SPELT_OTHERWISE
        return Close(least + (most - least) * JaroWinkler.similarity(mine, theirs), Closeness.SPELLING)
    if max(len(mine), len(theirs)) >= LONG_ENOUGH and OSA.distance(mine, theirs, score_cutoff=1) <= 1:
        return ONE_SLIP
    return DIFFERENT


def begun(typed: str, word: str) -> Close:
    """How close a word is to one that somebody is still typing."""
    whole = close(typed, word)
    if whole.degree >= BEGUN.degree:
        return whole
    starts = _form(word).startswith(_form(typed))
    return BEGUN if starts or _begins(typed, word) else whole


def _begins(typed: str, word: str) -> bool:
    return any(key.startswith(begin) for begin in keys.begun(typed) if len(begin) > 1 for key in keys.of(word))


def _form(word: str) -> str:
    return "".join(forms.words(word))
