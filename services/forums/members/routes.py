"""Seats in forums: recording, listing, reading, voiding; and how a forum is made up."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.members import composition as compositions
from services.forums.members import rules
from services.forums.members.reads import MEMBER
from services.forums.members.views import CompositionView, MemberDraft, MembersAsked, MemberView
from shared.callers import Role
from shared.days import today
from shared.drafts import Day, PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/members", tags=["members"])
of_a_forum = APIRouter(route_class=StrictRoute, prefix="/forums", tags=["members"])
routers = [router, of_a_forum]

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=MemberView)
async def seat(draft: MemberDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that somebody sits in a forum. Refused: `unknown-forum`, `before-establishment`, `left-before-joining`."""
    id = await write.once(lambda: rules.seat(write, draft, caller))
    return shown(await find(await write.reader(), MEMBER, int(id), caller), 201)


@router.get("", response_model=Page[MemberView])
async def members(asked: Annotated[MembersAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The seats in forums, newest first."""
    return shown(await listed(listing, MEMBER, asked, caller))


@router.get("/{id}", response_model=MemberView)
async def member(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A seat by its number."""
    return shown(await find(reading, MEMBER, id, caller))


@router.post("/{id}/void", response_model=MemberView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a seat that was recorded in error; a corrected one, such as one given up since, is recorded anew.
    Refused while the member leads the forum: `member-leads`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), MEMBER, id, caller))


@of_a_forum.get("/{id}/composition", response_model=CompositionView)
async def composition(
    id: PathIdentifier, caller: Observer, reading: Reading, on: Annotated[Day | None, Query()] = None
) -> Response:
    """Who sits in a forum on a day, today unless stated, and what of it is not as the standing procedures want it:
    police at most a third, women at least 30 %, voices of youth and of displaced people or returnees."""
    return shown(await compositions.composition(reading, id, on or today(), caller))
