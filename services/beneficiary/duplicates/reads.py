"""Possible duplicates within a mandate: told to whoever may see both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.beneficiary.duplicates.tables import PossibleDuplicate
from services.beneficiary.duplicates.views import (
    DUPLICATES,
    ComparedView,
    Decision,
    DuplicatesAsked,
    DuplicateView,
    PossibleView,
    Status,
)
from services.beneficiary.evidence import reads as evidence
from services.beneficiary.identities import reads as identities
from services.beneficiary.merges.reads import waiting
from services.beneficiary.people.views import PEOPLE
from shared.database import Reader
from shared.errors import Forbidden
from shared.facts import AREAS, Found, Source, find
from shared.lists import ANYTHING, Lister, Sought, listed
from shared.mandate import Mandate
from shared.pages import Page, SomeView

_DECIDED = "LEFT JOIN duplicate_decisions AS decided ON decided.duplicate_id = fact.id AND decided.voided_at IS NULL"
_FIRST, _SECOND = identities.survivor("fact.first_id"), identities.survivor("fact.second_id")
_PROPOSAL = waiting(_FIRST, _SECOND)

# Whoever was merged is the same whatever was decided, and whose merge was undone has to be decided anew.
_STATUS = f"""CASE WHEN {_FIRST} = {_SECOND} THEN '{Status.SAME}'
    WHEN {_PROPOSAL} IS NOT NULL THEN '{Status.PROPOSED}'
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
        "proposal_id": _PROPOSAL,
    },
)

_WAITS = f"({_STATUS} = '{Status.OPEN}' OR {_STATUS} = '{Status.UNSURE}' AND decided.recorded_by <> {{}})"


async def duplicates(
    lister: Lister, asked: DuplicatesAsked, caller: str, mandate: Mandate
) -> Found[Page[DuplicateView]]:
    """A page of pairs, the newest first; of those that wait for `caller` where that is asked."""
    sought = Sought((_WAITS,), (caller,)) if asked.waiting else ANYTHING
    if asked.waiting and not DUPLICATES.readable(mandate.scope(DUPLICATES.name), ("status",)):
        raise Forbidden("not-in-mandate", "This caller does not see what this filters by.", field="waiting")
    return await listed(lister, DUPLICATE, asked, mandate, sought)


MOST_TOLD = 100
"""Others who are told with what was recorded, at the most; the list of possible duplicates has all."""

_POSSIBLE = f"""
SELECT fact.id, pair.one, pair.other, other.registration_number AS person, fact.likeness, fact.score
FROM possible_duplicates AS fact
CROSS JOIN LATERAL (VALUES (fact.first_id, fact.second_id), (fact.second_id, fact.first_id)) AS pair (one, other)
JOIN people AS other ON other.id = pair.other AND other.voided_at IS NULL
JOIN particulars AS of_other ON of_other.person_id = other.id AND of_other.voided_at IS NULL
{_DECIDED}
WHERE (fact.first_id = ANY ($1) OR fact.second_id = ANY ($1)) AND pair.one = ANY ($1) AND fact.voided_at IS NULL
    AND {_STATUS} = '{Status.OPEN}' AND of_other.place LIKE ANY ($2)
ORDER BY fact.id DESC LIMIT {MOST_TOLD}
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
    rows = await reader.fetch(_POSSIBLE, list(people), mandate.area_patterns)
    pairs = [(row["one"], row["other"]) for row in rows]
    told: list[dict[str, Any]] = [{name: row[name] for name in fields if name != "evidence"} for row in rows]
    if "evidence" in fields and PEOPLE.name in mandate.datasets:
        for each, by_field in zip(told, await evidence.told(reader, pairs, mandate), strict=True):
            each["evidence"] = by_field
    return [Possible(*pair, PossibleView.model_validate(each)) for pair, each in zip(pairs, told, strict=True)]


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
    return Found(view.model_validate(told), disclosed, recorded.state)


async def compared(reader: Reader, id: int, mandate: Mandate) -> Found[ComparedView]:
    """A pair side by side, with those fields of both that the mandate opens, and how they go together."""
    pair = await find(reader, DUPLICATE, id, mandate)
    return await evidence.side_by_side(reader, pair, DUPLICATES, ComparedView, mandate)


_BETWEEN = f"""
WITH asked AS (SELECT {identities.survivor("$1::int")} AS one, {identities.survivor("$2::int")} AS other)
SELECT pair.id FROM asked, possible_duplicates AS pair
WHERE pair.voided_at IS NULL AND (
    (pair.first_id = ANY {identities.cluster("asked.one")} AND pair.second_id = ANY {identities.cluster("asked.other")})
    OR (pair.first_id = ANY {identities.cluster("asked.other")}
        AND pair.second_id = ANY {identities.cluster("asked.one")})
)
ORDER BY pair.id
"""  # noqa: S608 - no value in it


async def between(reader: Reader, one_id: int, other_id: int) -> list[int]:
    """The pairs that were raised of two people, whichever registrations of theirs."""
    return [id for (id,) in await reader.fetch(_BETWEEN, one_id, other_id)]
