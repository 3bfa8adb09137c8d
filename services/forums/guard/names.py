"""Names, and whom they tell of somebody else's: kunyas (father or mother of) and kinship (son, wife, neighbour of).

A word that is listed as a name has points by how surely it is one, and gets more by what stands around it. `ENOUGH`
make a mark, which goes as far as names follow each other.
"""

import re
from collections.abc import Iterator

from services.forums.guard import listed, places
from services.forums.guard.letters import Plain, form
from services.forums.guard.listed import ARTICLE, Reading
from services.forums.guard.marks import MarkKind
from services.forums.guard.words import WrittenWord

ENOUGH = 3
POINTS_BEFORE = {"kin": 2, "kunya": 2, "kunya_umm": 2, "title": 2, "title_strong": 2, "named": 2, "named_strong": 3} | {
    "person": 1,
    "speech": 1,
}
"""What a cue in the word before adds."""
POINTS_BEHIND = {"speech": 1}
POINTS_NEIGHBOUR = {Reading.NAME: 2, Reading.EITHER: 1, Reading.WORD: 0, Reading.NONE: 0}
POINTS_SURNAME = 1
POINTS_INITIAL = 1
"""What a single letter beside it adds: Azad M."""
AND = frozenset(["و", "and", "u", "of"])
UNLISTED = {"named_strong", "title_strong"}
"""After these a word is a name though nobody has listed it."""
LINKS = frozenset(
    ["بن", "ابن", "بنت", "ال", "al", "el", "bin", "ibn", "bint", "abd", "abdul", "abdel", "عبد", "kuri", "kura"]
)
"""Stand between names or begin them."""
SKIPPED = frozenset(["of", "the", "a", "my", "our", "his", "her", "their", "is", "was", "to", "ـ"])
"""Stand between a cue and the name in English."""
KUNYAS = frozenset({"kunya", "kunya_umm"})
ALTERNATIVES = frozenset(["هل", "سواء", "اكان", "كان", "اهو", "اهي", "اي"])
"""In a sentence with these `ام` may be `or`, and not a mother."""


def found(words: list[WrittenWord], plain: Plain, *, sorani: bool) -> Iterator[tuple[int, int, MarkKind]]:
    """Where names stand, in the plain text."""
    of_places = places.covered(words, sorani)
    readings = [Reading.NONE if of_places[place] else _reading(words, place, sorani) for place in range(len(words))]
    place = 0
    while place < len(words):
        if of_places[place] or not _meant(words, readings, place):
            place += 1
            continue
        first, last = _reach(words, readings, of_places, place)
        kind, first = _kind(words, first)
        yield words[first].start, words[last].end, kind
        place = last + 1
    yield from _spaced_out(plain)


def _reading(words: list[WrittenWord], place: int, sorani: bool) -> Reading:
    word = words[place]
    if word.hints("nobody"):
        return Reading.NONE
    known = listed.reading(word.form, sorani=sorani)
    if word.form in ("عبد", "abd", "abdul", "abdel", "abdal") and _next_joined(words, place):
        follows = words[place + 1].form
        return Reading.NAME if follows.startswith((ARTICLE, "al", "ra", "el")) or word.form != "عبد" else known
    if word.form.isascii() and not word.capital and known is Reading.EITHER:
        return Reading.WORD
    if known is Reading.NONE and not word.cues and listed.slipped(word.form):
        return Reading.WORD
    return known


def _meant(words: list[WrittenWord], readings: list[Reading], place: int) -> bool:
    points = int(readings[place]) + max(_before(words, place), _behind(words, place))
    if readings[place] is Reading.NONE:
        return _unlisted(words, place)
    return points + max(_neighbour(words, readings, place, step) for step in (-1, 1)) >= ENOUGH


def _neighbour(words: list[WrittenWord], readings: list[Reading], place: int, step: int) -> int:
    """What the name before or behind adds, also one that is counted with this: with a comma or an `and` between."""
    at = place + step
    while 0 <= at < len(words) and words[max(at, at - step)].counted:
        word = words[at]
        if word.form in AND:
            at += step
            continue
        if word.form.isalpha() and len(word.form) == 1:
            return POINTS_INITIAL
        return max(POINTS_NEIGHBOUR[readings[at]], POINTS_SURNAME if listed.is_surname(word.form) else 0)
    return 0


def _before(words: list[WrittenWord], place: int) -> int:
    cue = _cue(words, place)
    return max((POINTS_BEFORE.get(hint, 0) for hint in cue.cues), default=0) if cue else 0


def _behind(words: list[WrittenWord], place: int) -> int:
    if not _next_joined(words, place):
        return 0
    return max((POINTS_BEHIND.get(hint, 0) for hint in words[place + 1].cues), default=0)


def _cue(words: list[WrittenWord], place: int) -> WrittenWord | None:
    """The word that says of what kind the next is, with what English puts between."""
    at = place
    while at > 0 and words[at].joined:
        at -= 1
        if words[at].form not in SKIPPED:
            return words[at]
    return None


def _unlisted(words: list[WrittenWord], place: int) -> bool:
    """Whether a word that nobody has listed is a name by what stands before it."""
    word, cue = words[place], _cue(words, place)
    if cue is None or word.hints("nobody") or len(word.form) < listed.SHORTEST or word.form[0].isdigit():
        return False
    if word.form.startswith(ARTICLE):
        # Abu al-Hassan; but the father of the children is nobody in particular.
        return bool(cue.cues & KUNYAS) and listed.reading(word.form[2:], sorani=False) >= Reading.EITHER
    if word.cues & {"kin", "place", "title", "place_filler"}:
        return False
    if cue.cues & UNLISTED:
        return not word.form.isascii() or word.capital
    if cue.hints("kunya") or cue.hints("kunya_umm"):
        asked = any(other.form in ALTERNATIVES for other in words if other.sentence == word.sentence)
        or_else = cue.hints("kunya_umm") and not word.form.isascii() and asked
        return not word.cues and not or_else and (not word.form.isascii() or word.capital)
    return False


def _reach(words: list[WrittenWord], readings: list[Reading], of_places: list[bool], place: int) -> tuple[int, int]:
    """The first and the last word of the names around this one."""

    def belongs(at: int) -> bool:
        word = words[at]
        return not of_places[at] and (
            readings[at] >= Reading.EITHER or word.form in LINKS or listed.is_surname(word.form)
        )

    first = last = place
    while first > 0 and words[first].joined and belongs(first - 1):
        first -= 1
    while _next_joined(words, last) and belongs(last + 1):
        last += 1
    if words[last].form in ("عبد", "abd", "abdul", "abdel", "al") and _next_joined(words, last):
        last += 1
    return first, last


def _kind(words: list[WrittenWord], first: int) -> tuple[MarkKind, int]:
    """What names are, by the word before them, and where with it they begin."""
    at = first
    while at > 0 and words[at].joined:
        at -= 1
        word = words[at]
        if word.form in SKIPPED:
            continue
        if word.hints("kunya") or word.hints("kunya_umm"):
            return MarkKind.KUNYA, at
        if word.hints("kin"):
            return MarkKind.KINSHIP, at
        break
    if words[first].hints("kin"):
        return MarkKind.KINSHIP, first
    return MarkKind.NAME, first


def _next_joined(words: list[WrittenWord], place: int) -> bool:
    return place + 1 < len(words) and words[place + 1].joined


_LETTER_BY_LETTER = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*/]{1,2}){2,}[^\W\d_](?!\w)")
LONGEST_NAME = 12


def _spaced_out(plain: Plain) -> Iterator[tuple[int, int, MarkKind]]:
    """Names written letter by letter."""
    given = listed.lists().given
    for match in _LETTER_BY_LETTER.finditer(plain.text):
        letters = "".join(letter for letter in match[0] if letter.isalpha())
        for start in range(len(letters) - 2):
            parts = (form(letters[start:end]) for end in range(start + 3, min(start + LONGEST_NAME, len(letters)) + 1))
            if any(given.get(part) is Reading.NAME for part in parts):
                yield match.start(), match.end(), MarkKind.NAME
                break
