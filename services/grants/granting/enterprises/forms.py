"""Makes what enterprises state comparable: registry numbers and legal names; for finding the same again, never to show.

A legal name is compared without the words that say what kind of company it is, and without what may be written or left
out (`shared/places/spelling.py`). Arabic and Latin spellings of one name stay two names.
"""

import re
import unicodedata

from shared.places.spelling import comparable

LONGEST = 200
"""Characters of a form, so that it fits into an index."""

_ARABIC_INITIALS = re.compile(r"ذ\W{0,2}م\W{0,2}م(?!\w)")
"""Limited liability, as it is written behind an Arabic name."""
_KINDS = frozenset(
    comparable(word)
    for word in (
        *("شركة", "محدودة", "المحدودة", "المسؤولية", "مساهمة", "تضامنية", "مؤسسة"),
        *("کۆمپانیا", "کۆمپانیای", "سنووردار", "دامەزراوەی"),
        *("co", "company", "ltd", "limited", "llc", "inc", "corp", "est", "establishment"),
    )
)
_WORDS = re.compile(r"[^\W_]+")


def registry_form(number: str | None) -> str | None:
    """A registry number with its letters and digits alone, the digits those of ASCII; nothing if it has none."""
    if number is None:
        return None
    plain = unicodedata.normalize("NFKC", number).casefold()
    return _kept("".join(_letter(each) for each in plain if each.isalnum()))


def legal_name_form(name: str | None) -> str | None:
    """A legal name as it is compared; nothing if it has no letter or digit."""
    if name is None:
        return None
    written = _ARABIC_INITIALS.sub(" ", unicodedata.normalize("NFKC", name))
    words = [word for word in _split(written) if comparable(word) not in _KINDS]
    return _kept(comparable(" ".join(words)) or comparable(name))


def _split(text: str) -> list[str]:
    """The words of a text; marks that belong to a letter are no end of one."""
    return _WORDS.findall("".join(each for each in text if unicodedata.category(each) not in {"Mn", "Cf", "Lm"}))


def _letter(each: str) -> str:
    digit = unicodedata.decimal(each, None)
    return each if digit is None else str(digit)


def _kept(form: str) -> str | None:
    return form[:LONGEST] or None
