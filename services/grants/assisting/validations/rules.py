"""What may happen to a session with the community: it is recorded by somebody else than who made the list, and voided
while nobody has decided on that."""

from services.grants.assisting.selections import reads as selections
from services.grants.assisting.selections.rules import hold
from services.grants.assisting.selections.views import Opinion
from services.grants.assisting.validations.reads import VALIDATION
from services.grants.assisting.validations.tables import Said, Validation, ValidationGroup
from services.grants.assisting.validations.views import OpinionPart, ValidationDraft
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def record(write: Write, draft: ValidationDraft, mandate: Mandate) -> int:
    """Record a session about a list that is closed and not decided on."""
    require_past(draft.held_on, "held_on")
    _require_counted(draft)
    selection = await hold(write, draft.selection_id, mandate)
    reader = await write.reader()
    if not await selections.is_closed(reader, selection.id):
        raise Conflict("list-open", "This list is not closed.", field="selection_id")
    if await selections.is_decided(reader, selection.id):
        raise _decided("selection_id")
    _require_each_once(draft.opinions, set(await selections.ranked(reader, selection.id)))
    validation = Validation(
        selection_id=selection.id,
        made_by=selection.recorded_by,
        held_on=draft.held_on,
        recorded_by=write.caller,
    )
    own = Forbidden("same-person", "Another person than the one who made the list puts it to the community.")
    async with judged(write, {"ck_validations_by_another": own}):
        write.session.add(validation)
    write.session.add_all(ValidationGroup(**came.model_dump(), validation_id=validation.id) for came in draft.attended)
    write.session.add_all(
        Said(**said.model_dump(), validation_id=validation.id, selection_id=selection.id) for said in draft.opinions
    )
    await write.session.flush()
    write.trail("validation.recorded", validation.id, selection=validation.selection_id)
    return validation.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a session that was recorded in error."""
    validation = (await facts.find(await write.reader(), VALIDATION, id, mandate)).view
    assert validation.selection_id is not None
    await hold(write, validation.selection_id, mandate)
    if await selections.is_decided(await write.reader(), validation.selection_id):
        raise _decided(None)
    return await facts.void(write, VALIDATION, id, reason, mandate)


def _require_counted(draft: ValidationDraft) -> None:
    """Refuse a role that is counted twice, and one in which nobody was there."""
    counted = set()
    for place, came in enumerate(draft.attended):
        if came.role in counted:
            raise Invalid("named-twice", "This role is counted twice.", field=f"attended.{place}.role")
        if came.women + came.men == 0:
            raise Invalid("nobody-there", "Nobody was there in this role.", field=f"attended.{place}.role")
        counted.add(came.role)


def _require_each_once(opinions: list[OpinionPart], on_it: set[int]) -> None:
    """Refuse what is said of somebody who is not on the list, of somebody twice, or without a reason."""
    said = set()
    for place, each in enumerate(opinions):
        field = f"opinions.{place}.candidate_id"
        if each.candidate_id not in on_it:
            raise NotFound("unknown-candidate", "There is no such candidate.", field=field)
        if each.candidate_id in said:
            raise Invalid("named-twice", "This candidate is named twice.", field=field)
        if (each.opinion is Opinion.CONFIRMED) is not (each.reason is None):
            raise Invalid(
                "reason-by-opinion",
                "A reason is stated where a candidate is not confirmed, and only there.",
                field=f"opinions.{place}.reason",
            )
        said.add(each.candidate_id)


def _decided(field: str | None) -> Conflict:
    return Conflict("decided-already", "Somebody has decided on this list.", field=field)
