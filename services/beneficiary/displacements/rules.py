"""What may happen to displacement status: it is stated from a day on; what was wrong is voided and stated anew."""

from services.beneficiary.displacements.tables import Displacement
from services.beneficiary.displacements.views import DisplacementDraft
from services.beneficiary.households.rules import require_household
from services.beneficiary.people import reads as people
from shared.errors import Invalid
from shared.mandate import Mandate
from shared.write import Write


async def state(write: Write, draft: DisplacementDraft, mandate: Mandate) -> int:
    """State the status of a household, or of one person where it differs, from a day on."""
    if (draft.household_id is None) == (draft.person is None):
        raise Invalid("household-or-person", "State either a household or a person.", field="household_id")
    person_id = None
    if draft.household_id is not None:
        await require_household(write, draft.household_id, mandate)
    if draft.person is not None:
        person_id = await people.person_id(await write.reader(), draft.person, mandate, "person")
    displacement = Displacement(
        household_id=draft.household_id,
        person_id=person_id,
        status=draft.status,
        since=draft.since,
        recorded_by=write.caller,
    )
    write.session.add(displacement)
    await write.session.flush()
    await write.trail("displacement.stated", displacement.id, household=draft.household_id, person=person_id)
    return displacement.id
