"""The words of a name in one form, whoever wrote them: for comparing within a script. `keys` reaches across scripts.

Making a form of a form changes nothing, and whatever is neither letter nor digit parts words. The tables below are all
there is to know; their rules are applied from the top down.
"""

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from shared.places.spelling import audible

LETTERS = str.maketrans(
    # Hamza is written or left out at will, and so are the dots of a final ya and ta marbuta.
    {"ٱ": "ا", "ى": "ي", "ی": "ي", "ے": "ي", "ة": "ه", "ک": "ك", "ھ": "ه", "ہ": "ه", "ء": "", "ı": "i"}
    | dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True))
    # Within a word, marks that stand for hamza and ayn.
    | dict.fromkeys("'’‘`", "")
)
"""Letters of one sound and two shapes."""

MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Tatweel, vowel marks and marks of direction."""

KURMANJI = str.maketrans({"ş": "sh", "Ş": "sh", "ç": "ch", "Ç": "ch"})
"""Latin letters that are more than their accents."""

CARRYING = re.compile(r"(?<!\w)ئ(?![اێۆویە])")
"""A seat of hamza that carries a vowel which is not written."""

KURDISH = str.maketrans("پچژگڤڕڵۆێ", "بجزكفرلوي", "ە")
"""Kurdish letters as an Arabic keyboard has them; the Sorani e is a vowel that Arabic does not write."""

TITLES = frozenset([
    "الحاج", "حاج", "الحاجه", "حاجه", "الحجي", "حجي", "السيد", "السيده", "الشيخ", "شيخ", "الشيخه", "الدكتور",
    "الدكتوره", "دكتور", "دكتوره", "الاستاذ", "الاستاذه", "المهندس", "المهندسه", "الملا", "ملا", "كاك", "مام",
    "مامه", "haj", "hajj", "haji", "hajji", "sayyid", "sayyida", "sheikh", "shaikh", "shaykh", "shekh", "dr",
    "doctor", "mr", "mrs", "ms", "mullah", "mulla", "kak", "mam",
])  # fmt: skip
"""What people are called beside their names. Of those that are names too (Sayyid, Sheikh) the last word is one."""

FILIATION = frozenset(["بن", "ابن", "بنت", "ال", "bin", "ibn", "ben", "bint", "binti"])
"""Words between names, and for the family of somebody (Al Saud, written apart)."""

SERVANT = {"عبد": "عبد"} | dict.fromkeys(
    ("abd", "abdul", "abdal", "abdel", "abdil", "abdol", "abdoul", "abdu", "abdur", "abdus"), "abd"
)
"""Written apart from what follows, or as one with it."""

KUNYA = {"ابو": "ابو", "ابي": "ابو", "ابا": "ابو", "ام": "ام", "abu": "abu", "abou": "abu", "abo": "abu"} | {
    "um": "um",
    "umm": "um",
    "oum": "um",
    "om": "um",
}
"""Father or mother of: one name with the child's."""

COMPOUND = (
    (re.compile(r"^عبدال(?=..)"), "عبد"),
    (re.compile(r"^abd[aeiou]+l(?=..)"), "abd"),
    (re.compile(r"^abd[aeiou]+([dnrstz])(?=\1)"), "abd"),
    (re.compile(r"(?<=..)الدين$"), "دين"),
    (re.compile(r"(?<=[a-z]{2})[aeou]*l?d{1,2}(?:i|ee|e|ei)ne?$"), "din"),
)
"""The article within a name that is written as one: Abdul-Rahman, Abdur-Rahman, Salahuddin."""

FAITH = frozenset(["دين", "الدين", "din", "deen", "uddin", "aldin", "eldin", "eddin", "eddine", "aldeen", "eldeen"])
"""Ends a name that begins before it: Salah al-Din."""

ARTICLES = frozenset(["ال", "al", "el", "ul", "il"])

_ASSIMILATED = re.compile(r"[aeu](sh|th|dh|[dnrstz])")
"""An-Najafi, Ash-Shammari: the l takes the sound of the letter that follows."""

_DOUBLED = re.compile(r"(?<=.)([a-gi-zوڵم])\1+")
"""Latin spellings double at will, and Sorani does where Arabic has a sign; of two h one is part of what is before."""

_SHORTEST_NAME = 2


def words(text: str) -> list[str]:
    """The words of a name or of a part of one, in order, each in the form in which it is compared; none if there is no
    letter in it."""
    return list(_words(text))


def written(text: str) -> list[str]:
    """The same words, with Kurdish letters kept apart: by their sound, keys are made."""
    return list(_written(text))


@lru_cache(maxsize=50_000)
def is_kunya(name: str) -> bool:
    """Whether somebody is called Abu or Umm with the name of a child."""
    first, *more = name.split() or [""]
    return bool(more) and any(part in KUNYA for part in words(first))


def undoubled(word: str) -> str:
    """A word with each letter once that is written twice at will."""
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=100_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(form for word in _written(text) if (form := _form(word)))


def _form(word: str) -> str:
    """A word with Kurdish letters as Arabic ones, which may then be twice, or begin with an article, as before."""
    return _without_articles(undoubled(undoubled(word).translate(KURDISH)))


@lru_cache(maxsize=100_000)
def _written(text: str) -> tuple[str, ...]:
    plain = CARRYING.sub("ا", MARKS.sub("", normalize("NFKC", text)).translate(KURMANJI))
    heard = audible(plain).translate(LETTERS)
    letters = "".join(letter if letter.isalnum() else " " for letter in heard)
    return tuple(_without_articles(word) for word in _joined(_named(letters.split())))


def _named(parts: list[str]) -> list[str]:
    """Only what belongs to a name: without articles that stand apart, words between names, and titles."""
    kept = [part for part, after in pairwise([*parts, ""]) if not _is_article(part, after)]
    borne = [part for part in kept if part not in FILIATION] or kept[-1:]
    return [part for part in borne if part not in TITLES] or borne[-1:]


def _is_article(part: str, after: str) -> bool:
    if not after:
        return False
    assimilated = _ASSIMILATED.fullmatch(part)
    return part in ARTICLES or (assimilated is not None and after.startswith(assimilated[1]))


def _joined(parts: list[str]) -> list[str]:
    """Names of several words as one word each."""
    joined: list[str] = []
    begun: list[str] = []
    for part in parts:
        if part in SERVANT or part in KUNYA:
            begun.append(part)
        elif begun:
            joined.append("".join(SERVANT.get(each) or KUNYA[each] for each in begun) + _without_article(part))
            begun = []
        elif part in FAITH and joined:
            joined[-1] += _without_article(part)
        else:
            joined.append(part)
    return [*joined, "".join(begun)] if begun else joined


def _without_articles(word: str) -> str:
    """A word without the article before it or within it."""
    word = _without_article(word)
    for within, without in COMPOUND:
        word = within.sub(without, word)
    return word


def _without_article(word: str) -> str:
    while word.startswith("ال") and len(word) >= 2 + _SHORTEST_NAME:
        word = word.removeprefix("ال")
    return word
