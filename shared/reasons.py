"""Why a part of a request is not as declared: our own sentence for each kind of error that pydantic knows.

A kind of our own, raised as `PydanticCustomError`, brings its sentence along; one with values carries it once more in
its context, as `sentence`, because pydantic tells it only when it is filled in.
"""

import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

_OBJECT = "must be an object"
_TEXT = "must be text"
_UTF8 = "must be text in UTF-8"
_WHOLE = "must be a whole number"
_NUMBER = "must be a number"
_BOOLEAN = "must be true or false"
_LIST = "must be a list"
_DAY = "must be a day written YYYY-MM-DD"
_MOMENT = "must be a time written like 2020-01-01T00:00:00Z"

SENTENCES: Mapping[str, str] = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this request",
    "json_invalid": "this is not JSON",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "string_type": _TEXT,
    "string_unicode": _UTF8,
    "string_too_short": "must have {min_length} characters or more",
    "string_too_long": "must have {max_length} characters or fewer",
    "string_pattern_mismatch": "must be of the form {pattern}",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "too_short": "must have {min_length} entries or more",
    "too_long": "must have {max_length} entries or fewer",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": "must say its time zone, for example with a final Z",
}

NO_BODY = "must be a JSON object, sent as application/json"
OTHERWISE = "is not as declared"
"""For kinds of errors that no request has met yet."""

_LENGTHS = {"too_short", "too_long"}
"""Text that we looked at before its length was counted is no text to pydantic any more."""
_KNOWN = frozenset(get_args(ErrorType))
_CHOICES = re.compile(r", | or ")


def reason(part: Mapping[str, Any]) -> tuple[str, Mapping[str, object]]:
    """The sentence of one of pydantic's errors, and its values; never what was stated."""
    kind, values = part["type"], part.get("ctx", {})
    if kind == "model_attributes_type" and part["loc"] == ("body",):
        return NO_BODY, {}
    if kind in _LENGTHS and isinstance(part["input"], str):
        kind = f"string_{kind}"
    if kind in SENTENCES:
        return SENTENCES[kind], {
            name: _listed(value) if name == "expected" else value for name, value in values.items()
        }
    if kind in _KNOWN:
        return OTHERWISE, {}
    return values.get("sentence", part["msg"]), values


def _listed(expected: str) -> tuple[str, ...]:
    """Pydantic lists choices as it would in English: `'a', 'b' or 'c'`."""
    return tuple(_CHOICES.split(expected))
