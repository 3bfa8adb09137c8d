"""What may happen to attendance: it is recorded of sessions that were held, once of each person."""

from collections.abc import Mapping

from services.beneficiary.activities.rules import require_opened
from services.beneficiary.activities.tables import Activity
from services.beneficiary.attendances import reads
from services.beneficiary.attendances.tables import Attendance
from services.beneficiary.attendances.views import ATTENDANCES, AttendanceDraft
from services.beneficiary.people import reads as people
from services.beneficiary.sessions.rules import require_session
from services.beneficiary.sessions.tables import Session
from shared.days import require_past
from shared.errors import Conflict, DomainError, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged


async def attend(write: Write, draft: AttendanceDraft, mandate: Mandate) -> int:
    """Record what the sheet of a session says of a person."""
    session, activity = await require_held(write, draft.session_id, mandate, "session_id")
    person_id = await people.person_id(await write.reader(), draft.person, mandate, "person")
    for refusal in (await refused(write, session, activity, {person_id: "person"})).values():
        raise refusal
    attendance = Attendance(session_id=session.id, person_id=person_id, outcome=draft.outcome, recorded_by=write.caller)
    twice = Conflict("attended-already", "This attendance is recorded already.", field="person")
    async with judged(write, {"uq_attendances_standing": twice}):
        write.session.add(attendance)
    if activity.is_severe:  # an event names nobody then
        write.trail("attendance.recorded", attendance.id, session=session.id, activity=activity.id)
    else:
        write.trail("attendance.recorded", attendance.id, session=session.id, activity=activity.id, person=person_id)
    return attendance.id


async def require_held(
    write: Write, id: int, mandate: Mandate, field: str, *, alone: bool = False
) -> tuple[Session, Activity]:
    """A session whose sheet a caller may write, with its activity; refused if its day has not come."""
    session, activity = await require_session(write, id, mandate, field, alone=alone)
    require_opened(activity, ATTENDANCES.name, mandate, field)
    require_past(session.held_on, field)
    return session, activity


async def refused(
    write: Write, session: Session, activity: Activity, asked: Mapping[int, str]
) -> dict[int, DomainError]:
    """Why people cannot be on the sheet of a session, by their ids; `asked` has the field that names each of them."""
    found = await reads.coming(await write.reader(), list(asked), activity.id, session.held_on)
    refusals: dict[int, DomainError] = {}
    for person_id, field in asked.items():
        coming = found[person_id]
        if coming.born is not None and session.held_on < coming.born.first:
            refusals[person_id] = Invalid("before-birth", "The person was not born on this day.", field=field)
        elif activity.by_enrolment and not coming.enrolled:
            refusals[person_id] = Invalid(
                "not-enrolled", "The person has no place in the activity on this day.", field=field
            )
    return refusals
