"""The words of a text: their forms, where they stand, what they hint at, and which of them follow at once."""

import re
from typing import NamedTuple

from services.forums.guard import cues
from services.forums.guard.letters import Plain, form


class WrittenWord(NamedTuple):
    """One word: where in the plain text it stands, its form, and what it hints at.

    `capital` says that it begins with one; `joined` that nothing but a space or a hyphen parts it from the word before,
    `counted` that a comma may, as in a list of people, and `sentence` numbers what stops and new lines part.
    """

    start: int
    end: int
    form: str
    cues: frozenset[str]
    capital: bool
    joined: bool
    counted: bool
    sentence: int

    def hints(self, cue: str) -> bool:
        return cue in self.cues


_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[^\W\da-z_]+")
_JOINED = re.compile(r"[ \-_']{0,3}")
_COUNTED = re.compile(r"[ \-_]{0,3}[,:&/]?[ \-_]{0,3}")
_STOP = re.compile(r"[.!?؟;؛\n]")
NOTHING: frozenset[str] = frozenset()


def words(text: str, plain: Plain) -> list[WrittenWord]:
    """The words of a text, in order; numbers are words too."""
    found: list[WrittenWord] = []
    end, sentence = 0, 0
    hinted = cues.hinted()
    for match in _WORD.finditer(plain.text):
        between = plain.text[end : match.start()]
        if _STOP.search(between):
            sentence += 1
        word = form(match[0])
        found.append(
            WrittenWord(
                match.start(),
                match.end(),
                word,
                hinted.get(word, NOTHING),
                text[plain.at[match.start()]].isupper(),
                bool(found) and _JOINED.fullmatch(between) is not None,
                bool(found) and _COUNTED.fullmatch(between) is not None,
                sentence,
            )
        )
        end = match.end()
    return found
