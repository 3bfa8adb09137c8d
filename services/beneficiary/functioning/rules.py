"""What may happen to functioning: answers of a day are recorded; what was wrong is voided and recorded anew."""

from collections.abc import Sequence

from services.beneficiary.functioning.tables import Functioning
from services.beneficiary.functioning.views import FunctioningDraft, FunctioningPart
from services.beneficiary.people import reads as people
from services.beneficiary.people.births import Born
from shared import recording
from shared.days import require_past
from shared.errors import Invalid
from shared.mandate import Mandate
from shared.write import Write

ASKED_FROM = 5
"""The age in completed years from which the questions are asked."""


async def record(write: Write, draft: FunctioningDraft, mandate: Mandate) -> int:
    """Record what a person answered on a day."""
    reader = await write.reader()
    person_id = await people.person_id(reader, draft.person, mandate, "person")
    answered = answers(draft, person_id, await people.birth(reader, person_id), write.caller)
    await keep(write, [answered])
    return answered.id


def answers(stated: FunctioningPart, person_id: int, birth: Born | None, caller: str) -> Functioning:
    """The answers as they are kept for a person; refused of somebody who was certainly too young to be asked."""
    require_past(stated.asked_on, "asked_on")
    if birth is not None and birth.is_under(ASKED_FROM, stated.asked_on):
        raise Invalid(
            "too-young-to-be-asked",
            "These questions are asked of people of {years} years and over.",
            field="asked_on",
            years=ASKED_FROM,
        )
    answered = Functioning(person_id=person_id, asked_on=stated.asked_on, recorded_by=caller)
    for each in stated.answers:
        setattr(answered, each.question, each.answer)
    return answered


async def keep(write: Write, answered: Sequence[Functioning]) -> None:
    """Record answers, all in one statement, with the trail of each."""
    await recording.record(write, answered)
    for each in answered:
        write.trail("functioning.recorded", each.id, person=each.person_id)
