"""What may happen to attendance."""

from services.beneficiary.activities.rules import require_activity
from services.beneficiary.attendances.tables import Attendance
from services.beneficiary.attendances.views import AttendanceDraft
from services.beneficiary.people import reads as people
from shared.database import judged
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.write import Write


async def attend(write: Write, draft: AttendanceDraft, mandate: Mandate) -> int:
    """Record that a person took part in an activity on one of its days; once a day."""
    activity = await require_activity(write, draft.activity_id, mandate)
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
