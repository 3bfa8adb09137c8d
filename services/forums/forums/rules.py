"""What may happen to a forum: it is established at its level, and voided while nobody sits in it."""

from datetime import date

from services.forums.forums import reads
from services.forums.forums.reads import FORUM
from services.forums.forums.tables import Forum
from services.forums.forums.views import ForumDraft, ForumLevel, ForumStatus
from shared import facts, places
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.places import Level
from shared.views import VoidReason
from shared.write import Write

_FINENESS = {
    ForumLevel.GOVERNORATE: Level.GOVERNORATE,
    ForumLevel.DISTRICT: Level.DISTRICT,
    ForumLevel.SUB_DISTRICT: Level.SUB_DISTRICT,
    ForumLevel.NEIGHBOURHOOD: Level.SUB_DISTRICT,  # the finest unit that has a code
}


async def establish(write: Write, draft: ForumDraft, mandate: Mandate) -> int:
    """Record a forum that was established."""
    mandate.require_place(draft.place, "place")
    # A forum without a project is in reach of those alone whose mandate names no projects.
    mandate.require_project(draft.project or "", "project")
    wanted = _FINENESS[draft.level]
    if places.place(draft.place).level is not wanted:
        raise Invalid(
            "level-and-place", "The place of a forum at this level is a {unit}.", field="place", unit=wanted.word
        )
    forum = Forum(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(forum)
    await write.session.flush()
    write.trail("forum.established", forum.id, project=forum.project)
    return forum.id


async def hold(write: Write, id: int, mandate: Mandate) -> Forum:
    """The forum at the path, which no other write is about until this one ends; refused when it does not stand."""
    return await facts.hold(write, FORUM, Forum, id, mandate)


async def require_forum(write: Write, id: int, mandate: Mandate, *, alone: bool = False) -> Forum:
    """The forum that the caller states, held until this write ends; refused when it does not stand.

    Who has to be the only one holds it `alone` at once: two who share it first would wait for each other.
    """
    held = {"key_share": True} if alone else {"read": True}
    forum = await write.session.get(Forum, id, with_for_update=held, populate_existing=True)
    if forum is None or forum.voided_at is not None or not mandate.covers_place(forum.place):
        raise NotFound("unknown-forum", "There is no such forum.", field="forum_id")
    mandate.require_project(forum.project or "", "forum_id")
    return forum


async def require_not_closed(write: Write, id: int, day: date, field: str) -> None:
    """Refuse what a forum, which is held, would have done on a day on which it was closed."""
    if await reads.status_on(await write.reader(), id, day) is ForumStatus.CLOSED:
        raise Conflict("forum-closed", "The forum was closed on this day.", field=field)


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a forum in which nobody sits, and that has done nothing."""
    await hold(write, id, mandate)
    if await reads.has_members(await write.reader(), id):
        raise Conflict("forum-has-members", "Void the members first.")
    if await reads.has_worked(await write.reader(), id):
        raise Conflict("forum-has-worked", "Void what the forum did first, or close it.")
    await facts.void(write, FORUM, id, reason, mandate)
    return id
