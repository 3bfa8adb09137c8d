"""Registration numbers: random, so that they tell nothing, and made to be read aloud and typed.

Ten random digits and two check digits of ISO 7064 MOD 97-10, in groups of four: `4821-7730-5142`. Any single wrong
digit and any two swapped neighbours are caught.
"""

import re
from secrets import randbelow
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_SPACE = 10**10
_TYPED = re.compile(r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def draw() -> str:
    """A new number; whether it is free is for the database to say."""
    return number(randbelow(_SPACE))


def number(payload: int) -> str:
    """The registration number with this payload of up to ten digits."""
    check = 98 - payload * 100 % 97
    digits = f"{payload:010d}{check:02d}"
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def read(typed: Any) -> str:
    """A number as someone typed it, in groups or not, in Latin, Arabic or Kurdish digits; refused if mistyped."""
    if not isinstance(typed, str):
        raise PydanticCustomError("registration_number", "must be text")
    plain = typed[:40].translate(_DIGITS)
    if not _TYPED.fullmatch(plain):
        raise PydanticCustomError("registration_number", "must be twelve digits, like 4821-7730-5142")
    digits = plain.replace("-", "").replace(" ", "")
    if int(digits) % 97 != 1:
        raise PydanticCustomError("registration_number", "is mistyped: its check digits do not fit")
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


RegistrationNumber = Annotated[
    str,
    BeforeValidator(read),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{4}-[0-9]{4}$", "examples": [number(4821773051)]}),
]
"""The number that stands for a person on cards and in staff routes."""
