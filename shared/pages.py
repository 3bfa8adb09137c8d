"""What callers ask of a list, and the page of it that they are told."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from shared.classification import LOW
from shared.cursors import PATTERN
from shared.drafts import Draft, PathIdentifier
from shared.views import View

LONGEST = 200
"""Rows that a page has at the most."""
USUAL = 50

_LOW: JsonDict = {"x-sensitivity": LOW.value}

SomeView = TypeVar("SomeView", bound=View)


def _flag(value: Any) -> bool:
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise PydanticCustomError("flag", "must be true or false")


Limit = Annotated[
    PathIdentifier,
    Field(le=LONGEST),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LONGEST, "default": USUAL}),
]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean", "default": False})]


class Asked(Draft):
    """What is asked of a list. A noun adds the fields that it can be filtered by, each called as in its view."""

    after: Annotated[str, Field(pattern=PATTERN, description="`next` of the page before.")] | None = None
    limit: Limit = USUAL
    count: Flag = False

    @property
    def filters(self) -> dict[str, str | int]:
        """The fields that a row has to have, with the values; of a place, all that lies in it."""
        return self.model_dump(exclude_none=True, exclude=set(Asked.model_fields))


class AskedForOthers(Asked):
    """What is asked of a list of what somebody does and somebody else then judges; `others` leaves what waits for the
    caller, who had no part in it."""

    others: Flag = False

    @property
    def filters(self) -> dict[str, str | int]:
        """Without `others`, which is no field of a row."""
        return {name: value for name, value in super().filters.items() if name != "others"}


class Count(View):
    """How many rows the whole list has for this caller; when `capped`, more than that."""

    total: int = Field(json_schema_extra=_LOW)
    capped: bool = Field(json_schema_extra=_LOW)


class Page(View, Generic[SomeView]):
    """Some rows of a list, the newest first, and where it goes on: `next` is stated as `after`; null at the end."""

    items: list[SomeView] = Field(json_schema_extra=_LOW)
    next: str | None = Field(json_schema_extra=_LOW)
    count: Count | None = Field(default=None, json_schema_extra=_LOW)
