"""What may happen to a monitoring visit: somebody says what they saw, at each mark once; what was wrong is voided."""

from services.grants.granting.awards.rules import require_award
from services.grants.granting.awards.tables import Award
from services.grants.granting.files.views import FileType
from services.grants.granting.visits import reads
from services.grants.granting.visits.tables import Visit, VisitObservation, VisitPhoto
from services.grants.granting.visits.views import Operation, VisitDraft
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.money import require_granular
from shared.write import Write, judged

PHOTOS = {FileType.JPEG, FileType.PNG}


async def record(write: Write, draft: VisitDraft, mandate: Mandate) -> int:
    """Record what the caller saw at the enterprise of an award."""
    require_past(draft.visited_on, "visited_on")
    _require_sound(draft)
    award = await require_award(write, draft.award_id, mandate)
    if draft.visited_on < award.approved_on:
        raise Invalid("before-award", "The award was approved after this day.", field="visited_on")
    await _require_due(write, draft)
    await _require_photos(write, draft, award)
    visit = Visit(**draft.model_dump(exclude={"observed", "photos"}), recorded_by=write.caller)
    twice = Conflict("visited-already", "A visit at this mark is recorded.", field="mark")
    async with judged(write, {"uq_visits_standing": twice}):
        write.session.add(visit)
    write.session.add_all(VisitObservation(**each.model_dump(), visit_id=visit.id) for each in draft.observed)
    write.session.add_all(VisitPhoto(visit_id=visit.id, file_id=id) for id in draft.photos)
    await write.session.flush()
    write.trail("visit.recorded", visit.id, award=visit.award_id, enterprise=award.enterprise_id)
    return visit.id


def _require_sound(draft: VisitDraft) -> None:
    """Refuse what contradicts itself."""
    if (draft.operation is Operation.CLOSED) != (draft.closed_because is not None):
        raise Invalid(
            "closing-reason",
            "Why it is closed is said of an enterprise that is, and of no other.",
            field="closed_because",
        )
    amounts = {"revenue_before": draft.revenue_before, "revenue": draft.revenue}
    stated = {name: amount for name, amount in amounts.items() if amount is not None}
    if (draft.currency is None) != (not stated):
        raise Invalid("currency-missing", "Revenue goes with its currency.", field="currency")
    for name, amount in stated.items():
        assert draft.currency is not None
        require_granular(amount, draft.currency, name)


async def _require_due(write: Write, draft: VisitDraft) -> None:
    """Refuse a visit before its mark, which is counted from the first payment that stands."""
    if draft.mark is None:
        return
    due = await reads.due(await write.reader(), draft.award_id, draft.mark)
    if due is None or draft.visited_on < due:
        raise Invalid("mark-too-early", "So long after the first payment of the award this is not yet.", field="mark")


async def _require_photos(write: Write, draft: VisitDraft, award: Award) -> None:
    """Refuse files that are not about the enterprise, and those that are no photos."""
    if not draft.photos:
        return
    found = await reads.files(await write.reader(), award.enterprise_id, draft.photos)
    if len(found) < len(draft.photos):
        raise NotFound("unknown-file", "There is no such file about the enterprise.", field="photos")
    if any(file["type"] not in PHOTOS for file in found):
        raise Invalid("not-a-photo", "A photo is a file in JPEG or PNG.", field="photos")
