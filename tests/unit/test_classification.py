"""Sensitivity: declared once a noun, carried by every field, and the measure of what a caller may read."""

import pytest
from pydantic import BaseModel
from pydantic import Field as Property
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Dataset, Scope, Sensitivity, Unclassified, classified

PEOPLE = Dataset(DatasetName.PEOPLE, {"id": LOW, "sex": MODERATE, "name": HIGH, "cause": SEVERE})
ALL = ("cause", "name", "sex", "id")


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """A base of tables for this room alone."""


def test_a_property_that_the_dataset_does_not_name_fails_at_import() -> None:
    with pytest.raises(Unclassified, match=r"Draft has fields without a sensitivity: phone, street$"):

        @classified(PEOPLE)
        class Draft(BaseModel):
            name: str
            phone: str
            street: str


def test_a_column_that_the_dataset_does_not_name_fails_at_import() -> None:
    with pytest.raises(Unclassified, match=r"Person has fields without a sensitivity: phone$"):

        @classified(PEOPLE)
        class Person(Table, table=True):
            id: int = Field(primary_key=True)
            phone: str


def test_a_table_and_a_view_carry_the_same_levels() -> None:
    @classified(PEOPLE)
    class Survivor(Table, table=True):
        id: int = Field(primary_key=True)
        name: str | None = Field(default=None, max_length=80)

    @classified(PEOPLE)
    class SurvivorView(BaseModel):
        name: str | None = Property(default=None, json_schema_extra={"x-else": 1})
        id: int = 0

    columns = Survivor.__table__.columns  # type: ignore[attr-defined]
    assert {name: column.info["sensitivity"] for name, column in columns.items()} == {"id": LOW, "name": HIGH}
    properties = SurvivorView.model_json_schema()["properties"]
    assert {name: part["x-sensitivity"] for name, part in properties.items()} == {"id": "low", "name": "high"}
    assert properties["name"]["x-else"] == 1


def test_a_view_shows_its_fields_in_the_order_of_the_dataset() -> None:
    @classified(PEOPLE)
    class View(BaseModel):
        name: str = "n"
        sex: str = "s"
        id: int = 1

    assert list(View.model_fields) == ["id", "sex", "name"]
    assert View().model_dump_json() == '{"id":1,"sex":"s","name":"n"}'


def test_a_subclass_does_not_change_its_base() -> None:
    class Base(BaseModel):
        id: int

    @classified(PEOPLE)
    class View(Base):
        name: str

    assert "x-sensitivity" not in Base.model_json_schema()["properties"]["id"]
    assert View.model_json_schema()["properties"]["id"]["x-sensitivity"] == "low"


@pytest.mark.parametrize(
    ("ceiling", "readable"),
    [(LOW, ("id",)), (MODERATE, ("sex", "id")), (HIGH, ("name", "sex", "id")), (SEVERE, ALL)],
)
def test_a_ceiling_opens_what_lies_at_it_or_below(ceiling: Sensitivity, readable: tuple[str, ...]) -> None:
    assert PEOPLE.readable(Scope(ceiling=ceiling), ALL) == readable


def test_named_fields_are_opened_as_far_as_the_ceiling_allows_and_no_others() -> None:
    assert PEOPLE.readable(Scope(ceiling=MODERATE, fields=("name", "sex")), ALL) == ("sex",)
    assert PEOPLE.readable(Scope(ceiling=SEVERE, fields=("name",)), ALL) == ("name",)
    assert PEOPLE.readable(Scope(ceiling=SEVERE, fields=()), ALL) == ()
    assert PEOPLE.readable(Scope(ceiling=SEVERE, fields=("else",)), ALL) == ()


def test_a_field_that_is_offered_without_a_level_is_an_error_and_never_shown() -> None:
    with pytest.raises(KeyError):
        PEOPLE.readable(Scope(ceiling=SEVERE), ("phone",))


def test_the_levels_are_ordered_by_harm() -> None:
    levels = list(Sensitivity)
    assert levels == [LOW, MODERATE, HIGH, SEVERE]
    for lower, upper in [(a, b) for a in levels for b in levels]:
        assert lower.within(upper) == (levels.index(lower) <= levels.index(upper))
