"""What people were given as it stood at a moment, within a mandate as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from services.grants.assisting.assistances.reads import ASSISTANCE
from services.grants.funding.ledger.reads import OUTSTANDING_THEN
from services.grants.granting.awards.reads import AWARD
from services.grants.granting.employments.reads import EMPLOYMENT
from services.grants.granting.employments.views import CONSENT
from services.grants.telling.given.views import GIVEN, GivenView
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, Source, reaching, standing
from shared.mandate import Mandate

MOST = 200
"""Facts of a kind that are told of somebody, as a record tells so many."""
_ENDED = {"voided_at", "voided_by", "void_reason"}
"""What is told of no fact that stood: that it was voided since was not so then."""

_OF_THEM = f"fact.person_id = ANY ($1) AND {standing('fact', '$2')}"
_TO_WHAT_THEY_OWN = f"""{standing("fact", "$2")} AND fact.id IN (
    SELECT awardee.award_id FROM awardees AS awardee
    WHERE awardee.person_id = ANY ($1) AND {standing("awardee", "$2")}
    UNION ALL
    SELECT award.id FROM owners AS owner JOIN awards AS award ON award.enterprise_id = owner.enterprise_id
    WHERE owner.person_id = ANY ($1) AND {standing("owner", "$2")}
)"""  # noqa: S608 - no value in it
_OF_WHOM_CONSENTS = f"fact.person_id = ANY ($3) AND {standing('fact', '$2')} AND {standing('award', '$2')}"


@dataclass(frozen=True)
class _Section:
    """What is told of a dataset, in JSON: which of its facts, in SQL. `$1` are the people, `$2` is the moment, and `$3`
    are those of them who consent to be told of."""

    source: Source[Any]
    asked: str

    @property
    def offered(self) -> tuple[str, ...]:
        return tuple(name for name in self.source.view.model_fields if name not in _ENDED)


def _in_json(source: Source[Any], **columns: str) -> Source[Any]:
    """The same facts with their numbers as text, which JSON keeps as it is."""
    return replace(source, person=None, columns={**source.columns, **columns})


_SECTIONS: Mapping[str, _Section] = {
    "assistances": _Section(
        _in_json(
            ASSISTANCE,
            amount="fact.amount::text",
            end_reason="CASE WHEN ending.recorded_at <= $2 THEN ending.reason END",
        ),
        _OF_THEM,
    ),
    "awards": _Section(
        _in_json(
            AWARD,
            amount="fact.amount::text",
            outstanding=f"({OUTSTANDING_THEN.format(which='demand.award_id = fact.id', then='$2')})::text",
        ),
        _TO_WHAT_THEY_OWN,
    ),
    "employments": _Section(
        _in_json(
            EMPLOYMENT,
            fte="fact.fte::text",
            ends_on="CASE WHEN ended.recorded_at <= $2 THEN ended.ends_on END",
        ),
        _OF_WHOM_CONSENTS,
    ),
}


async def given(reader: Reader, people: Sequence[int], as_of: datetime, mandate: Mandate) -> Found[GivenView]:
    """What these ids, which are one person's, were given, as it stood at the moment `as_of`, in one statement."""
    consenting = {id for subject in mandate.subjects if CONSENT in subject.consents for id in subject.cluster}
    values = [people, as_of, [id for id in people if id in consenting]]
    opened = {name: fields for name, section in _SECTIONS.items() if (fields := _opened(section, mandate))}
    lists: list[tuple[str, str]] = []
    limits: list[Sequence[str]] = []  # alike for all: each lies in a place and under a project
    for name, fields in opened.items():
        section = _SECTIONS[name]
        query, limits = reaching(section.source, fields, section.asked, mandate, len(values))
        lists.append((name, query))
    found = from_json(await reader.fetchval(_together(tuple(lists), MOST + 1), *values, *limits))
    shown = {name: rows[:MOST] for name, rows in found.items()}
    more = [name for name, rows in found.items() if len(rows) > MOST]
    view = GivenView.model_validate({**shown, "more": more})
    told = [
        f"{_SECTIONS[name].source.dataset.name}.{stated}"
        for name, fields in opened.items()
        if getattr(view, name)
        for stated in fields
    ]
    disclosed = Disclosed(dataset=GIVEN.name, fields=tuple(told), people=tuple(people)) if told else None
    return Found(view, disclosed)


def _opened(section: _Section, mandate: Mandate) -> tuple[str, ...]:
    """The fields that are told of a section."""
    scope = mandate.datasets.get(section.source.dataset.name)
    return () if scope is None else section.source.dataset.readable(scope, section.offered)


@lru_cache(maxsize=64)
def _together(lists: tuple[tuple[str, str], ...], most: int) -> str:
    """What these statements find, each as a list by its name of so many at the most, the latest first. Every value
    stands in it, also one that none of them takes."""
    sections = ", ".join(
        f"'{name}', (SELECT coalesce(json_agg(found), '[]') FROM ({query} ORDER BY fact.id DESC LIMIT {most}) AS found)"  # noqa: S608 - names from code
        for name, query in lists
    )
    return f"WITH asked AS (SELECT $1::int[], $2::timestamptz, $3::int[]) SELECT json_build_object({sections})"
