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
POINTS_BEHIND = {"speech": 2, "title_behind": 2, "kin": 1}
"""What one in the word behind adds."""
POINTS_NEIGHBOUR = {Reading.NAME: 2, Reading.EITHER: 1, Reading.WORD: 0, Reading.NONE: 0}
POINTS_BESIDE = 1
"""What the name of a family or a single letter beside it adds: Azad M."""
AND = frozenset(["و", "and", "u", "of"])
UNLISTED = {"named_strong", "title_strong"}
"""After these a word is a name though nobody has listed it."""
LINKS = frozenset(
    ["بن", "ابن", "بنت", "ال", "al", "el", "bin", "ibn", "bint", "abd", "abdul", "abdel", "عبد", "kuri", "kura"]
)
"""Stand between names or begin them."""
MOST_SKIPPED = 3
"""Words between a cue and the name: what English puts there, and which of several sons it is."""
KUNYAS = frozenset({"kunya", "kunya_umm"})
ALTERNATIVES = frozenset(["هل", "سواء", "اكان", "كان", "اهو", "اهي", "اي"])
"""Behind these `ام` may be `or`, and not a mother."""
ASKED_WITHIN = 12


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
    if known is Reading.NONE and word.form.startswith(ARTICLE) and listed.is_surname(word.form):
        return Reading.EITHER
    if word.form in ("عبد", "abd", "abdul", "abdel", "abdal") and _next_joined(words, place):
        follows = words[place + 1].form
        return Reading.NAME if follows.startswith((ARTICLE, "al", "ra", "el")) or word.form != "عبد" else known
    if word.form.isascii() and known in (Reading.EITHER, Reading.WORD):
        return _by_its_capital(words, place, known)
    if known is Reading.NONE and not word.cues and not listed.is_listed(word.form) and listed.slipped(word.form):
        return Reading.WORD
    return known


def _by_its_capital(words: list[WrittenWord], place: int, known: Reading) -> Reading:
    """How a Latin word is meant that may be a name: a capital says so, but where a sentence begins."""
    if not words[place].capital:
        return Reading.WORD
    begins = place == 0 or words[place - 1].sentence != words[place].sentence
    return known if begins else Reading(known + 1)


def _meant(words: list[WrittenWord], readings: list[Reading], place: int) -> bool:
    points = int(readings[place]) + max(_before(words, place), _behind(words, place))
    if readings[place] is Reading.NONE:
        return _unlisted(words, place)
    return points + max(_neighbour(words, readings, place, step) for step in (-1, 1)) >= ENOUGH


def _neighbour(words: list[WrittenWord], readings: list[Reading], place: int, step: int) -> int:
    """What the name before or behind adds, also one that is counted with this: with a comma or an `and` between."""
    for at in (place + step, place + 2 * step):
        if not 0 <= at < len(words) or not words[max(at, at - step)].counted:
            return 0
        word = words[at]
        if word.form not in AND:
            initial = len(word.form) == 1 and word.form.isalpha()
            surname = initial or listed.is_surname(word.form)
            return max(POINTS_NEIGHBOUR[readings[at]], POINTS_BESIDE if surname else 0)
    return 0


def _before(words: list[WrittenWord], place: int) -> int:
    cue = _cue(words, place)
    return max((POINTS_BEFORE.get(hint, 0) for hint in cue.cues), default=0) if cue else 0


def _behind(words: list[WrittenWord], place: int) -> int:
    if not _next_joined(words, place):
        return 0
    return max((POINTS_BEHIND.get(hint, 0) for hint in words[place + 1].cues), default=0)


def _cue(words: list[WrittenWord], place: int) -> WrittenWord | None:
    """The word that says of what kind the next is, with what may stand between."""
    at = _cue_at(words, place)
    return None if at is None else words[at]


def _cue_at(words: list[WrittenWord], place: int) -> int | None:
    for at in range(place - 1, max(-1, place - 2 - MOST_SKIPPED), -1):
        if not words[at + 1].joined:
            return None
        if not words[at].hints("skipped"):
            return at
    return None


def _unlisted(words: list[WrittenWord], place: int) -> bool:
    """Whether a word that nobody has listed is a name by what stands around it."""
    return _may_be_a_name(words[place]) and (_with_surname(words, place) or _announced(words, place))


def _may_be_a_name(word: WrittenWord) -> bool:
    nobody = word.hints("nobody") or len(word.form) < listed.SHORTEST
    return not nobody and not word.form[0].isdigit()


def _announced(words: list[WrittenWord], place: int) -> bool:
    """Whether the word before says that this is a name."""
    word, cue = words[place], _cue(words, place)
    if cue is None or word.cues & {"kin", "place", "title", "place_filler"}:
        return False
    if word.form.startswith(ARTICLE):
        # Abu al-Hassan; but the father of the children is nobody in particular.
        return bool(cue.cues & KUNYAS) and listed.reading(word.form[2:], sorani=False) >= Reading.EITHER
    if cue.cues & UNLISTED:
        return not word.form.isascii() or word.capital
    return bool(cue.cues & KUNYAS) and not word.cues and (cue.hints("kunya") or not _or_else(words, place))


def _with_surname(words: list[WrittenWord], place: int) -> bool:
    """Whether a word that is no other is followed by the name of a family."""
    word = words[place]
    if word.cues or word.form.startswith(ARTICLE) or not _next_joined(words, place):
        return False
    surname = words[place + 1]
    sure = surname.form.startswith(ARTICLE) or (word.capital and surname.capital)
    return sure and listed.is_surname(surname.form)


def _or_else(words: list[WrittenWord], place: int) -> bool:
    """Whether `ام` before this word may be `or`: between two words of which neither says anything of a person."""
    word = words[place]
    if word.form.isascii():
        return False
    around = words[max(0, place - ASKED_WITHIN) : place]
    asked = any(other.form in ALTERNATIVES for other in around if other.sentence == word.sentence)
    before = words[place - 2] if place > 1 and words[place - 1].joined else None
    return asked or (before is not None and not before.cues and len(before.form) > listed.SHORTEST)


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
    at = _cue_at(words, first)
    if at is not None and words[at].cues & KUNYAS:
        return MarkKind.KUNYA, at
    if at is not None and words[at].hints("kin"):
        return MarkKind.KINSHIP, at
    return (MarkKind.KINSHIP if words[first].hints("kin") else MarkKind.NAME), first


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
