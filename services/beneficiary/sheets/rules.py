"""What may happen to a sheet: it is stated whole, as often as it is corrected, and only what differs is written."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, text

from services.beneficiary.activities.tables import Activity
from services.beneficiary.attendances.rules import refused, require_held
from services.beneficiary.people import reads as people
from services.beneficiary.sessions.tables import Session
from services.beneficiary.sheets import reads
from services.beneficiary.sheets.reads import Line
from services.beneficiary.sheets.views import SheetDraft
from shared.errors import DomainError, Invalid, NotFound, Several
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write

MOST_NAMED = 20
"""Of so many wrong lines each is named."""

_VOID = text(
    "UPDATE attendances SET voided_at = :now, voided_by = :by, void_reason = :reason"
    " WHERE id = ANY (CAST(:ids AS int[])) AND voided_at IS NULL RETURNING id"
)
_ADD = text(
    "INSERT INTO attendances (session_id, person_id, outcome, recorded_at, recorded_by)"
    " SELECT :session_id, line.person_id, line.outcome, :now, :by"
    " FROM unnest(CAST(:people AS int[]), CAST(:outcomes AS text[]))"
    " WITH ORDINALITY AS line (person_id, outcome, place)"
    " ORDER BY line.place RETURNING id, person_id"
)


async def state(write: Write, session_id: int, draft: SheetDraft, mandate: Mandate) -> int:
    """State the sheet of a session: lines that are new or otherwise than before are added, the others of before voided.

    All of it or nothing: each wrong line is named, up to a number.
    """
    session, activity = await require_held(write, session_id, mandate, "id", alone=True)
    lines = await reads.lines(await write.reader(), session_id)
    before = {line.person_id: line for line in lines}  # of somebody who was merged the last one stays
    wanted = await _judged(write, session, activity, draft, before.values(), mandate)
    unchanged = {id for id, outcome in wanted.items() if id in before and before[id].outcome == outcome}
    gone = [line.id for line in lines if line.person_id not in unchanged or line != before[line.person_id]]
    new = {id: outcome for id, outcome in wanted.items() if id not in unchanged}
    now: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    if gone:
        await _void(write, gone, now)
    if new:
        await _add(write, session, activity, new, now)
    return session_id


async def _judged(
    write: Write,
    session: Session,
    activity: Activity,
    draft: SheetDraft,
    before: Iterable[Line],
    mandate: Mandate,
) -> dict[int, str]:
    """The outcome of everybody on a sheet, by person. Who stood on it already may stand on it, wherever they live."""
    known = {line.person: line.person_id for line in before}
    known |= await people.person_ids(await write.reader(), [line.person for line in draft.lines], mandate)
    wanted: dict[int, str] = {}
    asked: dict[int, str] = {}
    wrong: dict[int, DomainError] = {}
    for place, line in enumerate(draft.lines):
        field, person_id = f"lines.{place}.person", known.get(line.person)
        if person_id is None:
            wrong[place] = NotFound("unknown-person", "Nobody is registered under this number.", field=field)
        elif person_id in wanted:
            wrong[place] = Invalid("twice-on-sheet", "The person stands on this sheet before.", field=field)
        else:
            wanted[person_id], asked[person_id] = line.outcome, field
    for refusal in (await refused(write, session, activity, asked)).values():
        wrong[_place(refusal)] = refusal
    if wrong:
        parts = tuple(wrong[place] for place in sorted(wrong)[:MOST_NAMED])
        raise Several("lines-refused", "{count} lines of this sheet are refused.", parts=parts, count=len(wrong))
    return wanted


def _place(refusal: DomainError) -> int:
    assert refusal.field is not None
    return int(refusal.field.split(".")[1])


async def _void(write: Write, ids: list[int], now: datetime) -> None:
    """Void what stands of these lines: somebody may have voided one of them by itself meanwhile."""
    reason = VoidReason.CORRECTED
    voided = await write.session.execute(_VOID, {"ids": ids, "now": now, "by": write.caller, "reason": reason})
    write.trail_each("attendance.voided", sorted(voided.scalars()), reason=reason)


async def _add(write: Write, session: Session, activity: Activity, new: dict[int, str], now: datetime) -> None:
    added = await write.session.execute(
        _ADD,
        {
            "session_id": session.id,
            "people": list(new),
            "outcomes": [str(outcome) for outcome in new.values()],
            "now": now,
            "by": write.caller,
        },
    )
    ids, person_id = zip(*added.all(), strict=True)
    if activity.is_severe:  # an event names nobody then
        write.trail_each("attendance.recorded", ids, session=session.id, activity=activity.id)
    else:
        write.trail_each("attendance.recorded", ids, session=session.id, activity=activity.id, person=person_id)
