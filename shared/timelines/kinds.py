"""What can stand on a timeline: kinds of facts, each a noun's own `Source` with the field that says when.

In the SQL of a kind `{whose}` stands for whom or what is asked about: the ids of a person, or the pattern of an area's
P-code; `{agreed}` for those of the ids whose consent the mandate states; `{as_of}` for the moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, get_args

from shared.classification import Dataset
from shared.facts import Source, standing
from shared.mandate import Mandate

WHOSE, AGREED, AS_OF = "{whose}", "{agreed}", "{as_of}"
OF_THEM = f"fact.person_id = ANY ({WHOSE})"
"""SQL: a fact is about the person, under one of their ids."""

Fields = tuple[tuple[Dataset, str], ...]
"""Fields, each with the dataset that it is of."""


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of fact: of which source, the field that says on which day, of whom (SQL), and what is told of each.

    `tells` names fields that never change once the fact is recorded, by the dataset that each is of. `day` is the SQL
    of the day where the field is a moment, and `where` that of what else holds of a fact of this kind; `stood` that of
    its having been so at the moment. A fact that is `numbered` is read by its own number, which is told.
    """

    code: StrEnum
    source: Source[Any]
    on: str
    whose: str
    tells: Mapping[Dataset, tuple[str, ...]]
    day: str | None = None
    where: str | None = None
    numbered: bool = True
    stood: str = standing("fact", AS_OF)

    @property
    def happened(self) -> str:
        """SQL: the day."""
        return self.day or self.source.columns.get(self.on, f"fact.{self.on}")

    @property
    def stands(self) -> str:
        """SQL: the fact is of this kind, and stood at the moment."""
        return " AND ".join(each for each in (self.stood, self.whose, self.where) if each is not None)

    @cached_property
    def formed(self) -> frozenset[str]:
        """The fields that the source's view tells otherwise than PostgreSQL writes them in JSON, such as amounts."""
        fields = self.source.view.model_fields.items()
        return frozenset(name for name, field in fields if _kinds_of(field.annotation) & _FORMED or field.metadata)

    def readable(self, mandate: Mandate) -> Fields | None:
        """The fields that a mandate opens of it; nothing where it does not open when it was."""
        if not self.source.dataset.opened_by(mandate.datasets, (self.on,)):
            return None
        return tuple(
            (dataset, name)
            for dataset, names in self.tells.items()
            if (scope := mandate.datasets.get(dataset.name)) is not None
            for name in dataset.readable(scope, names)
        )


_FORMED = {Decimal, datetime}


def _kinds_of(annotation: Any) -> set[Any]:
    """The kinds of values that a field may have, whatever it is made of."""
    return {annotation}.union(*(_kinds_of(each) for each in get_args(annotation)))


def in_an_area(code: StrEnum, source: Source[Any], on: str, *tells: str, where: str | None = None, **more: Any) -> Kind:
    """A kind of fact that lies somewhere; `tells` names fields of its own dataset."""
    return Kind(code, source, on, f"{source.place} LIKE {WHOSE}", {source.dataset: tells}, where=where, **more)


def ordered(kinds: Sequence[Kind]) -> tuple[Kind, ...]:
    """Kinds in the order in which what happened on one day is told."""
    return tuple(sorted(kinds, key=lambda kind: kind.code))
