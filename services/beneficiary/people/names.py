"""Parts of people's names: as they are written, without what is invisible and no part of them.

Marks that set the direction of writing get into a name where it is copied from, and make two of one; they are taken
off. One that shows letters in another order than they are written is refused. The joiners of Kurdish and Persian
spelling (U+200C and U+200D) are kept.
"""

import unicodedata
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared.drafts import Line

_MARKS = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))
_OVERRIDES = frozenset("\u202d\u202e")


def _part(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not _OVERRIDES.isdisjoint(value):
        raise PydanticCustomError("text", "has a mark in it that makes it read in another order than it is written")
    if any(unicodedata.category(character)[0] == "N" for character in value):
        raise PydanticCustomError("text", "has a digit in it")
    return value.translate(_MARKS)


NamePart = Annotated[Line, BeforeValidator(_part), Field(max_length=80)]
"""One part of a person's name, in one script."""
