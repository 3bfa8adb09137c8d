"""The seats in which people are named as it stood at a moment, within a mandate and with their consent as it is now."""

from collections.abc import Sequence
from datetime import datetime

from services.forums.members.reads import MEMBER
from services.forums.members.views import MEMBERS
from services.forums.seats.views import SEATS, HeldView
from shared.callers import Purpose
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, find_where, standing
from shared.mandate import Mandate

MOST = 200
"""Seats that are told of somebody, as a record tells so many facts of a kind."""

_HELD = f"""{standing("fact", "$2")} AND fact.id IN (
    SELECT naming.member_id FROM namings AS naming WHERE naming.person_id = ANY ($1) AND {standing("naming", "$2")}
)"""  # noqa: S608 - no value in it
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
    rows = await find_where(reader, MEMBER, fields, _HELD, [named, as_of], mandate, MOST + 1) if named else []
    seats, more = [dict(row) for row in rows[:MOST]], ["seats"] if len(rows) > MOST else []
    told = HeldView.model_validate({"seats": seats, "more": more})
    disclosed = Disclosed(dataset=SEATS.name, fields=fields, people=tuple(named)) if rows else None
    return Found(told, disclosed)
