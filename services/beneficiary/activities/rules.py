"""What may happen to activities."""

from services.beneficiary.activities.tables import Activity
from services.beneficiary.activities.views import ActivityDraft
from shared.errors import Invalid
from shared.mandate import Mandate
from shared.write import Write


async def hold(write: Write, draft: ActivityDraft, mandate: Mandate) -> int:
    """Record an activity."""
    mandate.require_place(draft.place, "place")
    mandate.require_project(draft.project, "project")
    if draft.ends_on < draft.starts_on:
        raise Invalid("ends-before-start", "An activity ends on or after its first day.", field="ends_on")
    activity = Activity(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(activity)
    await write.session.flush()
    await write.trail("activity.recorded", activity.id, project=draft.project)
    return activity.id
