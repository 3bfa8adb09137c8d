"""Whom a caller has to do with: people within the mandate, with what is not known of them and when they changed."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from services.beneficiary.caseloads import changes, gaps
from services.beneficiary.caseloads.changed import changed
from services.beneficiary.caseloads.gaps import Scopes
from services.beneficiary.caseloads.views import CASES, CaseloadAsked, CaseloadView, CaseView
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.reads import PERSON
from shared.errors import Forbidden
from shared.facts import Found, Source
from shared.lists import Lister, Sought, listed
from shared.mandate import Mandate
from shared.pages import Asked, Page

NEAR = 16_000
"""Among so many of the newest those who are on a caseload are looked for first."""

_MINE = f"""fact.id = ANY (ARRAY(
    SELECT {identities.survivor("mine.id")} FROM people AS mine WHERE mine.recorded_by = {{}} AND mine.voided_at IS NULL
    UNION ALL SELECT {identities.survivor("mine.person_id")} FROM particulars AS mine
        WHERE mine.recorded_by = {{}} AND mine.voided_at IS NULL
))"""  # noqa: S608 - no value in it


async def caseload(lister: Lister, asked: CaseloadAsked, mandate: Mandate) -> Found[Page[CaseView]]:
    """A page of a caseload: the newest first, or of those who changed lately whoever changed last."""
    scopes = tuple(mandate.datasets.items())
    sought = _sought(asked, mandate, scopes)
    if asked.view is CaseloadView.CHANGED:
        return await changed(lister, _cases(scopes), asked, mandate, sought)
    page = Asked(after=asked.after, limit=asked.limit, count=asked.count)
    return await listed(lister, _cases(scopes), page, mandate, sought)


def _sought(asked: CaseloadAsked, mandate: Mandate, scopes: Scopes) -> Sought:
    """Who is on it. Refused: what the caller is not told of people."""
    conditions: list[str] = []
    values: list[str] = []
    mine = asked.mine or asked.view is CaseloadView.MINE
    if mine:
        _require_told("recorded_by", "mine" if asked.mine else "view", mandate)
        conditions.append(_MINE)
        values += [f"{mandate.caller_class}:{mandate.caller}"] * 2
    if asked.place is not None:
        _require_told("place", "place", mandate)
        conditions.append("stated.place LIKE {}")
        values.append(f"{asked.place}%")
    looked = gaps.incomplete(scopes) if asked.view is CaseloadView.INCOMPLETE else ""
    return Sought(tuple(conditions), tuple(values), near=0 if mine else NEAR, looked=looked)


def _require_told(name: str, field: str, mandate: Mandate) -> None:
    if not CASES.readable(mandate.scope(CASES.name), (name,)):
        raise Forbidden("not-in-mandate", "This caller does not see what this filters by.", field=field)


@lru_cache(maxsize=256)
def _cases(scopes: Scopes) -> Source[CaseView]:
    columns = {**PERSON.columns, "missing": gaps.missing(scopes), "changed_at": changes.last(scopes)}
    people: Source[Any] = PERSON
    return replace(people, dataset=CASES, view=CaseView, columns=columns, told_apart=True)
