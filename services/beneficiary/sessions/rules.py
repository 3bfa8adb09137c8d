"""What may happen to sessions: they are scheduled, and cancelled by voiding them."""

from services.beneficiary.activities.rules import require_activity
from services.beneficiary.activities.tables import Activity
from services.beneficiary.sessions.tables import Session
from services.beneficiary.sessions.views import SessionDraft
from shared.errors import Invalid, NotFound
from shared.mandate import Mandate
from shared.write import Write


async def schedule(write: Write, draft: SessionDraft, mandate: Mandate) -> int:
    """Record that an activity is held on one of its days, in its place or inside of it."""
    activity = await require_activity(write, draft.activity_id, mandate)
    if not activity.starts_on <= draft.held_on <= activity.ends_on:
        raise Invalid("outside-activity", "The activity was not held on this day.", field="held_on")
    if draft.place is not None and not draft.place.startswith(activity.place):
        raise Invalid("outside-place", "A session is held inside the place of its activity.", field="place")
    session = Session(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(session)
    await write.session.flush()
    write.trail("session.scheduled", session.id, activity=draft.activity_id)
    return session.id


async def require_session(
    write: Write, id: int, mandate: Mandate, field: str, *, alone: bool = False
) -> tuple[Session, Activity]:
    """The session that a caller names, with its activity; refused if either does not stand or is out of reach.

    Both stand until this write ends; with `alone` no other write is about the session meanwhile.
    """
    held = {"key_share": True} if alone else {"read": True}
    unknown = NotFound("unknown-session", "There is no such session.", field=field)
    session = await write.session.get(Session, id, with_for_update=held, populate_existing=True)
    if session is None or session.voided_at is not None:
        raise unknown
    activity = await write.session.get_one(Activity, session.activity_id, with_for_update={"read": True})
    if activity.voided_at is not None or not mandate.covers_place(activity.place):
        raise unknown
    mandate.require_project(activity.project, field)
    return session, activity
