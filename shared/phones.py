"""Phone numbers: read as people write them, and kept in the one international form of E.164.

What is a number in which country is known to `phonenumbers`, Google's libphonenumber in Python. A number without a
country is Iraqi: `0770 123 4567`, `00964 770 123 4567`, `+964 (0)770-1234567` and `٠٧٧٠١٢٣٤٥٦٧` are one.
"""

import re
import unicodedata
from typing import Annotated, Any

import phonenumbers
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

COUNTRY = "IQ"
LONGEST = 60
"""Characters, with everything that stands between the digits."""

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LEFT_OUT = frozenset({"Zs", "Cf", "Pd"})
"""Blanks, marks that cannot be seen, and dashes."""
_BETWEEN = frozenset("()./\\−ـ")
"""What else stands between digits; the Arabic tatweel is typed for a dash."""
_DIALLED = re.compile(r"\+?[0-9]{3,20}")


def read(written: Any) -> str:
    """A number as somebody wrote it, in E.164; refused if nobody can be called under it."""
    if not isinstance(written, str):
        raise PydanticCustomError("phone_number", "must be text")
    plain = _plain(written) if len(written) <= LONGEST else ""
    if not _DIALLED.fullmatch(plain):
        raise _none()
    try:
        number = phonenumbers.parse(plain, COUNTRY)
    except phonenumbers.NumberParseException:
        raise _none() from None
    if not phonenumbers.is_valid_number(number):
        raise _none()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _plain(written: str) -> str:
    """The digits alone, and the sign of a country code before them; whatever is neither stays and is no number."""
    letters = unicodedata.normalize("NFKC", written).translate(_DIGITS)
    return "".join(each for each in letters if unicodedata.category(each) not in _LEFT_OUT and each not in _BETWEEN)


def _none() -> PydanticCustomError:
    return PydanticCustomError(
        "phone_number", "must be a phone number, of another country than Iraq with its code, like +964 770 123 4567"
    )


PhoneNumber = Annotated[
    str,
    BeforeValidator(read),
    WithJsonSchema({"type": "string", "maxLength": LONGEST, "examples": ["0770 123 4567"]}),
]
"""A phone number as it is written, kept as `+9647701234567`."""
