"""Which language a request wants, by its Accept-Language header (RFC 9110, section 12.5.4)."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache


class Language(StrEnum):
    """The languages of the platform, as BCP 47 names them; `ckb` is Central Kurdish (Sorani) in Arabic script."""

    ENGLISH = "en"
    ARABIC = "ar"
    KURDISH = "ckb"


_READ = 400
"""Characters of a header that are looked at."""
_RANGE = re.compile(
    r"(?P<tag>\*|[a-z]{1,8}(-[a-z0-9]{1,8})*)([ \t]*;[ \t]*q=(?P<weight>0(\.[0-9]{0,3})?|1(\.0{0,3})?))?"
)
_WRITTEN_OTHERWISE = re.compile(r"ku-(?!arab\b)[a-z]{4}\b")
"""Kurdish in another script, which is no Sorani as it is written here."""


def preferred(header: str) -> Language:
    """The language wanted most; English where none of the three is, or nothing that can be understood."""
    return _preferred(header[:_READ].lower())


@lru_cache(maxsize=256)
def _preferred(header: str) -> Language:
    weights: dict[Language, float] = {}
    others = 0.0
    for tag, weight in _ranges(header):
        if tag == "*":
            others = weight
        elif (language := _language(tag)) is not None:
            weights[language] = max(weight, weights.get(language, 0.0))
    for language in Language:
        weights.setdefault(language, others)
    best = max(weights, key=lambda language: weights[language])  # of equals the one that was stated first
    return best if weights[best] else Language.ENGLISH


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for stated in header.split(","):
        found = _RANGE.fullmatch(stated.strip(" \t"))
        if found is not None:
            yield found["tag"], float(found["weight"] or 1)


def _language(tag: str) -> Language | None:
    primary = tag.split("-", maxsplit=1)[0]
    if primary == "ku":
        return None if _WRITTEN_OTHERWISE.match(tag) else Language.KURDISH
    return next((language for language in Language if language == primary), None)
