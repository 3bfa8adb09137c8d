"""Every column and every property says how much harm its disclosure can do."""

from typing import Any

import pytest
from applications import METADATA, document
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import Column, MetaData, Table, Text

from gateway.tables import Table as OfGateway
from services.beneficiary.tables import Table as OfBeneficiary
from services.forums.tables import Table as OfForums
from services.grants.tables import Table as OfGrants
from shared.classification import Sensitivity

OF_NOBODY = {
    "TokenRequest",  # a sign-in, not a record
    "TokenView",
    "MomentView",  # a time and a count
    "HealthView",  # names of applications
    "Voiding",  # why: one of three codes
    "Ending",  # why: one of four codes
}

every_application = pytest.mark.parametrize("name", METADATA)


def unclassified_columns(metadata: MetaData) -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.info.get("sensitivity") not in set(Sensitivity)
    ]


def unclassified_properties(described: dict[str, Any]) -> list[str]:
    return [
        f"{schema}.{name}"
        for schema, parts in described["components"]["schemas"].items()
        if schema not in OF_NOBODY
        for name, part in parts.get("properties", {}).items()
        if part.get("x-sensitivity") not in {level.value for level in Sensitivity}
    ]


def mappers(name: str) -> list[Any]:
    """The tables' classes of an application."""
    bases = {"beneficiary": OfBeneficiary, "grants": OfGrants, "forums": OfForums, "gateway": OfGateway}
    return list(bases[name]._sa_registry.mappers)


@every_application
def test_every_column_carries_its_sensitivity(name: str) -> None:
    assert unclassified_columns(METADATA[name]) == []


@every_application
def test_every_property_of_a_request_or_answer_carries_its_sensitivity(name: str) -> None:
    assert unclassified_properties(document(name)) == []


def test_what_is_left_out_exists() -> None:
    known = {schema for name in METADATA for schema in document(name)["components"]["schemas"]}
    assert known >= OF_NOBODY


def test_a_column_without_a_sensitivity_is_noticed() -> None:
    metadata = MetaData()
    Table("people", metadata, Column("name", Text, info={"sensitivity": Sensitivity.HIGH}), Column("secret", Text))
    assert unclassified_columns(metadata) == ["people.secret"]


def test_a_property_without_a_sensitivity_is_noticed() -> None:
    class Secret(BaseModel):
        secret: str

    app = FastAPI()

    @app.post("/secrets")
    async def tell(secret: Secret) -> Secret:
        return secret

    assert "Secret.secret" in unclassified_properties(app.openapi())


@every_application
def test_a_column_and_the_property_of_its_name_are_of_one_sensitivity(name: str) -> None:
    """A view or draft and its table are declared by one dataset; nothing may come between them."""
    schemas = document(name)["components"]["schemas"]
    compared = 0
    for mapper in mappers(name):
        levels = {column.name: column.info["sensitivity"] for column in mapper.local_table.columns}
        for schema in (f"{mapper.class_.__name__}View", f"{mapper.class_.__name__}Draft"):
            for part, property in schemas.get(schema, {}).get("properties", {}).items():
                if part in levels:
                    assert property["x-sensitivity"] == levels[part].value, (schema, part)
                    compared += 1
    assert compared > (0 if name == "gateway" else 10)
