"""Documents of several applications become one in which every name means one thing."""

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.document.merging import merged
from gateway.document.schemas import Clash, renamed, used
from shared.callers import Service

Document = dict[str, Any]


def to(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def operation(tag: str, answers: Any, **more: Any) -> Document:
    return {
        "tags": [tag],
        "operationId": "read",
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": answers}}}},
        "x-callers": ["caseworker"],
        **more,
    }


def document(
    paths: Mapping[str, Any], schemas: Mapping[str, Any] | None = None, tags: tuple[str, ...] = ("things",)
) -> Document:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Nexus", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
        "tags": [{"name": tag, "description": f"What {tag} are."} for tag in tags],
    }


def together(own: Document, **theirs: Document) -> Document:
    """The merged document where every path of a service passes but for those that begin with /inside."""
    documents = {service: theirs.get(service.value, document({})) for service in Service}
    return merged(
        own, documents, lambda _, __, path: None if path.startswith("/inside") else f"/v1{path}", "Words.", {}
    )


def answer_of(found: Document, path: str) -> Any:
    return found["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]


def test_what_passes_stands_below_v1_and_what_stays_inside_is_left_out_with_its_schemas() -> None:
    grants = document(
        {
            "/awards": {"get": operation("things", to("Award"))},
            "/inside": {"get": operation("things", to("Secret"))},
        },
        {"Award": {"type": "object", "properties": {"sex": to("Sex")}}, "Sex": {"enum": ["f"]}, "Secret": {}},
    )
    found = together(document({}), grants=grants)
    assert list(found["paths"]) == ["/v1/awards"]
    assert {"Award", "Sex"} <= found["components"]["schemas"].keys()
    assert "Secret" not in found["components"]["schemas"]
    assert found["paths"]["/v1/awards"]["get"]["operationId"] == "grants_read"


def test_of_two_routes_that_one_request_fits_the_gateways_own_is_described() -> None:
    path = {"get": operation("things", {"title": "the service's"})}
    own = {"/v1/people/{id}": {"get": operation("things", {"title": "the gateway's"})}}
    found = together(document(own), beneficiary=document({"/people/{id}": path}))
    assert answer_of(found, "/v1/people/{id}")["title"] == "the gateway's"
    assert len(found["paths"]) == 1


def test_two_services_may_not_answer_one_path() -> None:
    path = {"/people/{id}": {"get": operation("things", {})}}
    with pytest.raises(Clash, match="beneficiary and grants both answer GET /v1/people"):
        together(document({}), beneficiary=document(path), grants=document(path))


def test_one_path_is_spelt_in_one_way() -> None:
    own = {"/v1/people/{id}": {"get": operation("things", {})}}
    theirs = {"/people/{number}": {"post": operation("things", {})}}
    with pytest.raises(Clash, match="are one path"):
        together(document(own), beneficiary=document(theirs))


def test_a_name_that_means_two_things_is_led_by_its_owner_and_the_gateway_keeps_its_own() -> None:
    own = document({"/v1/x": {"get": operation("things", to("View"))}}, {"View": {"title": "x"}})
    grants = document({"/y": {"get": operation("things", to("View"))}}, {"View": {"title": "y"}})
    forums = document({"/z": {"get": operation("things", to("View"))}}, {"View": {"title": "y"}})
    found = together(own, grants=grants, forums=forums)
    schemas = found["components"]["schemas"]
    assert answer_of(found, "/v1/x") == to("View")
    assert answer_of(found, "/v1/y") == to("GrantsView")
    assert answer_of(found, "/v1/z") == to("ForumsView")
    assert (schemas["View"]["title"], schemas["GrantsView"]["title"]) == ("x", "y")


def test_what_means_the_same_everywhere_is_kept_once() -> None:
    sex = {"Sex": {"enum": ["f"]}}
    grants = document({"/y": {"get": operation("things", to("Sex"))}}, sex)
    forums = document({"/z": {"get": operation("things", to("Sex"))}}, sex)
    assert set(together(document({}), grants=grants, forums=forums)["components"]["schemas"]) == {"Sex", "Problem"}


def test_schemas_that_read_alike_and_refer_to_different_things_are_told_apart() -> None:
    view = {"properties": {"sex": to("Sex")}}
    grants = document({"/y": {"get": operation("things", to("View"))}}, {"View": view, "Sex": {"enum": ["f"]}})
    forums = document({"/z": {"get": operation("things", to("View"))}}, {"View": view, "Sex": {"enum": ["m"]}})
    schemas = together(document({}), grants=grants, forums=forums)["components"]["schemas"]
    assert schemas["GrantsView"]["properties"]["sex"] == to("GrantsSex")
    assert schemas["ForumsView"]["properties"]["sex"] == to("ForumsSex")


def test_references_and_discriminators_are_renamed_and_data_and_names_of_fields_are_not() -> None:
    said = {
        "oneOf": [to("A")],
        "discriminator": {"propertyName": "kind", "mapping": {"a": "#/components/schemas/A"}},
        "properties": {"example": to("A"), "discriminator": {"type": "string"}},
        "examples": [{"$ref": "#/components/schemas/A"}],
    }
    assert renamed(said, {"A": "B"}) == {
        "oneOf": [to("B")],
        "discriminator": {"propertyName": "kind", "mapping": {"a": "#/components/schemas/B"}},
        "properties": {"example": to("B"), "discriminator": {"type": "string"}},
        "examples": [{"$ref": "#/components/schemas/A"}],
    }


def test_what_refers_to_itself_is_used_once() -> None:
    schemas = {"Tree": {"items": to("Tree")}, "Other": {}}
    assert used({"schema": to("Tree")}, schemas) == {"Tree": schemas["Tree"]}


def test_a_header_of_many_routes_is_said_once() -> None:
    key = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    grants = document({"/y/{id}": {"get": operation("things", {}, parameters=[number, key])}})
    found = together(document({}), grants=grants)
    parameters = found["paths"]["/v1/y/{id}"]["get"]["parameters"]
    assert parameters[:2] == [number, {"$ref": "#/components/parameters/IdempotencyKey"}]
    assert found["components"]["parameters"]["IdempotencyKey"] == key
    other = document({"/z": {"get": operation("things", {}, parameters=[{**key, "description": "other"}])}})
    with pytest.raises(Clash, match="Idempotency-Key"):
        together(document({}), grants=grants, forums=other)


def test_tags_of_services_come_first_and_only_those_in_use() -> None:
    own = document({"/v1/x": {"get": operation("ours", {})}}, tags=("ours", "idle"))
    grants = document({"/y": {"get": operation("theirs", {})}}, tags=("theirs", "ours"))
    assert together(own, grants=grants)["tags"] == [
        {"name": "theirs", "description": "What theirs are."},
        {"name": "ours", "description": "What ours are."},
    ]


def test_a_route_is_open_only_if_nobody_is_named_who_may_call_it() -> None:
    own = document({"/v1/x": {"get": operation("things", {})}, "/health": {"get": operation("things", {})}})
    del own["paths"]["/health"]["get"]["x-callers"]
    found = together(own)
    assert found["security"] == [{"bearer": []}]
    assert "security" not in found["paths"]["/v1/x"]["get"]
    assert found["paths"]["/health"]["get"]["security"] == []


def test_an_answer_is_shown_whole_and_a_request_as_it_was_stated() -> None:
    fields = {"id": {"type": "integer"}, "left_on": {"anyOf": [{"type": "string"}, {"type": "null"}]}}
    schemas = {name: {"properties": fields, "examples": [{"id": 1}]} for name in ("Draft", "View")}
    body = {"content": {"application/json": {"schema": to("Draft")}}}
    grants = document({"/y": {"post": operation("things", to("View"), requestBody=body)}}, schemas)
    found = together(document({}), grants=grants)["components"]["schemas"]
    assert found["View"]["examples"] == [{"id": 1, "left_on": None}]
    assert found["Draft"]["examples"] == [{"id": 1}]
