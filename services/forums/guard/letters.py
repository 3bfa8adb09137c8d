"""A text in plain letters, each knowing where in the text it stands.

However a letter is typed (with vowel marks or drawn out, in presentation forms, in full width, with marks beside it
that nobody sees, or as a letter of another alphabet that looks the same), it is one here. Digits of all scripts are
ASCII.
"""

import re
from typing import NamedTuple
from unicodedata import category, decimal, normalize


class Plain(NamedTuple):
    """`text` in plain letters; `at` has for each of them the code point of the original that it comes from."""

    text: str
    at: list[int]


SILENT = frozenset({"Mn", "Me", "Cf", "Lm"})
"""Categories of what belongs to a letter or steers its display: vowel marks, accents, tatweel, marks of direction."""
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters that are drawn as nothing."""

ALIKE = {
    # Kurdish letters as an Arabic keyboard has them, and letters of one sound and two shapes
    **dict(zip("پچژگڤڕڵۆێەةھہکیےٱ", "بجزكفرلويهههه" + "كييا", strict=True)),
    # Kurmanji and Turkish
    **{"ş": "sh", "ç": "ch", "ı": "i", "ğ": "g"},
    # Cyrillic and Greek letters that look like Latin ones
    **dict(zip("аеорсухіјѕһԁкмтнвαοινκτρ", "aeopcyxijshdkmthbaoivktp", strict=True)),
    # what parts thousands and fractions
    **{"٬": ",", "٫": ".", "،": ",", "‑": "-", "–": "-", "—": "-", "−": "-", "‐": "-"},
    **dict.fromkeys("’‘`ʼ´", "'"),
}
KEPT = frozenset("ئىء")
"""Letters of Arabic that say more in some places of a word than in others: see `form`."""


class _Letters(dict[str, str]):
    """What each code point is in plain letters, found out when it is first met."""

    def __missing__(self, point: str) -> str:
        plain = self[point] = "".join(_plain(part) for part in normalize("NFKC", point).casefold())
        return plain


_LETTERS = _Letters()


def plain(text: str) -> Plain:
    """The text in plain letters."""
    parts = [_LETTERS[point] for point in text]
    return Plain("".join(parts), [place for place, part in enumerate(parts) for _ in part])


def _plain(point: str) -> str:
    if point in KEPT:
        return point
    if point in ALIKE:
        return ALIKE[point]
    if point in "\n\r":
        return "\n"
    if point.isspace():
        return " "
    if (digit := decimal(point, None)) is not None:
        return str(digit)
    bare = "".join(
        part for part in normalize("NFKD", point) if category(part) not in SILENT and part not in BLANK
    ).casefold()
    return "".join(ALIKE.get(part, part) for part in bare)


_DOUBLED = re.compile(r"([^\W\daeiou_])\1+|([aeiou])\2{2,}")
"""Letters are doubled at will, and by slips; of Latin vowels two may be another sound."""
_SEAT = re.compile(r"^ئا?")
"""Begins Kurdish words that begin with a vowel."""
_HAMZA = re.compile(r"ء(?!$)")
"""Within a word hamza is written or left out at will; at its end it tells names from other words (`ولاء` and `ولا`)."""
PREPOSITIONS = frozenset(["على", "الى", "حتى", "متى", "لدى", "سوى", "وعلى", "والى"])
"""Arabic words that end in another letter than the names that are else written like them."""


def form(word: str) -> str:
    """The form in which a word of plain letters is compared. Making a form of a form changes nothing."""
    if word.isascii():
        word = word.removesuffix("'s").replace("'", "")
    elif word not in PREPOSITIONS:
        word = _HAMZA.sub("", _SEAT.sub("ا", word)).replace("ئ", "ي").replace("ى", "ي")
    return _DOUBLED.sub(r"\1\2", word)
