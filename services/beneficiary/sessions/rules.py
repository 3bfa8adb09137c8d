"""What may happen to sessions: they are scheduled, and cancelled by voiding them."""

from services.beneficiary.activities.rules import require_activity
from services.beneficiary.sessions.tables import Session
from services.beneficiary.sessions.views import SessionDraft
from shared.errors import Invalid
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
    await write.trail("session.scheduled", session.id, activity=draft.activity_id)
    return session.id
