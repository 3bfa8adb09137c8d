"""What may happen to attendance."""

from services.beneficiary.activities.tables import Activity
from services.beneficiary.attendances.tables import Attendance
from services.beneficiary.attendances.views import AttendanceDraft
from services.beneficiary.people import reads as people
from shared.database import judged
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.write import Write


async def attend(write: Write, draft: AttendanceDraft, mandate: Mandate) -> int:
    """Record that a person took part in an activity on one of its days; once a day."""
    activity = await write.session.get(Activity, draft.activity_id, with_for_update={"read": True})
    if activity is None or activity.voided_at is not None or not mandate.covers_place(activity.place):
        raise NotFound("unknown-activity", "There is no such activity.", field="activity_id")
    mandate.require_project(activity.project, "activity_id")
    if not activity.starts_on <= draft.attended_on <= activity.ends_on:
        raise Invalid("outside-activity", "The activity was not held on this day.", field="attended_on")
    attendance = Attendance(
        activity_id=draft.activity_id,
        person_id=await people.person_id(await write.reader(), draft.person, mandate, "person"),
        attended_on=draft.attended_on,
        recorded_by=write.caller,
    )
    twice = Conflict("attended-already", "This attendance is recorded already.", field="attended_on")
    async with judged(write.session, {"uq_attendances_standing": twice}):
        write.session.add(attendance)
    await write.trail("attendance.recorded", attendance.id, activity=draft.activity_id, person=attendance.person_id)
    return attendance.id
