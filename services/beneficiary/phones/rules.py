"""What may happen to phones: one is recorded, also the same for many people; what was wrong is voided."""

from collections.abc import Sequence

from services.beneficiary.people import reads as people
from services.beneficiary.phones.tables import Phone
from services.beneficiary.phones.views import PhoneDraft, PhonePart
from shared import recording
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged


async def record(write: Write, draft: PhoneDraft, mandate: Mandate) -> int:
    """Record that a person can be reached under a number."""
    phone = reaching(draft, await people.person_id(await write.reader(), draft.person, mandate, "person"), write.caller)
    async with judged(write, {"uq_phones_standing": recorded_already()}):
        await keep(write, [phone])
    return phone.id


def reaching(stated: PhonePart, person_id: int, caller: str) -> Phone:
    """The phone as it is kept for a person."""
    hours = [hour for hour in (stated.call_from, stated.call_until) if hour is not None]
    if len(hours) == 1 or hours != sorted(set(hours)):
        raise Invalid(
            "hours-unclear", "The best hours begin at one and end at a later one of the same day.", field="call_until"
        )
    return Phone(**stated.model_dump(exclude={"person"}), person_id=person_id, recorded_by=caller)


async def keep(write: Write, phones: Sequence[Phone]) -> None:
    """Record phones, all in one statement, with the trail of each."""
    await recording.record(write, phones)
    for phone in phones:
        write.trail("phone.recorded", phone.id, person=phone.person_id)


def recorded_already() -> Conflict:
    """What is said of a phone that the same person stated before."""
    return Conflict("reached-already", "This number of the person is recorded already.", field="number")
