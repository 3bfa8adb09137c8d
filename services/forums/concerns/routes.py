"""Concerns: raising, listing, reading, voting, what becomes of them, merging, releasing, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.concerns import handling, rules
from services.forums.concerns.reads import CONCERN
from services.forums.concerns.views import (
    ConcernDraft,
    ConcernsAsked,
    ConcernView,
    MergingDraft,
    StateDraft,
    VoteDraft,
)
from services.forums.guard.views import NOTHING_MARKED, ReleaseDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown
from shared.write import Write

router = APIRouter(route_class=StrictRoute, prefix="/concerns", tags=["concerns"])

FocalPoint = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT)]
Reviewer = Annotated[Mandate, staff(Role.PROTECTION)]
Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING, Role.PROTECTION)]


@router.post("", status_code=201, response_model=ConcernView)
async def bring(draft: ConcernDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record what a group raised in a forum. Gender-based violence, exploitation and a threat to somebody go to
    `/safeguards`. Refused: `unknown-forum`, `outside-forum`, `forum-closed`, `before-establishment`."""
    id = await write.once(lambda: rules.bring(write, draft, caller))
    return shown(await find(await write.reader(), CONCERN, int(id), caller), 201)


@router.get("", response_model=Page[ConcernView])
async def concerns(asked: Annotated[ConcernsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The concerns, newest first."""
    return shown(await listed(listing, CONCERN, asked, caller))


@router.get("/{id}", response_model=ConcernView)
async def concern(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A concern by its number."""
    return shown(await find(reading, CONCERN, id, caller))


@router.post("/{id}/vote", response_model=ConcernView)
async def vote(id: PathIdentifier, draft: VoteDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record how many at a meeting voted for a concern to come first; stated again of the same meeting, it is
    corrected. Refused: `unknown-meeting`, `meeting-not-held`, `other-forum`, `more-votes-than-voters`."""
    await write.once(lambda: rules.vote(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/accept", response_model=ConcernView)
async def accept(id: PathIdentifier, draft: StateDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that the forum takes a concern up. Refused: `same-state`, `concern-closed`, `concern-merged`,
    `state-before-last`."""
    await write.once(lambda: handling.accept(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/start", response_model=ConcernView)
async def start(id: PathIdentifier, draft: StateDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that something is being done about a concern. Refused: `not-accepted`, and as above."""
    await write.once(lambda: handling.start(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/refer", response_model=ConcernView)
async def refer(id: PathIdentifier, draft: StateDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that a concern was passed on outside the forum. Refused: `not-accepted`, and as above."""
    await write.once(lambda: handling.refer(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/resolve", response_model=ConcernView)
async def resolve(id: PathIdentifier, draft: StateDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that a concern is none any more. Refused: `not-accepted`, and as above."""
    await write.once(lambda: handling.resolve(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/give-up", response_model=ConcernView)
async def give_up(id: PathIdentifier, draft: StateDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that a concern lies out of the forum's reach. Refused: `concern-closed`, and as above."""
    await write.once(lambda: handling.give_up(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/reopen", response_model=ConcernView)
async def reopen(id: PathIdentifier, draft: StateDraft, caller: FocalPoint, write: Writing) -> Response:
    """Say that a closed concern is one again. Refused: `same-state`, `not-accepted`, and as above."""
    await write.once(lambda: handling.reopen(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/undo", response_model=ConcernView)
async def undo(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Take back how a concern stands, which was stated in error. Refused: `concern-only-raised`,
    `concern-at-work`."""
    await write.once(lambda: handling.undo(write, id, voiding.reason, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/merge", response_model=ConcernView)
async def merge(id: PathIdentifier, draft: MergingDraft, caller: FocalPoint, write: Writing) -> Response:
    """Record that a concern is a double of another one of its forum. Refused: `unknown-concern`, `same-concern`,
    `merged-itself`, `concern-merged`."""
    await write.once(lambda: handling.merge(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/unmerge", response_model=ConcernView)
async def unmerge(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Take back that a concern is a double of another one. Refused: `not-merged`."""
    await write.once(lambda: handling.unmerge(write, id, voiding.reason, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/release", response_model=ConcernView)
async def release(
    id: PathIdentifier, caller: Reviewer, write: Writing, draft: ReleaseDraft = NOTHING_MARKED
) -> Response:
    """Release the text of a concern, having read it and found nobody in it; of each of its marks, say why it may go. It
    cannot be taken back: what was told was told. Refused: `own-text`, `nothing-to-release`, `released-already`,
    `marks-unanswered` unless the marks stated are those that the text has now."""
    await write.once(lambda: rules.release(write, id, draft, caller))
    return await _shown(write, id, caller)


@router.post("/{id}/void", response_model=ConcernView)
async def void(id: PathIdentifier, voiding: Voiding, caller: FocalPoint, write: Writing) -> Response:
    """Void a concern that was recorded in error. Refused while something follows from it, or while it is a
    double of another: `concern-at-work`, `concern-merged`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return await _shown(write, id, caller)


async def _shown(write: Write, id: int, caller: Mandate) -> Response:
    return shown(await find(await write.reader(), CONCERN, id, caller))
