"""What all routes have alike, said once in the document: headers, refusals, and how a caller is known."""

from typing import Any

from gateway.access.callers import BREAK_GLASS, PURPOSE, ROLE
from gateway.access.me.reads import DOES
from shared import problems
from shared.callers import CallerClass, Purpose, Role
from shared.codes import CODELIST
from shared.edge import REQUEST_ID
from shared.languages import Language
from shared.problems import MEDIA_TYPE

LANGUAGE = "accept-language"

SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token: of staff from their own sign-in, of a partner from the token endpoint.",
    }
}

_CODES = {
    ROLE: {"enum": [role.value for role in Role], CODELIST: "role"},
    PURPOSE: {"enum": [purpose.value for purpose in Purpose], CODELIST: "purpose"},
}


def component(header: str) -> str:
    """What a header is called among the components."""
    return header.title().replace("-", "")


def _reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


PARAMETERS: dict[str, Any] = {
    **{
        component(header): {
            "name": header.title(),
            "in": "header",
            "required": False,
            "description": f"{does[0].upper()}{does[1:]}.",
            "schema": {"type": "string", **_CODES.get(header, {})},
        }
        for header, does in DOES.items()
    },
    component(REQUEST_ID): {
        "name": "X-Request-ID",
        "in": "header",
        "required": False,
        "description": "What the caller calls this request: 8 to 64 letters, digits and hyphens, one letter among "
        "them; it comes back with the answer. A request without one, or with another, is given one.",
        "schema": {"type": "string", "examples": ["field-office-7-000123"]},
    },
    component(LANGUAGE): {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": "The language in which refusals and labels are told: `en`, `ar`, or `ckb` (also `ku`) for "
        "Central Kurdish. Without: English.",
        "schema": {"type": "string", "examples": ["ckb, ar;q=0.8"]},
    },
}

HEADERS = {
    component(REQUEST_ID): {
        "description": "What this request is called in the logs of every process that it passed.",
        "schema": {"type": "string"},
    },
    "ContentLanguage": {
        "description": "The language of the answer.",
        "schema": {"type": "string", "enum": [language.value for language in Language], CODELIST: "language"},
    },
    "RetryAfter": {
        "description": "After how many seconds the same request may succeed; with 429 and 503.",
        "schema": {"type": "integer"},
    },
}

_ANSWERED = {"X-Request-ID": _reference("headers", component(REQUEST_ID))}
_SPOKEN = {"Content-Language": _reference("headers", "ContentLanguage")}
_WAITING = {"Retry-After": _reference("headers", "RetryAfter")}

_REFUSED = {"4XX": "Refusal", "5XX": "Trouble"}

RESPONSES = {
    name: {
        "description": problems.DOCUMENTED[status]["description"],
        "headers": {**_ANSWERED, **_SPOKEN, **_WAITING},
        "content": {MEDIA_TYPE: {"schema": _reference("schemas", "Problem")}},
    }
    for status, name in _REFUSED.items()
}

SCHEMAS = {"Problem": problems.SCHEMA}


def is_header(parameter: dict[str, Any]) -> bool:
    """Whether a parameter is a header that is said once for all routes; how to sign in is said by `SECURITY`."""
    return bool(parameter["in"] == "header" and parameter["name"].lower() != "authorization")


def referred(parameter: dict[str, Any]) -> dict[str, Any]:
    """A route's parameter, or a reference to it if it is a header."""
    return _reference("parameters", component(parameter["name"])) if is_header(parameter) else parameter


def headers_for(callers: list[str], *, reads: bool) -> list[dict[str, str]]:
    """The headers that every route for these callers takes, as references."""
    if any(caller in set(Role) or caller == CallerClass.STAFF for caller in callers):
        taken = [header for header in DOES if reads or header != BREAK_GLASS]
    else:
        taken = [PURPOSE] if callers else []
    return [_reference("parameters", component(header)) for header in (*taken, LANGUAGE, REQUEST_ID)]


def responses(documented: dict[str, Any]) -> dict[str, Any]:
    """A route's answers with the headers that all answers have, and its refusals as references."""
    return {
        status: _reference("responses", _REFUSED[status])
        if MEDIA_TYPE in answer.get("content", {})
        else {**answer, "headers": {**answer.get("headers", {}), **_ANSWERED}}
        for status, answer in documented.items()
    }
