"""Where somebody lives: a house with what it is next to, what it looks like or its number, an address, or `lives near`."""

from collections.abc import Iterator

from services.forums.guard.marks import MarkKind
from services.forums.guard.words import Word

AROUND = 7
"""Words between a house and what tells it from others."""
LANDMARK = 3
"""Words that a landmark takes, behind the word that says where it is."""


def found(words: list[Word]) -> Iterator[tuple[int, int, MarkKind]]:
    """Where a house is described, in the plain text."""
    done = -1
    for place, word in enumerate(words):
        if place <= done or not (word.hints("house") or word.hints("lives") or word.hints("address")):
            continue
        told = _told(words, place)
        if told is not None:
            first, done = min(place, told[0]), max(place, told[1])
            yield words[first].start, words[done].end, MarkKind.HOUSE


def _told(words: list[Word], place: int) -> tuple[int, int] | None:
    """The first and the last word of what tells this house from others, if something does."""
    word = words[place]
    near = [
        at
        for at in range(max(0, place - AROUND), min(len(words), place + AROUND + 1))
        if words[at].sentence == word.sentence and at != place
    ]
    if any(words[at].hints("empty") for at in near):
        return None
    behind = [at for at in near if at > place]
    where = [at for at in behind if words[at].hints("near")]
    if word.hints("address") and (told := _address(words, [place, *behind])):
        return told
    if word.hints("lives"):
        told_by = where
    elif word.hints("house"):
        looks = [at for at in near if words[at].hints("door")], [at for at in near if words[at].hints("colour")]
        ordinal = [at for at in near if abs(at - place) <= 2 and words[at].hints("ordinal")]
        told_by = where or ([*looks[0], *looks[1]] if all(looks) else []) or ordinal
    else:
        return None
    if not told_by:
        return None
    last = max(told_by)
    while last < max(told_by) + LANDMARK and last + 1 < len(words) and words[last + 1].sentence == word.sentence:
        last += 1
    return min(told_by), last


def _address(words: list[Word], near: list[int]) -> tuple[int, int] | None:
    """Two or more of quarter, alley and house, each with its number."""
    numbered = [
        at
        for at in near
        if words[at].hints("address")
        and any(words[next].form.isdigit() for next in range(at + 1, min(at + 3, len(words))))
    ]
    if len(numbered) < 2:
        return None
    return numbered[0], min(numbered[-1] + 2, len(words) - 1)
