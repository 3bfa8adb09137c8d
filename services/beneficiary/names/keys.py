"""Keys of a name: its consonants by their sound, one for Arabic, Kurdish and Latin spellings of the name.

Vowels are written or not, and in Latin letters as anybody hears them, so they are left out, and ayn and hamza with
them, but for a sign where a word begins with one. Where a letter may be heard in two ways a word has a key for each.
What the rules miss, the table of real spellings knows.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice, product

from services.beneficiary.names import forms
from shared.names import spellings

VOWEL = "*"
"""Begins the key of a word that begins with a vowel."""

SOUNDS: Mapping[str, str] = {
    # Arabic and Kurdish letters; `c` is sh, and `k` all that is said at the back of the mouth
    **dict.fromkeys("بپ", "b"),
    **dict.fromkeys("تط", "t"),
    **dict.fromkeys("ثسص", "s"),
    "ج": "j",
    "چ": "j c",
    **dict.fromkeys("حه", "h"),
    "د": "d",
    **dict.fromkeys("ذضظ", "d z"),
    **dict.fromkeys("رڕ", "r"),
    "ز": "z",
    "ژ": "z j",
    "ش": "c",
    **dict.fromkeys("خغقكگ", "k"),
    **dict.fromkeys("فڤ", "f"),
    **dict.fromkeys("لڵ", "l"),
    "م": "m",
    "ن": "n",
    # groups of Latin letters: one sound, or the letters one by one (Fathi, Ishaq, Adham)
    **dict.fromkeys(("tch", "ch"), "c j"),
    "dj": "j dj",
    **dict.fromkeys(("kh", "gh", "ck"), "k"),
    "sh": "c sh",
    "th": "s th d",
    "dh": "d z dh",
    "zh": "z j zh",
    "ph": "f",
    # Latin letters; Kurmanji writes c for j, and Egypt g
    **dict.fromkeys("bp", "b"),
    **{letter: letter for letter in "tsjhdrzlmn"},
    **dict.fromkeys("kqx", "k"),
    **dict.fromkeys("cg", "k j"),
    **dict.fromkeys("fv", "f"),
    **{digit: digit for digit in "0123456789"},
}
"""Letters and groups of letters, and how they may be heard. Whatever is not here is a vowel, or heard as nothing."""

BEGINNING: Mapping[str, str] = {"و": "w *", "ي": "y *", "ێ": "y *", "ۆ": "w *", "w": "w", "y": "y *"}
"""Consonants where a word begins, and mere vowels within it; Sorani begins words with such vowels too."""

_LETTERS = re.compile("|".join([*sorted(filter(None, SOUNDS), key=len, reverse=True), "."]), re.DOTALL)
_FINAL_HEH = re.compile("(?<=.)ه$")  # a ta marbuta, or said as one
_FINAL_H = re.compile("(?<=.)h$|(?<=.a)t$")  # Latin spellings of either end in one of these at will
_ARTICLE = re.compile(r"^[ae]l(?=.{4})|^[aeu](?:sh|th|dh|[dnrstz])(?=(?:sh|th|dh|[dnrstz]).{2})")
"""In Latin letters an article may be written as one with the name, or it is part of it."""

MOST = 8
"""Keys that one spelling has by its sounds, at the most."""


@lru_cache(maxsize=200_000)
def of(word: str) -> frozenset[str]:
    """The keys of one word of a name, as `forms.words` or `forms.written` gives it; two spellings of a name share one.

    There is none of a word without a letter that is heard.
    """
    return by_sound(word).union(*(by_sound(native) for native in _unlike().get(word, ())))


def begun(word: str) -> frozenset[str]:
    """What the keys of a word begin with that somebody is still typing."""
    return frozenset(_heard(word)) | by_sound(word)


def by_sound(word: str) -> frozenset[str]:
    """The keys that a word has by the rules alone."""
    word = _FINAL_HEH.sub("", word)
    bare = {word, _ARTICLE.sub("", word)}
    return frozenset(key for each in bare | {_FINAL_H.sub("", one) for one in bare} for key in _heard(each))


def _heard(word: str) -> Iterator[str]:
    letters: list[str] = _LETTERS.findall(forms.undoubled(word))
    sounds = [SOUNDS[letter].split() for letter in letters if letter in SOUNDS]
    if letters and letters[0] not in SOUNDS:
        sounds.insert(0, BEGINNING.get(letters[0], VOWEL).split())
    return ("".join(heard) for heard in islice(product(*sounds), MOST if sounds else 0))


@cache
def _unlike() -> Mapping[str, tuple[str, ...]]:
    """By Latin spelling, the Arabic names that are written so and do not sound so: Mehmet."""
    unlike: dict[str, tuple[str, ...]] = {}
    for spelling in spellings.in_use():
        native, latin = forms.written(spelling.native), forms.written(spelling.latin)
        if len(native) == len(latin) == 1 and not by_sound(native[0]) & by_sound(latin[0]):
            unlike[latin[0]] = (*unlike.get(latin[0], ()), native[0])
    return unlike
