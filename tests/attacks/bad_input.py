"""Bad requests for a route, made from what its document promises, and what is wrong with an answer to one."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from routes import Route
from wire import Answer

from services.grants.app import FOR_MERGES
from shared.cohorts.routes import ROOMY

MARK = "Zqanbar7731"
"""Stands in everything sent; no answer may hold it."""

MEDIA_TYPE = b"application/problem+json"
LONGEST_NAME = 80

DEEP = b"[" * 100_000 + b"]" * 100_000
_DIGITS = "9" * 5_000

# As they stand in JSON; some of it is none.
NO_TEXT = (
    "0",
    "-1",
    "1.5",
    "true",
    "[]",
    "{}",
    f'["{MARK}"]',
    f'{{"{MARK}": 1}}',
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
)
NO_CODE = (
    '""',
    f'"{MARK}"',
    f'"{MARK}\\u0000"',
    f'"{MARK}\\ud800"',
    f'"{MARK}\\udfff\\ud800"',
    f'"{MARK * 2_000}"',
    f'"{MARK}\\u202e\\n"',
)
FOREIGN_PLACES = ('"TR01"', '"SY0101"', '"IQG99"', '"iqg15"', '"IQG15Q99"', '"IQG15\\u0000"', '"IQG15 "')
BAD_DAYS = ('"2023-02-30"', '"0000-01-01"', '"99999-01-01"', '"2024-01-01T00:00:00Z"', '"1899-12-31"', '"٢٠٢٤-٠١-٠١"')
TOO_FINE = '"1.0000"'
"""Of money; how much one currency is of another may be stated finer."""
BAD_AMOUNTS = ('"NaN"', '"Infinity"', '"-1.00"', '"0.00"', '"1e5"', TOO_FINE, '"00.10"', f'"{_DIGITS}"', "12500.00")
NO_NUMBER = (
    "0",
    "-1",
    "2147483648",
    "-9223372036854775809",
    "1.5",
    "1e400",
    "NaN",
    "true",
    '"1"',
    "[]",
    "{}",
    f'"{MARK}"',
)
_HERE = "the place of what is bad"

NEVER = ("NaN", _DIGITS, f"-{_DIGITS}", DEEP.decode())
"""What no field takes; some of it no parser takes."""

BODIES = {
    "nothing": b"",
    "half an object": b'{"' + MARK.encode(),
    "half a word": b"nul",
    "single quotes": b"{'" + MARK.encode() + b"': 1}",
    "a list": b"[]",
    "a number": b"1",
    "a text": b'"' + MARK.encode() + b'"',
    "null": b"null",
    "invalid UTF-8": b'{"given_native": "' + MARK.encode() + b'\xff\xfe"}',
    "an overlong NUL": b'{"given_native": "\xc0\x80"}',
    "NUL bytes": b"\0" * 100,
    "100,000 lists": DEEP,
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "5,000 digits": _DIGITS.encode(),
    "NaN": b"NaN",
    "two documents": b"{}{}",
}
UNKNOWN_NAMES = (
    MARK,
    "\\u0000",
    "\\ud800",
    "x" * 100_000,
    "",
    "__class__",
    "id",
    "recorded_by",
    "recorded_at",
    "\\n\\u202e",
)
CONTENT_TYPES = (
    b"text/plain",
    b"application/xml",
    b"application/x-www-form-urlencoded",
    b"multipart/form-data; boundary=x",
    b"application/octet-stream",
    b"",
    b"rubbish",
    b"\xff\xfe",
)
PATH_PARTS = (
    "0",
    "-1",
    "2147483648",
    "1e400",
    "1.0",
    "NaN",
    "%00",
    "1%00",
    "%ff",
    "%ff%fe",
    "%ed%a0%80",
    "..",
    "../..",
    "..%2f..",
    "%2e%2e%2f",
    "%20",
    "1%20",
    "%D9%A1",
    "999999%0a",
    "%0d%0aset-cookie:x",
    "null",
    "'%20OR%201=1--",
    "%25",
    "%",
    "{id}",
    MARK,
    "9" * 5_000,
    MARK * 1_000,
)
QUERIES = (
    "x=1",
    "=",
    "&&&==&",
    "%",
    "%ff=%fe",
    "%00=%00",
    "as_of=",
    "as_of=%00",
    "as_of=2020-01-01",
    "as_of=2020-01-01T00:00:00",
    "as_of=99999-01-01T00:00:00Z",
    "as_of=0000-01-01T00:00:00Z",
    "as_of=2020-13-01T00:00:00Z",
    "as_of=2099-01-01T00:00:00Z",
    "as_of=2020-01-01T00:00:00%2B99:99",
    "level=" + _DIGITS,
    "parent=%00",
    "parent=" + MARK,
    "q=",
    "q=%00",
    "q=%ff",
    "q=%ed%a0%80",
    "q=" + MARK * 100,
    "project=",
    "project=" + MARK,
    "project=%00",
    "project=A&project=B",
    "&".join(["a=1"] * 5_000),
)
KEYS = (b"", b"x" * 129, b"\x7f", b"\xe9", b"a\tb", b"\xff" * 20)
METHODS = (
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "get",
    "PROPFIND",
    "X" * 1_000,
)


@dataclass(frozen=True)
class Attack:
    """A bad request: what is bad about it, and what the answer has to be like."""

    what: str
    method: str
    target: str
    body: bytes = b""
    content_type: bytes | None = b"application/json"
    key: bytes | None = None
    match: bytes | None = b'"a-tag"'
    """The tag in an edit."""
    statuses: frozenset[int] = frozenset({422})
    field: str | None = None
    """The field that a 422 has to name."""


def on_body(route: Route) -> Iterator[Attack]:
    """Bodies that are bad as a whole."""
    plain = Attack(str(route), route.method, route.target())
    unreadable = frozenset({400, 422})
    for what, body in BODIES.items():
        if body or route.needs_body:
            yield replace(plain, what=f"{route}: {what} as the body", body=body, statuses=unreadable)
    for content_type in CONTENT_TYPES:
        what = f"{route}: declared to be {content_type!r}"
        # Without a body that is declared to be JSON there is none; a service may read one that says nothing.
        statuses = frozenset({415, 422}) | (frozenset({201, 200, 404}) if not content_type else frozenset())
        yield replace(plain, what=what, body=route.body(), content_type=content_type, statuses=statuses)
    for name in UNKNOWN_NAMES:
        body = _with(route, f'"{name}"', "1")
        field = "" if name.startswith(("\\", "x", "_")) or not name else name
        yield replace(plain, what=f"{route}: an unknown field {name[:20]}", body=body, field=field or None)
    large = b'{"given_native": "' + MARK.encode() + b"x" * 1024 * 1024 + b'"}'
    if route.path not in {*ROOMY, *FOR_MERGES}:
        blanks = b" " * (1024 * 1024 + 1)
        yield replace(plain, what=f"{route}: more than a mebibyte", body=large, statuses=frozenset({413}))
        yield replace(plain, what=f"{route}: blanks without end", body=blanks, statuses=frozenset({413}))


def on_fields(route: Route) -> Iterator[Attack]:
    """Bodies with one thing wrong in them."""
    plain = Attack(str(route), route.method, route.target())
    for path, schema, required in _parts(route.fields, route.required, route.draft()):
        name = ".".join(map(str, path))
        if required:
            yield replace(plain, what=f"{route}: without {name}", body=_without(route, path), field=name)
            yield replace(plain, what=f"{route}: {name} null", body=_within(route, path, "null"), field=name)
        for value in bad_values(schema):
            body = _within(route, path, value)
            yield replace(plain, what=f"{route}: {name} = {value[:40]}", body=body, field=name)
        for value in NEVER:
            body = _within(route, path, value)
            what = f"{route}: {name} = {value[:20]}... ({len(value)})"
            yield replace(plain, what=what, body=body, statuses=frozenset({400, 422}))


Step = str | int


def _parts(
    fields: Mapping[str, Any], required: Sequence[str], draft: Any, above: tuple[Step, ...] = ()
) -> Iterator[tuple[tuple[Step, ...], Any, bool]]:
    """Every field, and every field of the objects that the draft holds, with its schema and whether it must be."""
    for name, schema in fields.items():
        path = (*above, name)
        yield path, schema, name in required
        inside = draft.get(name)
        if isinstance(inside, dict):
            yield from _parts(schema["properties"], schema.get("required", ()), inside, path)
        elif isinstance(inside, list) and inside and isinstance(inside[0], dict):
            within = schema["items"]
            yield from _parts(within["properties"], within.get("required", ()), inside[0], (*path, 0))


def bad_values(schema: Any) -> Iterator[str]:
    """Values, as JSON, that a field of this schema must not take."""
    kind = next((part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"), {})
    if kind.get("type") == "integer":
        taken = {"0": kind.get("minimum") == 0, "2147483648": kind.get("exclusiveMaximum", 0) > 2**31}
        yield from (value for value in NO_NUMBER if not taken.get(value))
        return
    if kind.get("type") == "boolean":
        yield from ("0", "1", '"true"', f'"{MARK}"', "[]", "{}", "NaN")
        return
    if kind.get("type") == "object":
        yield from ("0", '"x"', "[]", "true", f'["{MARK}"]', f'"{MARK}"')
        if schema.get("default") != {}:
            yield "{}"
        return
    if kind.get("type") == "array":
        if kind.get("minItems"):
            yield "[]"
        yield "[0]" if kind["items"].get("type") == "integer" else "[1]"
        yield from ("0", '"x"', "{}", '["\\ud800"]', f'["{MARK * 30}"]', f'[["{MARK}"]]')
        if kind["items"].keys() - {"type", "maxLength"}:  # names of fields are texts, and refused as unknown
            yield '["\\u0000"]'
        return
    yield from NO_TEXT
    yield from NO_CODE[:1] + NO_CODE[2:]
    fits = "pattern" in kind and re.search(kind["pattern"], MARK)  # as a name that a bank has
    if not fits and ("enum" in kind or "pattern" in kind or kind.get("format")):
        yield NO_CODE[1]
    if kind.get("format") == "date":
        yield from BAD_DAYS
    if "IQ" in kind.get("pattern", ""):
        yield from FOREIGN_PLACES
    if kind.get("pattern", "").startswith("^(0|"):
        allowed = {f'"{example}"' for example in kind.get("examples", ())}  # what is earned may be nothing
        fine = {TOO_FINE} if re.search(kind["pattern"], "1.0000") else set()
        yield from (each for each in BAD_AMOUNTS if each not in allowed | fine)


def on_paths(route: Route) -> Iterator[Attack]:
    """Every kind of thing where the path has a parameter."""
    refused = frozenset({400, 404, 405, 422})
    for parameter in route.parameters:
        for part in PATH_PARTS:
            target = route.filled(**{parameter: part})
            # Where a dot leads elsewhere there may be another, open, route; a place may be asked for by any text.
            yield Attack(f"{route}: {part[:30]} for {parameter}", route.method, target, route.body(), statuses=refused)


def on_queries(route: Route) -> Iterator[Attack]:
    """Rubbish after the question mark; a service may leave unheeded what it does not know."""
    may_be = frozenset({200, 404, 422})
    if route.method == "GET":
        for query in QUERIES:
            yield Attack(f"{route}: ?{query[:40]}", "GET", f"{route.filled()}?{query}", statuses=may_be)


def on_lists(route: Route) -> Iterator[Attack]:
    """What no list goes on at, no page is long, nobody counts, and what nothing is filtered by."""
    bad = {
        "after": ("", MARK, "A" * 31, "A" * 32, "A" * 33, "%00", "%ff", "+" * 32, "A" * 31 + "%3D", _DIGITS),
        "limit": ("", "0", "-1", "201", "1.0", "1e1", "%2B1", "0x1", "%D9%A1", "NaN", MARK, _DIGITS),
        "count": ("", "2", "yes", "True", "%00", "[]", MARK),
    }
    for name in route.queries if route.lists else ():
        usual = ("", "%00", "%ff", "0", "-1", "2147483648", "%25", "IQ%25", MARK)
        for value in bad.get(name, usual if name == "code" else (*usual, "null")):  # which a code may be
            target = f"{route.filled()}?{name}={value}"
            yield Attack(f"{route}: {name}={value[:40]}", "GET", target, field=name)
        for twice in (f"{name}=1&{name}=1", f"{name}=&{name.upper()}="):
            yield Attack(f"{route}: ?{twice}", "GET", f"{route.filled()}?{twice}")


def on_tags(route: Route) -> Iterator[Attack]:
    """Tags that are none, in a request that is otherwise as promised."""
    plain = Attack(str(route), route.method, route.target(), route.body(), field="If-Match")
    if route.method == "PUT":
        yield replace(plain, what=f"{route}: without a tag", match=None, statuses=frozenset({428}))
        yield replace(plain, what=f"{route}: whatever the tag", match=b"*", statuses=frozenset({428}))
        for match in (
            b"",
            MARK.encode(),
            b'"',
            b'"a" "b"',
            b"\xff",
            b'"' + b"x" * 5_000 + b'"',
            b'"a",' * 1_000,
            b"*, *",
        ):
            yield replace(plain, what=f"{route}: If-Match {match[:20]!r}", match=match)


def on_keys(route: Route) -> Iterator[Attack]:
    """Idempotency keys that are none."""
    if route.method in {"POST", "PUT"}:
        for key in KEYS:
            yield Attack(
                f"{route}: Idempotency-Key {key[:10]!r}",
                route.method,
                route.target(),
                route.body(),
                key=key,
                field="Idempotency-Key",
            )


def on_methods(route: Route, offered: frozenset[str]) -> Iterator[Attack]:
    """Methods that a path does not take; of a path with routes for different roles, it may be said for which."""
    refused = frozenset({403, 404, 405})
    for method in METHODS:
        if method not in offered:
            yield Attack(f"{method[:10]} {route.path}", method, route.filled(), b"{}", statuses=refused)


FORMS = (b"multipart/form-data; boundary=x", b"multipart/form-data", b"application/json", b"")

_CLIENT = f"grant_type=client_credentials&client_id={MARK}&client_secret={MARK}".encode()
_SIGN_INS = {
    "a stranger": _CLIENT,
    "nothing": b"",
    "another grant": _CLIENT.replace(b"client_credentials", b"password"),
    "no secret": b"grant_type=client_credentials&client_id=" + MARK.encode(),
    "an empty secret": b"grant_type=client_credentials&client_id=moi&client_secret=",
    "a NUL": b"grant_type=client_credentials&client_id=m%00oi&client_secret=%00",
    "invalid UTF-8": b"grant_type=client_credentials&client_id=%ff&client_secret=\xff\xfe",
    "half a surrogate pair": b"grant_type=client_credentials&client_id=%ed%a0%80&client_secret=x",
    "something long": b"grant_type=client_credentials&client_secret=x&client_id=" + MARK.encode() * 1_000,
    "an unknown field": _CLIENT + b"&admin=1",
    "a field twice": _CLIENT + b"&client_id=moi",
    "many fields": b"&".join(b"a%d=1" % number for number in range(5_000)),
    "JSON": b'{"grant_type": "client_credentials"}',
    "a part without an end": b'--x\r\nContent-Disposition: form-data; name="client_id"\r\n\r\n' + MARK.encode(),
    "a file": b'--x\r\nContent-Disposition: form-data; name="grant_type"; filename="a"\r\n\r\n\0\xff\r\n--x--\r\n',
    "a part without a name": b"--x\r\n\r\nx\r\n--x--\r\n",
}
_BASICS = (
    b"",
    b"Basic",
    b"Basic !!!",
    b"Basic /w==",
    b"Basic OjoAOg==",
    b"Bearer x",
    b"Basic " + b"QQ" * 1_000,
    b"\xff",
)


def on_sign_in(content_type: bytes) -> Iterator[Attack]:
    """Requests for a partner's token from nobody's system."""
    refused = frozenset({400, 401, 422})
    for what, body in _SIGN_INS.items():
        yield Attack(f"token for {what} as {content_type!r}", "POST", "", body, statuses=refused)
    for basic in _BASICS:
        body = b"grant_type=client_credentials"
        yield Attack(f"token for {basic[:20]!r}", "POST", "", body, key=basic, statuses=refused)
    large = b"client_id=" + b"x" * 1024 * 1024
    yield Attack("token for a mebibyte", "POST", "", large, statuses=frozenset({400, 413, 422}))


def faults(attack: Attack, answer: Answer) -> list[str]:
    """What is wrong with an answer, in words; nothing if nothing is."""
    found = []
    if answer.crashed:
        found.append("the application crashed")
    if answer.status not in attack.statuses:
        found.append(f"answered {answer.status} and not {sorted(attack.statuses)}")
    where = answer.body + b"".join(name + value for name, value in answer.headers.items())
    if MARK.lower().encode() in where.lower() and f'"{MARK}": 1'.encode() not in attack.body:
        found.append("repeats what was sent")
    if answer.status >= 400:
        found += _faults_of_problem(attack, answer)
    return [f"{attack.what}: {fault}" for fault in found]


def _faults_of_problem(attack: Attack, answer: Answer) -> list[str]:
    if answer.headers.get(b"content-type") != MEDIA_TYPE:
        return [f"is {answer.headers.get(b'content-type')!r} and no problem document"]
    try:
        problem = answer.json()
    except ValueError as reason:
        return [f"is no JSON: {reason}"]
    found = []
    for member, kind in (("type", str), ("title", str), ("status", int), ("detail", str), ("errors", list)):
        if not isinstance(problem.get(member), kind) or not problem[member]:
            found.append(f"has no {member}")
    if problem.get("status") != answer.status:
        found.append("says another status")
    errors = problem.get("errors") or []
    if not all(entry.get("message") and entry.get("code") for entry in errors):
        found.append("has errors without a reason")
    if answer.status == 422:
        fields = [entry.get("field") for entry in errors]
        if not all(fields):
            found.append("has errors that name no field")
        elif attack.field is not None and not any(
            field == attack.field or field.startswith(f"{attack.field}.") for field in fields
        ):
            found.append(f"names {fields[:3]} and not {attack.field}")
        if any(len(field or "") > LONGEST_NAME for field in fields):
            found.append("names a field at any length")
    if len(answer.body) > 20_000:
        found.append(f"is {len(answer.body)} bytes long")
    return found


def _within(route: Route, path: tuple[Step, ...], value: str) -> bytes:
    """The route's draft with a value at this place, given as it stands in JSON."""
    draft = route.draft()
    holder: Any = draft
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = _HERE
    return json.dumps(draft).replace(f'"{_HERE}"', value).encode()


def _without(route: Route, path: tuple[Step, ...]) -> bytes:
    draft = route.draft()
    holder: Any = draft
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return json.dumps(draft).encode()


def _with(route: Route, name: str, value: str) -> bytes:
    """The route's draft with one more or another field, both given as they stand in JSON."""
    draft = {key: each for key, each in route.draft().items() if json.dumps(key) != name}
    rest = json.dumps(draft)[1:-1]
    return ("{" + f"{name}: {value}" + (f", {rest}" if rest else "") + "}").encode()
