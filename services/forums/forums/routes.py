"""Forums: recording, listing, reading, voiding; and how many a project established, for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.forums.forums import reads, rules
from services.forums.forums.reads import FORUM
from services.forums.forums.views import EstablishmentView, ForumDraft, ForumsAsked, ForumView
from shared.callers import Role
from shared.drafts import PathIdentifier, ProjectCode
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

forums = APIRouter(route_class=StrictRoute, prefix="/forums", tags=["forums"])
established = APIRouter(route_class=StrictRoute, prefix="/establishment", tags=["results"])
routers = [forums, established]

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]
Monitor = Annotated[Mandate, staff(Role.MONITORING)]


@forums.post("", status_code=201, response_model=ForumView)
async def establish(draft: ForumDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record a forum that was established. Refused: `level-and-place`."""
    id = await write.once(lambda: rules.establish(write, draft, caller))
    return shown(await find(await write.reader(), FORUM, int(id), caller), 201)


@forums.get("", response_model=Page[ForumView])
async def all_forums(asked: Annotated[ForumsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The forums, newest first."""
    return shown(await listed(listing, FORUM, asked, caller))


@forums.get("/{id}", response_model=ForumView)
async def forum(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A forum by its number."""
    return shown(await find(reading, FORUM, id, caller))


@forums.post("/{id}/void", response_model=ForumView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a forum that was recorded in error. Refused while seats in it stand: `forum-has-members`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), FORUM, id, caller))


@established.get("", response_model=EstablishmentView)
async def establishment(
    project: Annotated[ProjectCode, Query()], caller: Monitor, reading: Reading, request: Request
) -> Response:
    """How many forums a project established, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.establishment(reading, project, as_of, caller))
