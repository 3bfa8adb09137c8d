"""What callers may state: one strict base for all input, and the text, numbers, days and amounts it is made of."""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

LARGEST_ID = 2**31 - 1


class Draft(BaseModel):
    """The base of every request body: nothing unknown, nothing coerced, nothing changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


_BREAKING = frozenset({"Cc", "Zl", "Zp"})
_OVERRIDES = frozenset("\u202d\u202e")


def _line(value: Any) -> str:
    text = _whole(value)
    if any(unicodedata.category(character) in _BREAKING for character in text):
        raise PydanticCustomError("text", "has a control character or a line break in it")
    return _seen(text)


def _text(value: Any) -> str:
    text = _whole(value)
    if any(unicodedata.category(character) in _BREAKING for character in text.replace("\n", "")):
        raise PydanticCustomError("text", "has a control character in it that is no line feed")
    if not _OVERRIDES.isdisjoint(text):
        raise PydanticCustomError("text", "has a mark in it that makes it read in another order than it is written")
    return _seen(text)


def _whole(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("text", "must be text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("text", "has a half of a surrogate pair in it") from None
    return value


def _seen(text: str) -> str:
    if text and all(unicodedata.category(character)[0] in "CMZ" for character in text):
        raise PydanticCustomError("text", "has nothing in it that can be seen")
    return unicodedata.normalize("NFC", text).strip()


Line = Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=200)]
"""One line of text in NFC, without control characters."""

Text = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=4000)]
"""Text of several lines in NFC, without control characters but line feeds."""


def _once_each(entries: list[Any]) -> list[Any]:
    if len(set(entries)) < len(entries):
        raise PydanticCustomError("repeated", "has an entry twice")
    return entries


once_each = AfterValidator(_once_each)
"""Of a list: none of its entries stands in it twice."""


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


def _day(value: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("day", "is not a day of the calendar") from None
        if _FIRST_DAY <= day <= _LAST_DAY:
            return day
        raise PydanticCustomError("day", "must lie between 1900 and 2100")
    raise PydanticCustomError("day", "must be a day written YYYY-MM-DD")


Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2019-11-05"]})
]
"""A day in Asia/Baghdad."""


_MOMENT = re.compile(
    rf"{_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\.[0-9]{{1,6}})?)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?"
)


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("moment", "must be a time written like 2020-01-01T00:00:00Z")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("moment", "must be a time written like 2020-01-01T00:00:00Z") from None
    if moment.tzinfo is None:
        raise PydanticCustomError("moment", "must say its time zone, for example with a final Z")
    if not _FIRST_DAY.year <= moment.year <= _LAST_DAY.year:
        raise PydanticCustomError("moment", "must lie between 1900 and 2100")
    return moment.astimezone(UTC)


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2020-01-01T00:00:00Z"]}),
]
"""A point in time with its zone, kept in UTC."""


Identifier = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]
"""The number of a record, stated in a body."""


def _digits(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,9}", value) and int(value) <= LARGEST_ID:
        return int(value)
    raise PydanticCustomError("number", "must be a whole number from 1 to 2147483647")


PathIdentifier = Annotated[
    int, BeforeValidator(_digits), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST_ID})
]
"""The number of a record, in a path or a query."""


_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,12})(\.[0-9]{1,3})?")


def _amount_or_zero(value: Any) -> Decimal:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise PydanticCustomError("amount", 'must be an amount written as a string, like "12500.00"')
    return Decimal(value)


def _amount(value: Any) -> Decimal:
    amount = _amount_or_zero(value)
    if amount == 0:
        raise PydanticCustomError("amount", "must be more than zero")
    return amount


def _written(*examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": rf"^{_AMOUNT.pattern}$", "examples": list(examples)})


Amount = Annotated[Decimal, BeforeValidator(_amount), _written("12500.00")]
"""An amount of money, always a string in JSON, never a float."""

AmountOrZero = Annotated[Decimal, BeforeValidator(_amount_or_zero), _written("12500.00", "0.00")]
"""An amount of money that may be nothing at all, such as what was earned in a month."""

YesOrNo = Annotated[bool, Field(strict=True)]
"""True or false, and nothing that could be taken for one of them."""

ProjectCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,9}(-[A-Z0-9]{1,10}){0,4}$", max_length=40)]
"""The code that stands for a project in every service, for example JPN-SDN-2019."""
