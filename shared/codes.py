"""Codes that callers meet, and where their labels are: each enumeration names its code list in the OpenAPI document."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

Codes = TypeVar("Codes", bound=type[Enum])

CODELIST = "x-codelist"
"""What a schema says its code list under; the gateway serves the list at `/v1/codelists/{name}`."""


def listed_as(codelist: str) -> Callable[[Codes], Codes]:
    """Say that the members of an enumeration are the codes of this list."""

    def mark(codes: Codes) -> Codes:
        def described(_: Any, schema: Any, handler: Any) -> Any:
            told = handler(schema)
            handler.resolve_ref_schema(told)[CODELIST] = codelist
            return told

        codes.__get_pydantic_json_schema__ = classmethod(described)  # type: ignore[attr-defined]
        return codes

    return mark
