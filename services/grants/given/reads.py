"""What people were given as it stood at a moment, within a mandate as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.grants.assistances.reads import ASSISTANCE
from services.grants.awards.reads import AWARD
from services.grants.employments.reads import EMPLOYMENT
from services.grants.employments.views import CONSENT
from services.grants.given.views import GIVEN, GivenView
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, Source, find_where, standing
from shared.mandate import Mandate

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
_ENDED_THEN = "CASE WHEN ended.recorded_at <= $2 THEN ended.ends_on END"


@dataclass(frozen=True)
class _Section:
    """What is told of a dataset: which of its facts, in SQL, of these people (`$1`) at that moment (`$2`)."""

    source: Source[Any]
    asked: str
    by_consent: bool = False


_SECTIONS: Mapping[str, _Section] = {
    "assistances": _Section(ASSISTANCE, _OF_THEM),
    "awards": _Section(AWARD, _TO_WHAT_THEY_OWN),
    "employments": _Section(
        replace(EMPLOYMENT, columns={**EMPLOYMENT.columns, "ends_on": _ENDED_THEN}), _OF_THEM, by_consent=True
    ),
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
            values = [whose, as_of]
            rows = await find_where(reader, source, fields, section.asked, values, mandate) if whose else []
            sections[name] = [{stated: row[stated] for stated in fields} for row in rows]
            told += [f"{source.dataset.name}.{stated}" for stated in fields if rows]
    disclosed = Disclosed(dataset=GIVEN.name, fields=tuple(told), people=tuple(people)) if told else None
    return Found(GivenView.model_validate(sections), disclosed)
