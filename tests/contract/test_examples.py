"""The examples in the document are requests that would be taken and answers that could be given."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from applications import app, apps
from fastapi import FastAPI
from fastapi.routing import APIRoute
from openapi_schema_validator import OAS31Validator
from pydantic import BaseModel, ValidationError

from commandline.document import described, routes
from shared.callers import Service
from shared.examples import example

NAMES = (*Service, "gateway")


def bodies(of: FastAPI) -> dict[str, type[BaseModel]]:
    """What each route takes as its body."""
    return {
        f"{method} {route.path}": route.body_field.field_info.annotation  # type: ignore[misc]
        for route in routes(of)
        if isinstance(route, APIRoute) and route.body_field is not None
        for method in route.methods
    }


def shown(model: type[BaseModel]) -> list[dict[str, Any]]:
    extra = model.model_config.get("json_schema_extra")
    return extra.get("examples", []) if isinstance(extra, dict) else []  # type: ignore[return-value]


def misfits(document: dict[str, Any]) -> Iterator[str]:
    """The examples of schemas that are not as their own schema says."""
    for name, schema in document["components"]["schemas"].items():
        judge = OAS31Validator(
            {"$ref": f"#/components/schemas/{name}", "components": document["components"]},
            format_checker=OAS31Validator.FORMAT_CHECKER,
        )
        for shown in schema.get("examples", ()):
            yield from (f"{name}: {error.json_path}: {error.message}" for error in judge.iter_errors(shown))


@pytest.mark.parametrize("name", NAMES)
def test_every_body_that_is_taken_has_an_example_that_would_be_taken(name: str) -> None:
    taken = bodies(app(name))
    inside = {"POST /lookups", "POST /subjects", "POST /subjects/consenting"}
    assert [route for route, model in taken.items() if not shown(model) and route not in inside] == []
    for model in taken.values():
        for said in shown(model):
            model.model_validate_json(json.dumps(said))


def test_every_example_is_as_its_schema_says() -> None:
    document = described(apps())
    assert list(misfits(document)) == []
    assert sum("examples" in schema for schema in document["components"]["schemas"].values()) > 50


def test_an_example_that_would_be_refused_is_noticed() -> None:
    @example(reason=7, unknown=1)
    class Draft(BaseModel, extra="forbid"):
        reason: str

    with pytest.raises(ValidationError):
        Draft.model_validate(shown(Draft)[0])
    planted = {"components": {"schemas": {"Draft": Draft.model_json_schema()}}}
    assert len(list(misfits(planted))) == 2
