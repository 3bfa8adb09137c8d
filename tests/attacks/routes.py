"""Every route of an application as its OpenAPI document promises it, and a request that fits the promise."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any

from fastapi import FastAPI

_SAMPLES = {
    "recipient": "4821-7730-5142",
    "survivor": "7302-5518-4606",
    "birth_precision": "day",
    "number": "964601234567",  # of a document, and of a phone
    "code": "NO-SUCH-1",
    "project": "NO-SUCH-1",
    "ends_on": "2030-01-01",
    "review_on": "2030-01-01",
    "closes_at": "2030-01-01T00:00:00Z",
    "level": "district",
    "legal_basis": "public_interest",
    "registration_number": "4821-7730-5142",
    "birth_year": 1990,
    "result": "done",
    "answer": "taken_up",
    "wage_rule": "cluster_rate",
    "reason": "withdrew",  # of somebody on a selection list
}
"""Where a schema alone does not say what makes sense beside the other fields."""

_ALSO = {
    "amount",
    "birth_date",
    "notice_id",
    "household_id",
    "award_id",
    "enterprise_id",
    "iban",
    "bic",
    "registration_number",
    "birth_year",
    "staff_men",
    "forum_id",
    "tranche",
}
"""Fields that may be left out and may not be left out beside the others."""


@dataclass(frozen=True)
class Route:
    """A method on a path; `fields` are the properties of the body it takes, with their schemas."""

    method: str
    path: str
    callers: tuple[str, ...]
    fields: Mapping[str, Any]
    required: tuple[str, ...]
    queries: tuple[str, ...]
    patterns: Mapping[str, str]
    """Of its parameters in the path, where they have one."""
    stated: bool
    """Whether the document says who may call."""
    takes_json: bool
    needs_body: bool

    @property
    def lists(self) -> bool:
        """Whether it is read page by page, and counted; events have no end to count to."""
        return {"after", "count"} <= set(self.queries)

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    def filled(self, **values: str) -> str:
        """The path with values in it, by default such as fit and stand for nothing."""
        usual = {
            "registration_number": "4821-7730-5142",
            "code": "NO-SUCH-1",
            "id": "999999",
            "pcode": "IQG15",
            "codelist": "no-such-list",
        }
        usual |= {name: _fitting(usual[name], self.patterns.get(name)) for name in ("code", "id")}
        return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], usual[found[1]]), self.path)

    def target(self, **values: str) -> str:
        """The path with values in it, and the queries that the route cannot do without."""
        return self.filled(**values) + ("?project=NO-SUCH-1" if "project" in self.queries and not self.lists else "")

    def draft(self) -> dict[str, Any]:
        """A body that is as declared."""
        return _object(self.fields, self.required)

    def body(self) -> bytes:
        return json.dumps(self.draft()).encode() if self.takes_json else b""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(app: FastAPI, prefix: str = "") -> Iterator[Route]:
    """The routes that an application's document names."""
    return routes_in(app.openapi(), prefix)


def routes_in(document: Mapping[str, Any], prefix: str = "") -> Iterator[Route]:
    """The routes that a document names."""

    def resolved(schema: Any) -> Any:
        if isinstance(schema, dict):
            if "$ref" in schema:
                named = reduce(getitem, schema["$ref"].removeprefix("#/").split("/"), document)
                return {**resolved(named), **schema}
            return {key: resolved(value) for key, value in schema.items()}
        return [resolved(part) for part in schema] if isinstance(schema, list) else schema

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parameters = [resolved(parameter) for parameter in operation.get("parameters", ())]
            content = operation.get("requestBody", {}).get("content", {})
            schema = resolved(content.get("application/json", {}).get("schema", {}))
            yield Route(
                method.upper(),
                prefix + path,
                tuple(operation.get("x-callers", ())),
                schema.get("properties", {}),
                tuple(schema.get("required", ())),
                tuple(part["name"] for part in parameters if part["in"] == "query"),
                {
                    part["name"]: part["schema"]["pattern"]
                    for part in parameters
                    if part["in"] == "path" and "pattern" in part["schema"]
                },
                "x-callers" in operation,
                bool(schema),
                operation.get("requestBody", {}).get("required", False),
            )


def _object(fields: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    return {
        name: _fitting(_usual(name, schema, fields), schema.get("pattern"))
        for name, schema in fields.items()
        if name in required or (name in _ALSO and not (name == "amount" and "part" in fields))  # here it is a tranche
    }


def _usual(name: str, schema: Mapping[str, Any], fields: Iterable[str]) -> Any:
    """What makes sense beside the other fields, unless the schema says that it is something else."""
    over = name == "ends_on" and {"trained", "begins_on"} & set(fields)  # it is stated when it is over
    sample = None if over else _SAMPLES.get(name)
    if schema.get("type") == "integer" and not isinstance(sample, int):
        sample = None
    return _sample(schema) if sample is None or sample not in schema.get("enum", [sample]) else sample


def _sample(schema: Mapping[str, Any]) -> Any:
    """A value that fits a schema."""
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0])
    if given := schema.get("examples") or schema.get("enum"):
        return deepcopy(given[0])
    samples: dict[str | None, Callable[[], Any]] = {
        "integer": lambda: min(999999, int(schema.get("maximum", 999999))),
        "boolean": lambda: False,
        "array": lambda: [_sample(schema["items"])] * schema.get("minItems", 0),
        "object": lambda: _object(schema.get("properties", {}), schema.get("required", ())),
    }
    return samples.get(schema.get("type"), lambda: _fitting("Some words", schema.get("pattern")))()


def _fitting(sample: Any, pattern: str | None) -> Any:
    """The sample, or another that fits the pattern."""
    if pattern is None:
        return sample
    return next(
        (each for each in (sample, "NO-SUCH-1", "no-such-1", "no_such", "A" * 32) if re.search(pattern, each)), sample
    )
