"""Reading a text for what may tell of a person: all that the guard looks for, in the order in which it stands."""

from collections.abc import Iterable
from unicodedata import category

from services.forums.guard import houses, names, numbers
from services.forums.guard.letters import plain
from services.forums.guard.marks import Mark, MarkKind
from services.forums.guard.words import words

SORANI = frozenset("ەێۆڕڵڤژچگپ")
"""Letters by which a text is seen to be Kurdish in Arabic letters."""
HEH_AS_VOWEL = "ه\u200c"


def marks(text: str) -> list[Mark]:
    """What in the text may tell of a person. The same text has the same marks, whoever asks."""
    in_letters = plain(text)
    parts = words(text, in_letters)
    sorani = not SORANI.isdisjoint(text) or HEH_AS_VOWEL in text
    found = {
        *names.found(parts, in_letters, sorani=sorani),
        *numbers.found(parts, in_letters),
        *houses.found(parts),
    }
    at = in_letters.at
    return _kept(Mark(at[start], _end(text, at[end - 1] + 1), kind) for start, end, kind in found)


def ready() -> None:
    """Read all lists, which takes a moment, before the first request has to wait for it."""
    marks("Ali")


TELL_NAMES = (MarkKind.NAME, MarkKind.KUNYA, MarkKind.KINSHIP)
"""Kinds of marks that say what a mark of a name within them says."""


def _kept(found: Iterable[Mark]) -> list[Mark]:
    """The marks in order, without those that others of their kind hold."""
    kept: list[Mark] = []
    ends = dict.fromkeys(MarkKind, 0)
    for mark in sorted(set(found), key=lambda mark: (mark.start, -mark.end, mark.kind is MarkKind.NAME, mark.kind)):
        telling = TELL_NAMES if mark.kind is MarkKind.NAME else (mark.kind,)
        if all(ends[kind] < mark.end for kind in telling):
            kept.append(mark)
            ends[mark.kind] = mark.end
    return kept


BORNE = frozenset({"Mn", "Me", "Lm"})
"""Categories of what is drawn with the letter before it: vowel marks, accents, tatweel."""


def _end(text: str, end: int) -> int:
    """The end of a letter with all that belongs to it."""
    while end < len(text) and category(text[end]) in BORNE:
        end += 1
    return end
