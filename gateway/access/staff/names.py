"""What staff are called in all that is recorded of them: one name a person, and one person a name.

Whatever takes two people takes two names, so two names that read alike must not be two. Letters are told apart neither
by case nor by Unicode form; what cannot be seen is in no name.
"""

import unicodedata
from typing import Any

LONGEST = 150
_INVISIBLE = frozenset(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)]
) | frozenset(range(0xE0100, 0xE01F0))
"""What shows nothing (Default_Ignorable_Code_Point, and the blank of Braille) and has a category that is seen."""


class Unfit(ValueError):
    """Nobody is called like this."""


def name_of(claim: Any) -> str:
    """The one form of a name that an issuer states. Raises Unfit."""
    if not isinstance(claim, str) or any(_cannot_be_seen(character) for character in claim):
        raise Unfit
    # Folding may undo the form, and the form may bring back what is folded.
    name = claim
    for _ in range(3):
        name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    if not 0 < len(name) <= LONGEST or name != name.strip() or "  " in name or unicodedata.combining(name[0]):
        raise Unfit
    return name


def _cannot_be_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or (category[0] == "Z" and character != " ") or ord(character) in _INVISIBLE
