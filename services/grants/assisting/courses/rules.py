"""What may happen to a course: it begins under assistance of its kind, ends once, and is voided where it was recorded
in error."""

from services.grants.assisting.assistances.rules import require_assistance, require_going_on
from services.grants.assisting.assistances.views import Modality
from services.grants.assisting.courses.reads import COURSE
from services.grants.assisting.courses.tables import Course, CourseEnd
from services.grants.assisting.courses.views import CourseDraft, CourseEndDraft
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged

_IN_A_COURSE = (Modality.VOCATIONAL_TRAINING, Modality.FARMING_TRAINING)


async def begin(write: Write, draft: CourseDraft, mandate: Mandate) -> int:
    """Record that somebody takes a course."""
    assistance = await require_assistance(write, draft.assistance_id, mandate)
    if assistance.modality not in _IN_A_COURSE:
        raise Conflict("other-modality", "This is for no course.", field="assistance_id")
    if draft.starts_on < assistance.approved_on:
        raise Invalid("starts-before-approval", "Nothing starts before it is approved.", field="starts_on")
    await require_going_on(await write.reader(), assistance.id, "starts_on", draft.starts_on)
    course = Course(**draft.model_dump(), recorded_by=write.caller)
    begun = Conflict("begun-already", "They take a course.", field="assistance_id")
    async with judged(write, {"uq_courses_standing": begun}):
        write.session.add(course)
    write.trail("course.begun", course.id, assistance=course.assistance_id)
    return course.id


async def end(write: Write, id: int, draft: CourseEndDraft, mandate: Mandate) -> int:
    """Record how a course ended for somebody."""
    require_past(draft.ended_on, "ended_on")
    course = await facts.hold(write, COURSE, Course, id, mandate)
    if draft.ended_on < course.starts_on:
        raise Invalid("ends-before-it-starts", "This does not end before it starts.", field="ended_on")
    ended = Conflict("ended-already", "This has ended.")
    async with judged(write, {"pk_course_ends": ended}):
        write.session.add(CourseEnd(**draft.model_dump(), course_id=id, recorded_by=write.caller))
    write.trail("course.ended", id)
    return id
