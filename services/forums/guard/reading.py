"""Reading a text for what may tell of a person: all that the guard looks for, in the order in which it stands."""

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
    placed = sorted({Mark(at[start], _end(text, at[end - 1] + 1), kind) for start, end, kind in found})
    return [mark for mark in placed if not any(_holds(other, mark) for other in placed)]


def ready() -> None:
    """Read all lists, which takes a moment, before the first request has to wait for it."""
    marks("Ali")


_KEEPS_ALL = frozenset({MarkKind.NAME, MarkKind.KUNYA, MarkKind.KINSHIP})


def _holds(other: Mark, mark: Mark) -> bool:
    """Whether one mark says all that another does, and more."""
    inside = other.start <= mark.start and mark.end <= other.end and other[:2] != mark[:2]
    return inside and (other.kind is mark.kind or (mark.kind is MarkKind.NAME and other.kind in _KEEPS_ALL))


BORNE = frozenset({"Mn", "Me", "Lm"})
"""Categories of what is drawn with the letter before it: vowel marks, accents, tatweel."""


def _end(text: str, end: int) -> int:
    """The end of a letter with all that belongs to it."""
    while end < len(text) and category(text[end]) in BORNE:
        end += 1
    return end
