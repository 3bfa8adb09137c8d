"""Whom a search finds: people within the mandate alone, by what the mandate tells of them alone.

What is known for sure makes a list; by a name, whoever may be meant is ranked (`candidates`, `ranking`).

What a caller is not told of somebody, nobody is found by: who is found would tell it. Each criterion says what it
takes, and is SQL about `fact`, the registration that goes on, and `stated`, what stands of the person. People of other
places are left out in the same statement, so neither a page nor a count nor a cursor has anything of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from services.beneficiary.people.reads import PERSON, numbered
from services.beneficiary.people.views import NAMES, PEOPLE, PersonView
from services.beneficiary.phones.views import PHONES
from services.beneficiary.search.candidates import Within, candidates, nearly
from services.beneficiary.search.ranking import Fit, fit
from services.beneficiary.search.terms import Terms, terms
from services.beneficiary.search.views import NAMED, PersonFoundView, SearchDraft
from shared import places
from shared.classification import Dataset
from shared.errors import Forbidden, Invalid
from shared.facts import Found, concealed, conceals
from shared.lists import Lister, Sought, listed
from shared.mandate import COUNTRY, Mandate
from shared.pages import LONGEST, Asked, Page

NEAR = 2_000
"""Where many may be like what is sought, so many of the newest are looked at before all are."""

WELL = 0.8
"""Where somebody fits so well, nobody is sought who fits less."""

_SHOWS_ALL = (
    "NOT EXISTS (SELECT FROM unnest({}::text[]) AS term (signs) WHERE NOT stated.signs && string_to_array(signs, ' '))"
)
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
    "name": Criterion(_SHOWS_ALL, PEOPLE, NAMES, few=False),
    "mother": Criterion(_SHOWS_ALL, PEOPLE, NAMES, few=False),
    "birth_year": Criterion("stated.birth_date BETWEEN {} AND {}", PEOPLE, ("birth_date",), few=False),
    "place": Criterion("stated.place LIKE ANY ({})", PEOPLE, ("place",), few=False),
    "place_name": Criterion("stated.place LIKE ANY ({})", PEOPLE, ("place",), few=False),
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


async def search(lister: Lister, draft: SearchDraft, document_key: bytes, mandate: Mandate) -> Found[Page[Any]]:
    """A page of the people who may be meant: the likeliest first, or the newest where everything is known for sure.

    Refused: what the mandate does not tell of people, a name or a number that is none, and what too many are like.
    """
    criteria = {name: CRITERIA[name] for name in draft.sought_by}
    for name, criterion in criteria.items():
        _require_told(name, criterion, mandate)
    if any(name in criteria for name in NAMED) and not any(criterion.few for criterion in criteria.values()):
        return await _likely(lister, draft, mandate)
    near = 0 if any(criterion.few for criterion in criteria.values()) else NEAR
    sought = Sought(*_conditions(criteria, draft, document_key, mandate), near=near)
    asked = Asked(after=draft.after, limit=draft.limit, count=draft.count)
    return await listed(lister, PERSON, asked, mandate, sought)


async def _likely(lister: Lister, draft: SearchDraft, mandate: Mandate) -> Found[Page[PersonFoundView]]:
    """Whoever fits what is known of a name, the likeliest first: of them there is no second page."""
    if draft.after is not None:
        raise Invalid("unknown-cursor", "This was not given as `next` of this list.", field="after")
    meant = terms(draft)
    others = {name: CRITERIA[name] for name in draft.sought_by if name == "project"}
    conditions, values = _conditions(others, draft, b"", mandate)
    within = Within(_places(draft), conditions, values)
    best = _fits(meant, await candidates(lister.reader, meant, within, mandate))
    if all(fits.score < WELL for fits in best.values()):
        best |= _fits(meant, await nearly(lister.reader, meant, within, mandate))
    likeliest = sorted(best, key=lambda id: (-best[id].score, -id))[: draft.limit]
    asked, sought = Asked(limit=LONGEST), Sought(("fact.id = ANY ({})",), (likeliest,), near=0)
    page = await listed(lister, PERSON, asked, mandate, sought)
    return _ranked(page, likeliest, best, draft.count)


def _fits(meant: Terms, rows: Iterable[Any]) -> dict[int, Fit]:
    """How well each person fits who may be meant, by the registration of theirs that does best."""
    best: dict[int, Fit] = {}
    for row in rows:
        fits = fit(meant, row)
        if row["id"] not in best or best[row["id"]].score < fits.score:
            best[row["id"]] = fits
    return best


def _ranked(
    page: Found[Page[PersonView]], likeliest: Sequence[int], best: Mapping[int, Fit], count: bool
) -> Found[Page[PersonFoundView]]:
    """The same people in this order, each with how well they fit."""
    ids = () if page.disclosed is None else page.disclosed.people
    told = dict(zip(ids, page.view.items, strict=True))
    items = [
        PersonFoundView.model_validate({**told[id].model_dump(exclude_unset=True), **vars(best[id])})
        for id in likeliest
        if id in told
    ]
    ranked: dict[str, Any] = {"items": items, "next": None}
    if count:
        ranked["count"] = {"total": len(best), "capped": False}
    return Found(Page[PersonFoundView].model_validate(ranked), page.disclosed)


def _conditions(
    criteria: Mapping[str, Criterion], draft: SearchDraft, document_key: bytes, mandate: Mandate
) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """What these criteria take whoever is found to be like, and the values of that."""
    return (
        tuple(criterion.sql for criterion in criteria.values()),
        tuple(value for name in criteria for value in _values(name, draft, document_key, mandate)),
    )


def _places(draft: SearchDraft) -> tuple[str, ...]:
    """The places in one of which whoever is sought lives; none where nothing is known of it."""
    if draft.place_name is None:
        return () if draft.place in (None, COUNTRY) else (draft.place,)
    return tuple(_named_so(draft.place_name, draft.place or COUNTRY))


def _named_so(name: str, within: str) -> list[str]:
    pcodes = [unit.pcode for unit in places.named(name) if places.inside(unit.pcode, within)]
    if not pcodes:
        raise Invalid("no-place-called-so", "No place there is called so.", field="place_name")
    return pcodes


def _require_told(name: str, criterion: Criterion, mandate: Mandate) -> None:
    """Refuse to seek by what is withheld: who is found would tell it."""
    if not criterion.dataset.opened_by(mandate.datasets, criterion.fields):
        raise Forbidden("not-in-mandate", "This caller does not see what this filters by.", field=name)


def _values(name: str, draft: SearchDraft, document_key: bytes, mandate: Mandate) -> Iterator[Any]:
    """The values of a criterion, in the order in which they stand in its SQL."""
    stated = getattr(draft, name)
    match name:
        case "document":
            yield _number_index(document_key, stated)
        case "name" | "mother":
            yield [" ".join(shown) for shown in getattr(terms(draft), f"shown_by_{name}")]
        case "birth_year":
            yield from (date(stated, 1, 1), date(stated, 12, 31))
        case "place":
            yield [f"{stated}%"]
        case "place_name":
            yield [f"{pcode}%" for pcode in _named_so(stated, COUNTRY)]
        case "activity_id" | "project":
            projects, is_told_all = mandate.projects, not conceals(ATTENDANCE, mandate)
            yield from (mandate.area_patterns, projects, projects, is_told_all, stated)
        case _:
            yield stated


def _number_index(key: bytes, document: DocumentSought) -> bytes:
    try:
        return documents.index(key, document.type, document.number)
    except Invalid as refused:
        refused.field = "document.number"
        raise
