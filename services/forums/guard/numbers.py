"""Numbers that are somebody's: phones, papers and plates. Amounts, dates, laws and short public numbers are nobody's."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.forums.guard.letters import Plain
from services.forums.guard.marks import MarkKind
from services.forums.guard.words import Word

_RUN = re.compile(r"\+?\d(?:[ \-./()*,_]{0,3}\d)*")
_GROUP = re.compile(r"\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.]\d{3})+(?!\d)")
_DECIMAL = re.compile(r"\d{1,6}\.\d{1,6}")
_DATE = re.compile(r"\d{1,4}[/\-.]\d{1,2}[/\-.]\d{1,4}(?!\d)")
_MOBILE = re.compile(r"(?:00964|964|0964)?0?7[3-9]\d{8}")
_ALMOST = re.compile(r"07\d{7,10}|(?:00)?9640?7\d{7,9}")
"""A mobile with a digit lost or one too many."""
_LANDLINE = re.compile(r"0(?:1|2[1-5]|3[0-7]|4[0-3]|5[03]|6[0246])\d{6,8}")
_ABROAD = re.compile(r"00[1-9]\d{8,13}")
_HIDDEN = re.compile(r"(?<!\d)\+?(?:964)?0?7[3-9]\d{1,8}[ \-]?[x*#]{2,}")
_PASSPORT = re.compile(r"(?<![a-z0-9])([a-z]{1,2})[ \-]?\d{6,9}(?![\d])")
_PLATE = re.compile(r"(?<![\w])\d{2}[ \-]{0,3}[^\W\d_][ \-]{0,3}\d{3,6}(?!\d)|(?<!\w)[a-z][ \-]?\d{4,6}(?!\d)")

MOST_DIGITS = 16
FEWEST_OF_A_CARD = 9
FEWEST_BESIDE_A_WORD = 5
NEAR = 5
"""Words between a number and what says of what it is."""
YEARS = range(1900, 2100)


class Group(NamedTuple):
    """Digits without anything between them, in the plain text."""

    start: int
    end: int
    digits: str


class Run(NamedTuple):
    """Digits with what parts groups of them."""

    start: int
    end: int
    text: str
    groups: list[Group]

    @property
    def digits(self) -> str:
        return "".join(group.digits for group in self.groups)


def found(words: list[Word], plain: Plain) -> Iterator[tuple[int, int, MarkKind]]:
    """Where such numbers stand, in the plain text."""
    for match in _HIDDEN.finditer(plain.text):
        yield match.start(), match.end(), MarkKind.PHONE
    for match in _PASSPORT.finditer(plain.text):
        if match[1] not in ("no", "nr", "km", "kg", "of", "to", "in"):
            yield match.start(), match.end(), MarkKind.DOCUMENT
    for run in _runs(plain):
        yield from _of_run(run, words)
    yield from _spelt_out(words)


def _runs(plain: Plain) -> Iterator[Run]:
    for match in _RUN.finditer(plain.text):
        groups = [Group(group.start() + match.start(), group.end() + match.start(), group[0]) for group in
                  _GROUP.finditer(match[0])]
        yield Run(match.start(), match.end(), match[0], groups)


def _of_run(run: Run, words: list[Word]) -> Iterator[tuple[int, int, MarkKind]]:
    phones = list(_phones(run))
    if phones:
        yield from phones
        return
    digits = run.digits
    before, behind = _around(run, words)
    hints = {hint for word in before for hint in word.cues}
    if _is_amount(run, behind) or _DATE.fullmatch(run.text) or _DECIMAL.fullmatch(run.text):
        return
    if "plate" in hints and 3 <= len(digits) <= 8 or _of_vehicle(run, before, behind):
        yield run.start, run.end, MarkKind.PLATE
    elif "phone" in hints and 7 <= len(digits) <= MOST_DIGITS:
        yield run.start, run.end, MarkKind.PHONE
    elif any(len(group.digits) >= FEWEST_OF_A_CARD for group in run.groups) or len(digits) == 12:
        yield run.start, run.end, MarkKind.DOCUMENT
    elif _of_papers(digits, hints, before, words, run):
        yield run.start, run.end, MarkKind.DOCUMENT


def _phones(run: Run) -> Iterator[tuple[int, int, MarkKind]]:
    place = 0
    while place < len(run.groups):
        digits, end = "", None
        for last in range(place, len(run.groups)):
            digits += run.groups[last].digits
            if len(digits) > MOST_DIGITS:
                break
            abroad = run.text.startswith("+") and place == 0 and len(digits) >= 9
            if abroad or any(kind.fullmatch(digits) for kind in (_MOBILE, _ALMOST, _LANDLINE, _ABROAD)):
                end = last
        if end is None:
            place += 1
        else:
            yield run.groups[place].start if place else run.start, run.groups[end].end, MarkKind.PHONE
            place = end + 1


def _around(run: Run, words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Words of the same sentence near a run: before it, the nearest first, and behind it."""
    own = [place for place, word in enumerate(words) if word.start < run.end and word.end > run.start]
    if not own:
        return [], []
    first, last, sentence = own[0], own[-1], words[own[0]].sentence
    before = [word for word in reversed(words[max(0, first - NEAR) : first]) if word.sentence == sentence]
    behind = [word for word in words[last + 1 : last + 1 + NEAR] if word.sentence == sentence]
    return before, behind


def _is_amount(run: Run, behind: list[Word]) -> bool:
    return bool(behind and behind[0].hints("unit")) or bool(_THOUSANDS.fullmatch(run.text))


def _of_vehicle(run: Run, before: list[Word], behind: list[Word]) -> bool:
    digits = run.digits
    if not 4 <= len(digits) <= 7 or (len(digits) == 4 and int(digits) in YEARS):
        return False
    return any(word.hints("vehicle") or word.hints("private") for word in (*before, *behind))


def _of_papers(digits: str, hints: set[str], before: list[Word], words: list[Word], run: Run) -> bool:
    if "register" in hints:
        return sum(word.hints("register") for word in words) > 1 or len(digits) >= 3
    return "document" in hints and len(digits) >= FEWEST_BESIDE_A_WORD


FEWEST_SPELT_OUT = 6


def _spelt_out(words: list[Word]) -> Iterator[tuple[int, int, MarkKind]]:
    """Digits written as words, one after the other."""
    first: int | None = None
    for place in range(len(words) + 1):
        if place < len(words) and (words[place].hints("digit") or (first is not None and words[place].form == "و")):
            first = place if first is None else first
        elif first is not None:
            if sum(word.hints("digit") for word in words[first:place]) >= FEWEST_SPELT_OUT:
                yield words[first].start, words[place - 1].end, MarkKind.PHONE
            first = None
