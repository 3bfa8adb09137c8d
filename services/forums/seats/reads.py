"""The seats in which people are named as it stood at a moment, within a mandate and with their consent as it is now."""

from collections.abc import Sequence
from datetime import datetime

from services.forums.members.reads import MEMBER
from services.forums.members.views import MEMBERS
from services.forums.seats.views import SEATS, HeldView
from shared.callers import Purpose
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, find_each, standing
from shared.mandate import Mandate

_HELD = f"""
SELECT fact.id FROM namings AS naming JOIN members AS fact ON fact.id = naming.member_id
WHERE naming.person_id = ANY ($1) AND {standing("naming", "$2")} AND {standing("fact", "$2")}
"""  # noqa: S608 - no value in it
_ENDED = {"voided_at", "voided_by", "void_reason"}
"""What is told of no seat that stood: that it was voided since was not so then."""


def consenting(people: Sequence[int], mandate: Mandate) -> list[int]:
    """Those of these ids whom the mandate names as somebody who consents now to be named in a seat."""
    agreed = {
        id for subject in mandate.subjects if Purpose.COMMUNITY_POLICING in subject.consents for id in subject.cluster
    }
    return [id for id in people if id in agreed]


async def held(reader: Reader, people: Sequence[int], as_of: datetime, mandate: Mandate) -> Found[HeldView]:
    """The seats in which these ids, which are one person's, were named at the moment `as_of`."""
    offered = tuple(name for name in MEMBER.view.model_fields if name not in _ENDED)
    fields = MEMBERS.readable(mandate.scope(MEMBERS.name), offered)
    named = consenting(people, mandate)
    ids = [row["id"] for row in await reader.fetch(_HELD, named, as_of)] if named else []
    rows = await find_each(reader, MEMBER, fields, ids, mandate) if ids else []
    told = HeldView.model_validate({"seats": [dict(row) for row in rows]})
    disclosed = Disclosed(dataset=SEATS.name, fields=fields, people=tuple(named)) if rows else None
    return Found(told, disclosed)
