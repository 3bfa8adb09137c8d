"""Refusals as RFC 9457 problem documents: the one place that turns an error into an HTTP answer.

Every document also carries `errors`, a list of `{code, message, field?}` in the vocabulary of the DCI standards, so
that a client of either style finds what it looks for. `type`, codes and names of fields are for machines and alike in
every language; `title`, `detail` and messages are in the language of the request, which `Content-Language` names.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared import reasons
from shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    HeadTooLarge,
    Invalid,
    NotFound,
    Several,
    Stale,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthenticated,
    Unavailable,
    Unconditional,
    nothing_here,
)
from shared.languages import SPOKEN

MEDIA_TYPE = "application/problem+json"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What was refused and why (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "description": "Stable, for machines.", "examples": ["/problems/not-found"]},
        "title": {"type": "string", "description": "For people, in the language asked for."},
        "status": {"type": "integer", "examples": [404]},
        "detail": {
            "type": "string",
            "description": "For people, in the language asked for.",
            "examples": ["There is nothing here."],
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "string", "examples": ["err.request.not_found"]},
                    "message": {"type": "string"},
                    "field": {"type": "string", "description": "The part of the request that is refused."},
                },
            },
        },
        "trace_id": {"type": "string", "description": "With 500: what finds the trouble in the logs."},
    },
}

DOCUMENTED: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "A refusal that names field and reason (RFC 9457).",
        "content": {MEDIA_TYPE: {"schema": SCHEMA}},
    },
    "5XX": {
        "description": "Right, but not now, or a fault of ours (RFC 9457).",
        "content": {MEDIA_TYPE: {"schema": SCHEMA}},
    },
}
"""How every route documents its refusals."""

_STATUS: dict[type[DomainError], HTTPStatus] = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    Unconditional: HTTPStatus.PRECONDITION_REQUIRED,
    Forbidden: HTTPStatus.FORBIDDEN,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HeadTooLarge: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    TooSlow: HTTPStatus.REQUEST_TIMEOUT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_CODES = {
    401: "err.request.unauthorized",
    403: "err.request.forbidden",
    404: "err.request.not_found",
    408: "err.request.timeout",
    429: "err.request.too_many_requests",
    503: "err.service.unavailable",
    504: "err.request.timeout",
}

TITLES: Mapping[int, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    422: "Unprocessable Content",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
"""What each status is called (RFC 9110, RFC 6585)."""

_LONGEST_NAME = 80


@dataclass(frozen=True)
class ProblemType:
    """A kind of refusal: its `type` in a problem document, and the status and the English title that go with it."""

    type: str
    status: int
    title: str


def types(folder: Path) -> list[ProblemType]:
    """What the application with this folder of refusals may answer, as its `types.csv` lists it."""
    with (folder / "types.csv").open(encoding="utf-8", newline="") as file:
        return [
            ProblemType(f"/problems/{row['type']}", int(row["status"]), TITLES[int(row["status"])])
            for row in csv.DictReader(file)
        ]


def problem(
    status: int,
    type: str,
    sentence: str,
    values: Mapping[str, object] | None = None,
    *,
    field: str | None = None,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """A problem document of one reason; `members` are extension members beside the standard's own."""
    detail = SPOKEN.get().say(sentence, values)
    entry = {"code": _code(status), "message": detail}
    if field is not None:
        entry["field"] = field
    return _document(status, type, detail, [entry], headers, members)


def _document(
    status: int,
    type: str,
    detail: str,
    errors: list[dict[str, str]],
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> Response:
    tongue = SPOKEN.get()
    body = {
        "type": f"/problems/{type}",
        "title": tongue.say(TITLES[status]),
        "status": status,
        "detail": detail,
        "errors": errors,
        **(members or {}),
    }
    return Response(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        status,
        media_type=MEDIA_TYPE,
        headers={
            "cache-control": "no-store",
            "content-language": tongue.language,
            "vary": "Accept-Language",
            **(headers or {}),
        },
    )


def _code(status: int) -> str:
    return _CODES.get(status, "err.request.bad" if status < 500 else "err.service.unavailable")


def status_of(kind: type[DomainError]) -> int:
    """The status that refusals of a kind are answered with."""
    return _STATUS[next(each for each in kind.__mro__ if each in _STATUS)]


def from_domain(error: DomainError) -> Response:
    headers = {}
    if isinstance(error, (Unavailable, TooMany)):
        headers["retry-after"] = str(error.retry_after)
    if isinstance(error, Unauthenticated):
        headers["www-authenticate"] = "Bearer"
    status = status_of(type(error))
    if isinstance(error, Several):
        detail = SPOKEN.get().say(error.sentence, error.values)
        return _document(status, error.type, detail, [_entry(part) for part in error.parts], headers)
    return problem(status, error.type, error.sentence, error.values, field=error.field, headers=headers)


def _entry(part: DomainError) -> dict[str, str]:
    """A part of a request that is refused, as one of several reasons."""
    entry = {"code": _code(status_of(type(part))), "message": SPOKEN.get().say(part.sentence, part.values)}
    return entry if part.field is None else {**entry, "field": part.field}


async def from_validation(_: Request, error: Exception) -> Response:
    """Each part of the request that is not as declared, named, with the reason; never with the value."""
    assert isinstance(error, RequestValidationError)
    tongue = SPOKEN.get()
    entries = []
    for part in error.errors():
        inside = () if part["type"] == "json_invalid" else part["loc"][1:]
        field = ".".join(str(step) for step in inside)[:_LONGEST_NAME] or str(part["loc"][0])
        message = f"{field}: {tongue.say(*reasons.reason(part))}"
        entries.append({"code": "err.request.bad", "message": message, "field": field})
    detail = tongue.chain([entry["message"] for entry in entries[:3]])
    return _document(422, "invalid-request", detail, entries[:50])


async def from_http(_: Request, error: Exception) -> Response:
    """What the router itself refuses: an unknown path, a wrong method, a body that cannot be parsed."""
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, DomainError):  # FastAPI makes a 400 of whatever happens while it reads a body
        return from_domain(error.__cause__)
    if error.status_code == 404:
        return from_domain(nothing_here())
    if error.status_code == 405:
        return problem(405, "method-not-allowed", "This path does not take that method.", headers=error.headers)
    assert error.status_code == 400
    return problem(400, "unreadable-body", "The body cannot be read as JSON in UTF-8.")


def unexpected(trace: str) -> Response:
    return problem(500, "unexpected", "Something went wrong on our side; the trace id finds it.", trace_id=trace)
