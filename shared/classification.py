"""How much harm a field can do, declared once a noun and carried by its tables, drafts and views.

A dataset names every field with its sensitivity. `@classified(DATASET)` puts the level on each column of a table
(`column.info`) and on each property of a draft or view (`x-sensitivity` in the OpenAPI document); a field that the
dataset does not name fails at import. What a caller may read is computed from the same declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared.callers import DatasetName
from shared.codes import listed_as


@listed_as("sensitivity")
class Sensitivity(StrEnum):
    """Levels of the OCHA/IASC data responsibility guidance, by the harm that disclosure can do."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    def within(self, ceiling: "Sensitivity") -> bool:
        return _RANKS[self] <= _RANKS[ceiling]


_RANKS = {level: rank for rank, level in enumerate(Sensitivity)}

LOW, MODERATE, HIGH, SEVERE = Sensitivity

RECORD_KEEPING = {
    "recorded_at": MODERATE,
    "recorded_by": MODERATE,
    "voided_at": MODERATE,
    "voided_by": MODERATE,
    "void_reason": MODERATE,
}


SomeModel = TypeVar("SomeModel", bound=BaseModel)


class Scope(BaseModel, frozen=True):
    """How deep a mandate reaches into one dataset: up to a sensitivity, and only the named fields if any are named."""

    ceiling: Sensitivity
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Dataset:
    """A noun's fields with their sensitivity, in the order in which they are shown."""

    name: DatasetName
    levels: Mapping[str, Sensitivity] = field(repr=False)

    def readable(self, scope: Scope, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The fields among those `offered` that `scope` lets a caller read."""
        return _readable(self, scope, offered)

    def opened_by(self, scopes: Mapping[DatasetName, "Scope"], fields: tuple[str, ...]) -> bool:
        """Whether a mandate with these scopes opens all of these fields."""
        scope = scopes.get(self.name)
        return scope is not None and self.readable(scope, fields) == fields


@lru_cache(maxsize=4096)
def _readable(dataset: Dataset, scope: Scope, offered: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        name
        for name in offered
        if dataset.levels[name].within(scope.ceiling) and (scope.fields is None or name in scope.fields)
    )


def opened(model: SomeModel, dataset: Dataset, scope: Scope) -> SomeModel:
    """What is composed, with the fields that a scope opens and no others, also of whatever is inside it."""
    fields = type(model).model_fields
    readable = _readable(dataset, scope, tuple(fields))
    values = {name: _opened(getattr(model, name), dataset, scope) for name in fields}
    return type(model).model_construct(set(readable), **values)


def _opened(value: Any, dataset: Dataset, scope: Scope) -> Any:
    if isinstance(value, BaseModel):
        return opened(value, dataset, scope)
    if isinstance(value, list) and value and isinstance(value[0], BaseModel):
        return [opened(each, dataset, scope) for each in value]
    return value


class Unclassified(TypeError):
    """A column or property without a declared sensitivity."""


Model = TypeVar("Model", bound=type[BaseModel])


def classified(dataset: Dataset) -> Callable[[Model], Model]:
    """Put the dataset's sensitivities on a table, draft or view; refuse a class that has a field without one."""

    def mark(model: Model) -> Model:
        table: Any = getattr(model, "__table__", None)
        fields: dict[str, FieldInfo] = vars(model)["__pydantic_fields__"]
        names = fields if table is None else table.columns.keys()
        missing = [name for name in names if name not in dataset.levels]
        if missing:
            raise Unclassified(f"{model.__name__} has fields without a sensitivity: {', '.join(missing)}")
        if table is not None:
            for name in names:
                table.columns[name].info["sensitivity"] = dataset.levels[name]
            return model
        ordered = {name: fields[name] for name in dataset.levels if name in fields}
        fields.clear()
        fields.update(ordered)
        for name, info in fields.items():
            extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
            info.json_schema_extra = {**extra, "x-sensitivity": dataset.levels[name].value}
        model.model_rebuild(force=True)
        return model

    return mark
