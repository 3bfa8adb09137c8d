"""Namings: naming who sits in a seat, taking that back; and for the gateway who it is."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.forums.members.reads import MEMBER
from services.forums.members.views import MemberView
from services.forums.namings import reads, rules
from services.forums.namings.views import NamedView, NamingDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, Writing, shown

of_a_member = APIRouter(route_class=StrictRoute, prefix="/members", tags=["members"])
known = APIRouter(route_class=StrictRoute, prefix="/namings", tags=["members"])
routers = [of_a_member, known]

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]


@of_a_member.post("/{id}/name", response_model=MemberView)
async def name(id: PathIdentifier, draft: NamingDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record who sits in a seat: somebody who consents now, for `community-policing` and to `staff`. Whoever is not
    known, lives elsewhere or does not consent is refused alike. Refused: `not-a-subject`, `named-already`."""
    await write.once(lambda: rules.name(write, id, draft, caller))
    return shown(await find(await write.reader(), MEMBER, id, caller))


@of_a_member.post("/{id}/unname", response_model=MemberView)
async def unname(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Name nobody in a seat any more. Refused: `nobody-named`."""
    await write.once(lambda: rules.unname(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MEMBER, id, caller))


@known.get("/{id}", response_model=NamedView)
async def named(id: PathIdentifier, caller: FocalPoint, reading: Reading) -> Response:
    """Who was recorded to sit in a seat, by its number."""
    return shown(await reads.named(reading, id, caller))
