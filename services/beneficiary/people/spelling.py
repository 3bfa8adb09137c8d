"""The words that a person is found by: those of all parts of the name, in one spelling whoever wrote them.

Letters are compared as names of places are: without vowel marks, accents and tatweel, alif, ya, ha and kaf in one form,
without the article, in small letters. Whatever is no letter or digit parts words, so a nisba is found with its hyphen
and without. A name after `Abd al-` is a word of its own, written apart or not.
"""

import re
from collections.abc import Iterable

from shared.places.spelling import comparable_words

_SERVANT_OF = re.compile("عبدال(?=..)")


def of(name: str) -> list[str]:
    """The words of a name or of a part of one, in order; none if there is no letter in it."""
    return [word for written in comparable_words(name) for word in _SERVANT_OF.sub("عبد ", written).split()]


def words(parts: Iterable[str | None]) -> list[str]:
    """The words of all parts that are known, each once."""
    return sorted({word for part in parts if part is not None for word in of(part)})
