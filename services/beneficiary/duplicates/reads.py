"""Possible duplicates within a mandate: told to whoever may see both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.beneficiary.duplicates.tables import PossibleDuplicate
from services.beneficiary.duplicates.views import (
    DUPLICATES,
    ComparedView,
    Decision,
    DuplicateView,
    PossibleView,
    Status,
)
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.reads import PERSON_BY_ID
from services.beneficiary.people.views import PEOPLE, ParticularsView
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import AREAS, Found, Source, find
from shared.mandate import Mandate
from shared.pages import SomeView

_DECIDED = "LEFT JOIN duplicate_decisions AS decided ON decided.duplicate_id = fact.id AND decided.voided_at IS NULL"
_ONE_PERSON = f"{identities.survivor('fact.first_id')} = {identities.survivor('fact.second_id')}"

# Whoever was merged is the same whatever was decided, and whose merge was undone has to be decided anew.
_STATUS = f"""CASE WHEN {_ONE_PERSON} THEN '{Status.SAME}'
    WHEN decided.decision IN ('{Decision.DIFFERENT}', '{Decision.UNSURE}') THEN decided.decision
    ELSE '{Status.OPEN}' END"""

DUPLICATE = Source(
    "duplicate",
    DUPLICATES,
    PossibleDuplicate,
    DuplicateView,
    joins=(
        "JOIN people AS first ON first.id = fact.first_id"
        " JOIN particulars AS of_first ON of_first.person_id = first.id AND of_first.voided_at IS NULL"
        " JOIN people AS second ON second.id = fact.second_id"
        " JOIN particulars AS of_second ON of_second.person_id = second.id AND of_second.voided_at IS NULL"
        f" {_DECIDED}"
    ),
    place="of_first.place",
    person="ARRAY[fact.first_id, fact.second_id]",
    only=f"of_second.place LIKE ANY ({AREAS})",
    listed="first.voided_at IS NULL AND second.voided_at IS NULL",
    columns={
        "first": "first.registration_number",
        "second": "second.registration_number",
        "status": _STATUS,
        "ground": "decided.ground",
    },
)

_POSSIBLE = f"""
SELECT fact.id, pair.one, pair.other, other.registration_number AS person, fact.likeness, fact.score
FROM possible_duplicates AS fact
CROSS JOIN LATERAL (VALUES (fact.first_id, fact.second_id), (fact.second_id, fact.first_id)) AS pair (one, other)
JOIN people AS other ON other.id = pair.other AND other.voided_at IS NULL
JOIN particulars AS of_other ON of_other.person_id = other.id AND of_other.voided_at IS NULL
{_DECIDED}
WHERE (fact.first_id = ANY ($1) OR fact.second_id = ANY ($1)) AND pair.one = ANY ($1) AND fact.voided_at IS NULL
    AND {_STATUS} = '{Status.OPEN}' AND of_other.place LIKE ANY ($2)
ORDER BY fact.id DESC
"""  # noqa: S608 - no value in it


@dataclass(frozen=True)
class Possible:
    """Who else may be one of the people who were asked about: by `person_id`, and as callers are told."""

    of: int
    other: int
    view: PossibleView


async def possible(reader: Reader, people: Iterable[int], mandate: Mandate) -> list[Possible] | None:
    """Who else may be any of these people, as far as the caller may see them; nothing if the mandate opens none of it.

    Only pairs about which nobody has decided yet.
    """
    scope = mandate.datasets.get(DUPLICATES.name)
    fields = () if scope is None else DUPLICATES.readable(scope, tuple(PossibleView.model_fields))
    if not fields:
        return None
    return [
        Possible(row["one"], row["other"], PossibleView.model_validate({name: row[name] for name in fields}))
        for row in await reader.fetch(_POSSIBLE, list(people), mandate.area_patterns)
    ]


async def beside(reader: Reader, recorded: Found[Any], view: type[SomeView], mandate: Mandate) -> Found[SomeView]:
    """What was recorded of a person, as a view that has who else may be that person."""
    assert recorded.disclosed is not None
    others = await possible(reader, recorded.disclosed.people, mandate)
    told = recorded.view.model_dump(exclude_unset=True)
    disclosed = recorded.disclosed
    if others is not None:
        told["possible_duplicates"] = [each.view for each in others]
        disclosed = disclosed.model_copy(
            update={
                "fields": (*disclosed.fields, "possible_duplicates"),
                "people": tuple(dict.fromkeys((*disclosed.people, *(each.other for each in others)))),
            }
        )
    return Found(view.model_validate(told), disclosed)


async def compared(reader: Reader, id: int, mandate: Mandate) -> Found[ComparedView]:
    """A pair side by side, with those fields of both that the mandate opens."""
    pair = await find(reader, DUPLICATE, id, mandate)
    told: dict[str, Any] = pair.view.model_dump(exclude_unset=True)
    assert pair.disclosed is not None
    people = pair.disclosed.people
    offered: tuple[str, ...] = ()
    if PEOPLE.name in mandate.datasets:
        offered = DUPLICATES.readable(mandate.scope(DUPLICATES.name), ("people", "differing"))
    fields: tuple[str, ...] = tuple(told)
    if "people" in offered:
        sides = [(await find(reader, PERSON_BY_ID, person_id, mandate)).view for person_id in people]
        shown = [side.model_dump(include=set(ParticularsView.model_fields), exclude_unset=True) for side in sides]
        told["people"] = shown
        fields = (*fields, "people", *shown[0])
        if "differing" in offered:
            told["differing"] = [name for name in shown[0] if name in _STATED and shown[0][name] != shown[1][name]]
    return Found(
        ComparedView.model_validate(told),
        Disclosed(dataset=DUPLICATES.name, fields=tuple(dict.fromkeys(fields)), people=people),
    )


_STATED = set(ParticularsView.model_fields) - {
    "registration_number",
    *("recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"),
}
