"""What people were given as it stood at a moment, within a mandate as it is now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.grants.assistances.reads import ASSISTANCE
from services.grants.awards.reads import AWARD
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
_SECTIONS: tuple[tuple[str, Source[Any], str], ...] = (
    ("assistances", ASSISTANCE, _ASSISTANCES),
    ("awards", AWARD, _AWARDS),
)


async def given(reader: Reader, people: Sequence[int], as_of: datetime, mandate: Mandate) -> Found[GivenView]:
    """What these ids, which are one person's, were given, as it stood at the moment `as_of`."""
    sections: dict[str, Any] = {}
    told: list[str] = []
    for name, source, sought in _SECTIONS:
        scope = mandate.datasets.get(source.dataset.name)
        offered = tuple(field for field in source.view.model_fields if field not in _ENDED)
        fields = () if scope is None else source.dataset.readable(scope, offered)
        if fields:
            ids = [row["id"] for row in await reader.fetch(sought, people, as_of)]
            rows = await find_each(reader, source, fields, ids, mandate)
            sections[name] = [{field: row[field] for field in fields} for row in rows]
            told += [f"{source.dataset.name}.{field}" for field in fields if rows]
    disclosed = Disclosed(dataset=GIVEN.name, fields=tuple(told), people=tuple(people)) if told else None
    return Found(GivenView.model_validate(sections), disclosed)
