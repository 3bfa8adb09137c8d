"""Numbers that are somebody's: phones, papers and plates. Amounts, dates, laws and short numbers are nobody's."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from services.forums.guard.letters import Plain
from services.forums.guard.marks import MarkKind
from services.forums.guard.words import WrittenWord

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
_CODES = (
    re.compile(r"(?<![a-z0-9\-])[a-z]{1,2} ?\d{6,10}(?!\d)"),
    re.compile(r"(?<![a-z0-9\-])[a-z]{1,5}\d{5,10}(?!\d)"),
    re.compile(r"(?<!\w)\d{1,4}(?:-\d{1,4})?[a-z]{1,3}\d{4,8}(?!\w)"),
    re.compile(r"(?<!\w)[^\W\da-z_وبلفك][ /\-]?\d{6,9}(?!\d)"),
    re.compile(r"(?<![\w\-])[a-z]{1,5}(?:[\-/][a-z0-9]{1,5}){0,2}[\-/](?!(?:19|20)\d\d(?!\d))\d{3,10}(?!\w)"),
    re.compile(r"(?<!\w)\d{1,6}[\-/][a-z]{1,3}[\-/](?!(?:19|20)\d\d(?!\d))\d{2,6}(?!\w)"),
)
"""Letters and digits, as on passports and in registers."""
_NO_CODES = frozenset(["no", "nr", "km", "kg", "of", "to", "in", "at", "is", "id"])
_PLATES = (
    re.compile(r"(?<!\w)\d{2}[ \-]{0,3}[^\W\d_][ \-]{0,3}\d{3,6}(?!\w)"),
    re.compile(r"(?<!\w)(?!(?:19|20)\d\d\D)\d{4,6} ?[/\-] ?[^\W\d_](?!\w)"),
)

MOST_DIGITS = 16
FEWEST_OF_A_CARD, DIGITS_OF_A_CARD = 9, 12
FEWEST_BESIDE_A_WORD = 4
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


def found(words: list[WrittenWord], plain: Plain) -> Iterator[tuple[int, int, MarkKind]]:
    """Where such numbers stand, in the plain text."""
    for match in _HIDDEN.finditer(plain.text):
        yield match.start(), match.end(), MarkKind.PHONE
    for pattern in _CODES:
        for match in pattern.finditer(plain.text):
            if match[0].rstrip("0123456789 -/") not in _NO_CODES:
                yield match.start(), match.end(), MarkKind.DOCUMENT
    for pattern in _PLATES:
        for match in pattern.finditer(plain.text):
            yield match.start(), match.end(), MarkKind.PLATE
    vehicles = any(word.hints("vehicle") for word in words)
    registers = sum(word.hints("register") for word in words) > 1
    starts = [word.start for word in words]
    for run in _runs(plain):
        yield from _of_run(run, _surroundings(run, words, starts), vehicles, registers)
    yield from _spelt_out(words)


def _runs(plain: Plain) -> Iterator[Run]:
    for match in _RUN.finditer(plain.text):
        groups = [
            Group(group.start() + match.start(), group.end() + match.start(), group[0])
            for group in _GROUP.finditer(match[0])
        ]
        yield Run(match.start(), match.end(), match[0], groups)


class Around(NamedTuple):
    """The words of the same sentence near a number: those before it, the nearest first, and those behind it."""

    before: list[WrittenWord]
    behind: list[WrittenWord]

    @property
    def hints(self) -> set[str]:
        """What the words before the number hint at."""
        return {hint for word in self.before for hint in word.cues}


def _surroundings(run: Run, words: list[WrittenWord], starts: list[int]) -> Around:
    first, last = bisect_right(starts, run.groups[0].start) - 1, bisect_left(starts, run.end) - 1
    sentence = words[first].sentence
    before = [word for word in reversed(words[max(0, first - NEAR) : first]) if word.sentence == sentence]
    behind = [word for word in words[last + 1 : last + 1 + NEAR] if word.sentence == sentence]
    return Around(before, behind)


def _of_run(run: Run, around: Around, vehicles: bool, registers: bool) -> Iterator[tuple[int, int, MarkKind]]:
    """What a number is; `vehicles` and `registers` say whether the text speaks of vehicles, and of several pages."""
    phones = list(_phones(run))
    if phones:
        yield from phones
        return
    digits, hints = run.digits, around.hints
    if _is_amount(run, around.behind) or _DATE.fullmatch(run.text) or _DECIMAL.fullmatch(run.text):
        return
    if _of_vehicle(digits, around, vehicles):
        yield run.start, run.end, MarkKind.PLATE
    elif "phone" in hints and 7 <= len(digits) <= MOST_DIGITS:
        yield run.start, run.end, MarkKind.PHONE
    elif _of_a_card(run) or _of_papers(digits, hints, registers):
        yield run.start, run.end, MarkKind.DOCUMENT


def _of_a_card(run: Run) -> bool:
    long = any(len(group.digits) >= FEWEST_OF_A_CARD for group in run.groups)
    return long or len(run.digits) == DIGITS_OF_A_CARD


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


def _is_amount(run: Run, behind: list[WrittenWord]) -> bool:
    counts = bool(behind) and behind[0].hints("unit") and not (len(behind) > 1 and behind[1].form.isdigit())
    return counts or bool(_THOUSANDS.fullmatch(run.text))


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and int(digits) in YEARS


def _of_vehicle(digits: str, around: Around, vehicles: bool) -> bool:
    """Whether a number is that of a plate: by what is near, and a long one by a vehicle anywhere in the text."""
    if _is_year(digits):
        return False
    hints = around.hints
    if "plate" in hints and 3 <= len(digits) <= 8:
        return True
    if {"vehicle", "private"} & (hints | {hint for word in around.behind for hint in word.cues}):
        return (3 if "number" in hints else 4) <= len(digits) <= 7
    return vehicles and 5 <= len(digits) <= 7


def _of_papers(digits: str, hints: set[str], registers: bool) -> bool:
    if "register" in hints and registers:
        return True
    fewest = 3 if {"number", "register"} & hints else FEWEST_BESIDE_A_WORD
    return bool({"document", "register"} & hints) and len(digits) >= fewest and not _is_year(digits)


FEWEST_SPELT_OUT = 6


def _spelt_out(words: list[WrittenWord]) -> Iterator[tuple[int, int, MarkKind]]:
    """Digits written as words, one after the other."""
    first: int | None = None
    for place in range(len(words) + 1):
        if place < len(words) and (words[place].hints("digit") or (first is not None and words[place].form == "و")):
            first = place if first is None else first
        elif first is not None:
            if sum(word.hints("digit") for word in words[first:place]) >= FEWEST_SPELT_OUT:
                yield words[first].start, words[place - 1].end, MarkKind.PHONE
            first = None
