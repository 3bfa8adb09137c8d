"""Refusals as RFC 9457 problem documents: the one place that turns an error into an HTTP answer.

Every document also carries `errors`, a list of `{code, message, field?}` in the vocabulary of the DCI standards, so
that a client of either style finds what it looks for.
"""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What was refused and why (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "description": "Stable, for machines.", "examples": ["/problems/not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string", "description": "For people.", "examples": ["There is nothing here."]},
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
    Forbidden: HTTPStatus.FORBIDDEN,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
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

_LONGEST_NAME = 80


def problem(
    status: int,
    type: str,
    detail: str,
    *,
    errors: Iterable[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
    **members: Any,
) -> Response:
    """A problem document; `members` are extension members beside the standard's own."""
    code = _CODES.get(status, "err.request.bad" if status < 500 else "err.service.unavailable")
    body = {
        "type": f"/problems/{type}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": list(errors) if errors is not None else [{"code": code, "message": detail}],
        **members,
    }
    return Response(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        status,
        media_type=MEDIA_TYPE,
        headers={"cache-control": "no-store", **(headers or {})},
    )


def from_domain(error: DomainError) -> Response:
    status = _STATUS[next(kind for kind in type(error).__mro__ if kind in _STATUS)]
    headers = {}
    if isinstance(error, (Unavailable, TooMany)):
        headers["retry-after"] = str(error.retry_after)
    if isinstance(error, Unauthenticated):
        headers["www-authenticate"] = "Bearer"
    entry = {"code": _CODES.get(status, "err.request.bad"), "message": error.detail}
    if error.field is not None:
        entry["field"] = error.field
    return problem(status, error.type, error.detail, errors=[entry], headers=headers)


async def from_validation(_: Request, error: Exception) -> Response:
    """Each part of the request that is not as declared, named, with the reason; never with the value."""
    assert isinstance(error, RequestValidationError)
    entries = []
    for part in error.errors():
        inside = () if part["type"] == "json_invalid" else part["loc"][1:]
        field = ".".join(str(step) for step in inside)[:_LONGEST_NAME] or str(part["loc"][0])
        reason = _reason(part)
        entries.append({"code": "err.request.bad", "message": f"{field}: {reason}", "field": field})
    return problem(422, "invalid-request", "; ".join(entry["message"] for entry in entries[:3]), errors=entries[:50])


def _reason(part: dict[str, Any]) -> str:
    if part["type"] == "json_invalid":
        return "this is not JSON"
    if part["loc"] == ("body",) and part["type"] == "model_attributes_type":
        return "must be a JSON object, sent as application/json"
    if part["type"] == "missing":
        return "is required"
    if part["type"] == "extra_forbidden":
        return "is not a field of this request"
    message = str(part["msg"])
    return message.removeprefix("Value error, ")


async def from_http(_: Request, error: Exception) -> Response:
    """What the router itself refuses: an unknown path, a wrong method, a body that cannot be parsed."""
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, DomainError):  # FastAPI makes a 400 of whatever happens while it reads a body
        return from_domain(error.__cause__)
    kinds = {404: "not-found", 405: "method-not-allowed", 400: "unreadable-body"}
    details = {
        404: "There is nothing here.",
        405: "This path does not take that method.",
        400: "The body cannot be read as JSON in UTF-8.",
    }
    status = error.status_code
    return problem(
        status,
        kinds.get(status, "refused"),
        details.get(status, HTTPStatus(status).phrase),
        headers=dict(error.headers or {}),
    )


def unexpected(trace: str) -> Response:
    return problem(500, "unexpected", "Something went wrong on our side; the trace id finds it.", trace_id=trace)
