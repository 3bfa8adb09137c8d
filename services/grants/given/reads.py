"""What people were given as it stood at a moment, within a mandate as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from services.grants.assistances.reads import ASSISTANCE
from services.grants.awards.reads import AWARD
from services.grants.employments.reads import EMPLOYMENT
from services.grants.employments.views import CONSENT
from services.grants.given.views import GIVEN, GivenView
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, Source, find_each, standing
from shared.mandate import Mandate

_ENDED = {"voided_at", "voided_by", "void_reason"}
"""What is told of no fact that stood: that it was voided since was not so then."""

_ASSISTANCES = f"SELECT id FROM assistances AS fact WHERE person_id = ANY ($1) AND {standing('fact', '$2')}"  # noqa: S608 - no value in it
_AWARDS = f"""
SELECT fact.id FROM awards AS fact
WHERE {standing("fact", "$2")} AND (
    EXISTS (SELECT FROM awardees AS awardee
        WHERE awardee.award_id = fact.id AND awardee.person_id = ANY ($1) AND {standing("awardee", "$2")})
    OR EXISTS (SELECT FROM owners AS owner
        WHERE owner.enterprise_id = fact.enterprise_id AND owner.person_id = ANY ($1) AND {standing("owner", "$2")})
)
"""  # noqa: S608 - no value in it
_EMPLOYMENTS = f"SELECT id FROM employments AS fact WHERE person_id = ANY ($1) AND {standing('fact', '$2')}"  # noqa: S608 - no value in it
_ENDED_LATER = "SELECT employment_id FROM employment_ends WHERE employment_id = ANY ($1) AND recorded_at > $2"


@dataclass(frozen=True)
class _Section:
    """What is told of a dataset: which of its facts, and by field which of those did not state it yet at the moment."""

    source: Source[Any]
    sought: str
    by_consent: bool = False
    stated_later: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_SECTIONS: Mapping[str, _Section] = {
    "assistances": _Section(ASSISTANCE, _ASSISTANCES),
    "awards": _Section(AWARD, _AWARDS),
    "employments": _Section(EMPLOYMENT, _EMPLOYMENTS, by_consent=True, stated_later={"ends_on": _ENDED_LATER}),
}


async def given(reader: Reader, people: Sequence[int], as_of: datetime, mandate: Mandate) -> Found[GivenView]:
    """What these ids, which are one person's, were given, as it stood at the moment `as_of`."""
    sections: dict[str, Any] = {}
    told: list[str] = []
    consenting = {id for subject in mandate.subjects if CONSENT in subject.consents for id in subject.cluster}
    for name, section in _SECTIONS.items():
        source = section.source
        scope = mandate.datasets.get(source.dataset.name)
        offered = tuple(stated for stated in source.view.model_fields if stated not in _ENDED)
        fields = () if scope is None else source.dataset.readable(scope, offered)
        if fields:
            whose = [id for id in people if id in consenting] if section.by_consent else people
            ids = [row["id"] for row in await reader.fetch(section.sought, whose, as_of)] if whose else []
            rows = await find_each(reader, source, tuple(dict.fromkeys((*fields, "id"))), ids, mandate) if ids else []
            later = {
                (id, stated)
                for stated, sql in section.stated_later.items()
                for (id,) in (await reader.fetch(sql, ids, as_of) if ids else ())
            }
            sections[name] = [
                {stated: None if (row["id"], stated) in later else row[stated] for stated in fields} for row in rows
            ]
            told += [f"{source.dataset.name}.{stated}" for stated in fields if rows]
    disclosed = Disclosed(dataset=GIVEN.name, fields=tuple(told), people=tuple(people)) if told else None
    return Found(GivenView.model_validate(sections), disclosed)
