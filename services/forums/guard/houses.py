"""Where somebody lives: a house with what it is next to, how it looks or its number, an address, or `lives near`."""

from collections.abc import Iterator

from services.forums.guard.marks import MarkKind
from services.forums.guard.words import WrittenWord

AROUND = 7
"""Words between a house and what tells it from others."""
LANDMARK = 3
"""Words that a landmark takes, behind the word that says where it is."""
BESIDE = 3
"""Words between a house and what colour it is, or which of several."""
NUMBERED = 3
"""Words from a house to the number that it has."""
LIVED_IN = frozenset(["address", "house", "door", "ordinal"])
YEAR_LONG = 4
WHERE_BEFORE = 5
"""Words between where it is and a house: Kurdish says first where, and last that somebody lives there."""


def found(words: list[WrittenWord]) -> Iterator[tuple[int, int, MarkKind]]:
    """Where a house is described, in the plain text."""
    done = -1
    for place, word in enumerate(words):
        if place > done and word.cues & BEGINNING and (told := _told(words, place)):
            first, done = min(place, *told), max(place, *told)
            yield words[first].start, words[done].end, MarkKind.HOUSE


BEGINNING = frozenset(["house", "lives", "address", "door", "family"])


def _told(words: list[WrittenWord], place: int) -> list[int]:
    """The words that tell this house from others, if some do."""
    word = words[place]
    near = [
        at
        for at in range(max(0, place - AROUND), min(len(words), place + AROUND + 1))
        if words[at].sentence == word.sentence and at != place
    ]
    if any(words[at].hints("empty") for at in near) or word.hints("houses"):
        return []
    if place + 1 < len(words) and words[place + 1].hints("institution"):
        return []
    behind = [at for at in near if at > place]
    if word.hints("address") and (told := _address(words, [place, *behind])):
        return told
    where = [at for at in behind if words[at].hints("near")] or [
        at for at in near if words[at].hints("near") and place - at <= WHERE_BEFORE
    ]
    ordinal = [at for at in near if abs(at - place) <= BESIDE and words[at].hints("ordinal")]
    if word.hints("lives"):
        told = where or [at for at in near if words[at].cues & LIVED_IN and abs(at - place) <= WHERE_BEFORE]
    elif word.hints("house"):
        told = where or _looks(words, place, near) or ordinal or _number(words, place)
    elif word.hints("family"):
        told = [at for at in where if at - place <= NUMBERED]
    else:
        told = where if word.hints("door") and (ordinal or _coloured(words, place)) else []
    return [*told, *_landmark(words, max(told))] if told else []


def _coloured(words: list[WrittenWord], place: int) -> bool:
    return any(word.hints("colour") for word in words[max(0, place - 1) : place + 2])


def _looks(words: list[WrittenWord], place: int, near: list[int]) -> list[int]:
    """What the house looks like: its colour, or its door or tree."""
    colours = [at for at in near if words[at].hints("colour")]
    parts = [at for at in near if words[at].hints("door")]
    beside = [at for at in colours if abs(at - place) <= BESIDE]
    behind = [at for at in parts if at > place]
    return beside or (colours + parts if colours and parts else behind)


def _number(words: list[WrittenWord], place: int) -> list[int]:
    """The number of a house, a tent or a flat, right behind it."""
    for at in range(place + 1, min(place + 1 + NUMBERED, len(words))):
        word = words[at]
        if word.form.isdigit():
            counts = at + 1 < len(words) and words[at + 1].hints("unit")
            return [at] if len(word.form) < YEAR_LONG and not counts else []
        if not (word.hints("number") or len(word.form) == 1):
            return []
    return []


def _landmark(words: list[WrittenWord], last: int) -> list[int]:
    """The words behind the one that says where it is, as far as the sentence goes."""
    end = min(last + 1 + LANDMARK, len(words))
    return [at for at in range(last + 1, end) if words[at].sentence == words[last].sentence]


def _address(words: list[WrittenWord], near: list[int]) -> list[int]:
    """Two or more of quarter, alley and house, each with its number."""
    numbered = [
        at
        for at in near
        if words[at].hints("address")
        and any(words[next].form.isdigit() for next in range(at + 1, min(at + 3, len(words))))
    ]
    if len(numbered) < 2:
        return []
    return [*numbered, min(numbered[-1] + 2, len(words) - 1)]
