"""What may happen to an enrolment: a person takes a place in an activity, and gives it back."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import col

from services.beneficiary.activities.rules import require_activity, require_opened
from services.beneficiary.activities.tables import Activity
from services.beneficiary.enrolments import reads
from services.beneficiary.enrolments.reads import ENROLMENT
from services.beneficiary.enrolments.tables import Enrolment
from services.beneficiary.enrolments.views import ENROLMENTS, EnrolmentDraft, WithdrawalDraft
from services.beneficiary.people import reads as people
from services.beneficiary.people.rules import require_born
from shared import facts
from shared.errors import Conflict, Invalid, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def enrol(write: Write, draft: EnrolmentDraft, mandate: Mandate) -> int:
    """Give a person a place in an activity from a day on; once at a time, and while there are places."""
    activity = await require_activity(write, draft.activity_id, mandate, alone=True)
    require_opened(activity, ENROLMENTS.name, mandate)
    if not activity.by_enrolment:
        raise Invalid("open-to-all", "Whoever comes takes part in this activity: nobody enrols.", field="activity_id")
    if draft.enrolled_on > activity.ends_on:
        raise Invalid("after-activity", "The activity has ended by this day.", field="enrolled_on")
    person_id = await people.person_id(await write.reader(), draft.person, mandate, "person")
    await require_born(write, person_id, draft.enrolled_on, "enrolled_on")
    enrolment = Enrolment(**draft.model_dump(exclude={"person"}), person_id=person_id, recorded_by=write.caller)
    twice = Conflict("enrolled-already", "The person has a place in this activity at that time.", field="person")
    async with judged(write, {"ex_enrolments_once_at_a_time": twice}):
        write.session.add(enrolment)
    await _require_place_for(write, activity, enrolment)
    if activity.is_severe:  # an event names nobody then
        write.trail("enrolment.recorded", enrolment.id, activity=activity.id)
    else:
        write.trail("enrolment.recorded", enrolment.id, activity=activity.id, person=person_id)
    return enrolment.id


async def _require_place_for(write: Write, activity: Activity, enrolment: Enrolment) -> None:
    """Refuse the enrolment that was just recorded if it is one too many on some day."""
    if activity.capacity is None:
        return
    if await reads.taken(await write.reader(), activity.id, enrolment.enrolled_on) > activity.capacity:
        raise Conflict(
            "activity-full", "All {capacity} places are taken.", field="activity_id", capacity=activity.capacity
        )


async def withdraw(write: Write, id: int, draft: WithdrawalDraft, mandate: Mandate) -> int:
    """End an enrolment on a day: the one without an end is voided, and one with an end recorded in its place."""
    enrolment, activity = await _held(write, id, mandate)
    if enrolment.voided_at is not None:
        raise already_voided()
    if enrolment.withdrawn_on is not None:
        raise Conflict("withdrawn-already", "The person has given the place back before.")
    if draft.withdrawn_on <= enrolment.enrolled_on:
        raise Invalid("withdrawn-before-enrolling", "A place is given back after it was taken.", field="withdrawn_on")
    if await reads.is_attended(await write.reader(), enrolment, draft.withdrawn_on):
        raise Conflict(
            "attended-since", "The person is on the sheet of a session on or after this day.", field="withdrawn_on"
        )
    now: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    await write.session.execute(
        update(Enrolment)
        .where(col(Enrolment.id) == id)
        .values(voided_at=now, voided_by=write.caller, void_reason=VoidReason.CORRECTED)
    )
    ended = Enrolment(
        activity_id=enrolment.activity_id,
        person_id=enrolment.person_id,
        enrolled_on=enrolment.enrolled_on,
        withdrawn_on=draft.withdrawn_on,
        recorded_at=now,
        recorded_by=write.caller,
    )
    write.session.add(ended)
    await write.session.flush()
    if activity.is_severe:
        write.trail("enrolment.withdrawn", ended.id, enrolment=id, activity=activity.id)
    else:
        write.trail("enrolment.withdrawn", ended.id, enrolment=id, activity=activity.id, person=ended.person_id)
    return ended.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an enrolment under which nothing is recorded of any session."""
    enrolment, _ = await _held(write, id, mandate)
    if enrolment.voided_at is None and await reads.is_attended(await write.reader(), enrolment, enrolment.enrolled_on):
        raise Conflict("enrolment-attended", "The person is on the sheet of a session: void the attendances first.")
    return await facts.void(write, ENROLMENT, id, reason, mandate)


async def _held(write: Write, id: int, mandate: Mandate) -> tuple[Enrolment, Activity]:
    """An enrolment within reach, with its activity, for which nobody else enrols or attends until this write ends."""
    await find(await write.reader(), ENROLMENT, id, mandate)
    enrolment = await write.session.get_one(Enrolment, id)
    activity = await write.session.get_one(Activity, enrolment.activity_id, with_for_update={"key_share": True})
    await write.session.refresh(enrolment)
    return enrolment, activity
