"""Makes spellings of one name comparable, in Arabic, Kurdish or Latin letters; for looking up, never for showing.

The comparable form has no spaces, accents, vowel marks or article, and means nothing by itself. Making a form of a
form changes nothing, so stored and typed names may meet at any stage.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LETTERS = _DIGITS | str.maketrans(
    # hamza is written or left out at will; the Sorani e is a vowel that Arabic does not write
    {"ٱ": "ا", "ى": "ي", "ی": "ي", "ے": "ي", "ة": "ه", "ک": "ك", "ھ": "ه", "ہ": "ه", "ء": "", "ە": ""}
    # Kurdish letters as Arabic spells them
    | {"پ": "ب", "چ": "ج", "ژ": "ز", "گ": "ك", "ڤ": "ف", "ڕ": "ر", "ڵ": "ل", "ۆ": "و", "ێ": "ي"}
    | {"ı": "i"}
    | dict.fromkeys("'’‘`", "")
)

# Marks that belong to a letter or steer its display: accents, vowel marks, bidi marks, tatweel, raised commas.
_SILENT = frozenset({"Mn", "Me", "Cf", "Lm"})

_HEH_AS_VOWEL = re.compile("ه\u200c")  # older Sorani keyboards wrote the e as heh and a non-joiner
_CARRIED_E = re.compile(r"(?<!\w)ئە")
_CARRIED_VOWEL = re.compile(r"(?<!\w)ئ(?=[اێۆوی])")
# Latin spellings double at will (Wassit, Telaafer); Sorani doubles waw for a long u
_DOUBLED = re.compile(r"([a-zو])\1+")

_ARABIC_ARTICLE = "ال"
_SHORTEST_NAME = 2
_LATIN_ARTICLES = frozenset({"al", "el", "ul", "il"})
# An-Najaf, Ash-Shirqat: the l takes the sound of the letter that follows
_ASSIMILATED = re.compile(r"[aeu](sh|th|dh|[dnrstz])")


def comparable(text: str) -> str:
    """The form in which names are compared; empty if the text has no letter or digit."""
    kept = [word for word, after in pairwise([*_words(text), ""]) if not _is_article(word, after)]
    return _without_article(_joined(_without_article(word) for word in kept))


def comparable_with_article(text: str) -> str:
    """The same with every article kept, for those who write it as part of the name: Alqosh, Salahaldin."""
    return _joined(_words(text))


def audible(text: str) -> str:
    """A text in small letters without what belongs to a letter or steers its display: accents, vowel marks, hamza on
    its seat, bidi marks, tatweel. Of Sorani vowels the seat they are carried by is left out."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _HEH_AS_VOWEL.sub("ە", text)
    text = _CARRIED_E.sub("ا", text)
    text = _CARRIED_VOWEL.sub("", text)
    # Taking letters apart leaves accents, and hamza on its seat, as marks of their own.
    text = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in text if unicodedata.category(letter) not in _SILENT)


def _words(text: str) -> list[str]:
    letters = audible(text).translate(_LETTERS)
    return "".join(letter if letter.isalnum() else " " for letter in letters).split()


def _joined(words: Iterable[str]) -> str:
    joined = _DOUBLED.sub(r"\1", "".join(words))
    # Kufa and Kufah: the final letter is heard in neither
    return joined.removesuffix("h") if joined.endswith("ah") else joined


def _is_article(word: str, after: str) -> bool:
    if not after:
        return False
    assimilated = _ASSIMILATED.fullmatch(word)
    return word in _LATIN_ARTICLES or (assimilated is not None and after.startswith(assimilated[1]))


def _without_article(word: str) -> str:
    while word.startswith(_ARABIC_ARTICLE) and len(word) >= len(_ARABIC_ARTICLE) + _SHORTEST_NAME:
        word = word.removeprefix(_ARABIC_ARTICLE)
    return word
