"""Whom a search finds: people within the mandate alone, by what the mandate tells of them alone.

What a caller is not told of somebody, nobody is found by: who is found would tell it. Each criterion says what it
takes, and is SQL about `fact`, the registration that goes on, and `stated`, what stands of the person. People of other
places are left out in the same statement, so neither a page nor a count nor a cursor has anything of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.beneficiary.attendances.reads import ATTENDANCE
from services.beneficiary.attendances.views import ATTENDANCES
from services.beneficiary.documents import numbers as documents
from services.beneficiary.documents.views import DOCUMENTS, DocumentSought
from services.beneficiary.households.reads import lives_there
from services.beneficiary.households.views import HOUSEHOLDS
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import spelling
from services.beneficiary.people.reads import PERSON, numbered
from services.beneficiary.people.views import NAMES, PEOPLE, PersonView
from services.beneficiary.phones.views import PHONES
from services.beneficiary.search.views import SearchDraft
from shared.classification import Dataset
from shared.errors import Forbidden, Invalid
from shared.facts import Found, concealed, conceals
from shared.lists import Lister, Sought, listed
from shared.mandate import Mandate
from shared.pages import Asked, Page

NEAR = 2_000
"""Where many may be like what is sought, so many of the newest are looked at before all are."""

_TODAY = "(now() AT TIME ZONE 'Asia/Baghdad')::date"


@dataclass(frozen=True)
class Criterion:
    """What somebody has to be like, and the fields that it takes to seek people by it; `few` are like that."""

    sql: str
    dataset: Dataset
    fields: tuple[str, ...]
    few: bool = True


def _holds(table: str, condition: str) -> str:
    return (
        f"fact.id IN (SELECT {identities.going_on('identity', 'held.person_id')} FROM {table} AS held"  # noqa: S608 - names from code
        f" {identities.merged('identity', 'held.person_id')} WHERE held.voided_at IS NULL AND {condition})"
    )


def _attended(condition: str) -> str:
    return (
        f"fact.id IN (SELECT {identities.going_on('identity', 'attendance.person_id')} FROM activities AS activity"  # noqa: S608 - names from code
        " JOIN sessions AS session ON session.activity_id = activity.id AND session.voided_at IS NULL"
        " JOIN attendances AS attendance ON attendance.session_id = session.id AND attendance.outcome = 'present'"
        f" {identities.merged('identity', 'attendance.person_id')}"
        " WHERE attendance.voided_at IS NULL AND activity.voided_at IS NULL AND activity.place LIKE ANY ({})"
        f" AND ({{}}::text[] IS NULL OR activity.project = ANY ({{}})) AND ({{}} OR {concealed(ATTENDANCE)})"
        f" AND {condition})"
    )


CRITERIA: Mapping[str, Criterion] = {
    "document": Criterion(
        _holds("documents", "held.number_index = {}"), DOCUMENTS, ("documents", "person", "type", "number")
    ),
    "phone": Criterion(_holds("phones", "held.number = {}"), PHONES, ("phones", "person", "number")),
    "registration_number": Criterion(f"fact.id = {numbered('{}')}", PEOPLE, ("registration_number",)),
    "name": Criterion("stated.name_words @> {}", PEOPLE, NAMES, few=False),
    "birth_year": Criterion("stated.birth_date BETWEEN {} AND {}", PEOPLE, ("birth_date",), few=False),
    "place": Criterion("stated.place LIKE {}", PEOPLE, ("place",), few=False),
    "household_id": Criterion(
        _holds("memberships", f"held.household_id = {{}} AND {lives_there('held', _TODAY)}"),
        HOUSEHOLDS,
        ("memberships", "person", "household_id", "joined_on", "left_on"),
    ),
    "activity_id": Criterion(_attended("activity.id = {}"), ATTENDANCES, ("person", "activity_id", "outcome")),
    "project": Criterion(
        _attended("activity.project = {}"), ATTENDANCES, ("person", "activity_id", "outcome"), few=False
    ),
}


async def search(lister: Lister, draft: SearchDraft, document_key: bytes, mandate: Mandate) -> Found[Page[PersonView]]:
    """A page of the people of whom everything is true that is stated, the newest first.

    Refused: what the mandate does not tell of people, and a name or a number that is none.
    """
    criteria = [(name, CRITERIA[name]) for name in draft.sought_by]
    for name, criterion in criteria:
        _require_told(name, criterion, mandate)
    sought = Sought(
        tuple(criterion.sql for _, criterion in criteria),
        tuple(value for name, _ in criteria for value in _values(name, draft, document_key, mandate)),
        near=0 if any(criterion.few for _, criterion in criteria) else NEAR,
    )
    asked = Asked(after=draft.after, limit=draft.limit, count=draft.count)
    return await listed(lister, PERSON, asked, mandate, sought)


def _require_told(name: str, criterion: Criterion, mandate: Mandate) -> None:
    """Refuse to seek by what is withheld: who is found would tell it."""
    scope = mandate.datasets.get(criterion.dataset.name)
    if scope is None or criterion.dataset.readable(scope, criterion.fields) != criterion.fields:
        raise Forbidden("not-in-mandate", "This caller does not see what this filters by.", field=name)


def _values(name: str, draft: SearchDraft, document_key: bytes, mandate: Mandate) -> Iterator[Any]:
    """The values of a criterion, in the order in which they stand in its SQL."""
    stated = getattr(draft, name)
    match name:
        case "document":
            yield _number_index(document_key, stated)
        case "name":
            yield _words(stated)
        case "birth_year":
            yield from (date(stated, 1, 1), date(stated, 12, 31))
        case "place":
            yield f"{stated}%"
        case "activity_id" | "project":
            projects, is_told_all = mandate.projects, not conceals(ATTENDANCE, mandate)
            yield from (mandate.area_patterns, projects, projects, is_told_all, stated)
        case _:
            yield stated


def _words(name: str) -> list[str]:
    words = spelling.words([name])
    if not words:
        raise Invalid("no-name", "There is no letter in this name.", field="name")
    return words


def _number_index(key: bytes, document: DocumentSought) -> bytes:
    try:
        return documents.index(key, document.type, document.number)
    except Invalid as refused:
        refused.field = "document.number"
        raise
