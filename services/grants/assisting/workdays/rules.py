"""What may happen to a day that was worked: it is recorded from the foreman's sheet, all of a sheet or nothing, and
voided while its period is not closed.

The site is held shared, so that nobody closes a period of it meanwhile, and then those for whom the work was approved,
in the order of their numbers: two sheets that name the same people follow one another.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.grants.assisting.workdays import reads
from services.grants.assisting.workdays.reads import WORKDAY, Worked
from services.grants.assisting.workdays.views import WorkdayDraft, WorkdayPart, WorkSheetDraft
from services.grants.assisting.workers.tables import Worker
from services.grants.assisting.works.rules import require_work
from services.grants.assisting.works.tables import Work
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, DomainError, Invalid, NotFound, Several
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

MOST_NAMED = 20
"""Of so many wrong lines each is named."""


async def work_a_day(write: Write, draft: WorkdayDraft, mandate: Mandate) -> int:
    """Record that one worker worked on a day."""
    require_past(draft.worked_on, "worked_on")
    worker = await write.session.get(Worker, draft.worker_id)
    if worker is None:
        raise _nobody("worker_id")
    try:
        work = await require_work(write, worker.work_id, mandate, "worker_id")
    except NotFound:
        raise _nobody("worker_id") from None
    part = WorkdayPart(worker_id=draft.worker_id, hours=draft.hours)
    await _require_open(write, work, draft.worked_on)
    wrong, days = await _judged(write, work, draft.worked_on, {"": part})
    for refusal in wrong.values():
        raise refusal
    return (await _record(write, work, draft.worked_on, draft.sheet, days))[0]


async def state_sheet(write: Write, work_id: int, draft: WorkSheetDraft, mandate: Mandate) -> int:
    """Record everybody on a sheet; each wrong line is named, up to a number."""
    require_past(draft.worked_on, "worked_on")
    work = await require_work(write, work_id, mandate, "id")
    await _require_open(write, work, draft.worked_on)
    lines = {f"lines.{place}.": line for place, line in enumerate(draft.lines)}
    wrong, days = await _judged(write, work, draft.worked_on, lines)
    if wrong:
        parts = tuple(wrong.values())[:MOST_NAMED]
        raise Several("lines-refused", "{count} lines of this sheet are refused.", parts=parts, count=len(wrong))
    await _record(write, work, draft.worked_on, draft.sheet, days)
    return work_id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a day that was recorded in error, in a period that is not closed."""
    async with judged(write, {"workdays_not_closed": _closed(None)}):
        return await facts.void(write, WORKDAY, id, reason, mandate)


async def _require_open(write: Write, work: Work, day: date) -> None:
    if not work.starts_on <= day <= work.ends_on:
        raise Invalid("outside-the-dates", "Nobody works at this site on this day.", field="worked_on")
    if await reads.is_closed(await write.reader(), work.id, day):
        raise _closed("worked_on")


async def _judged(
    write: Write, work: Work, day: date, lines: Mapping[str, WorkdayPart]
) -> tuple[dict[str, DomainError], list[Worked]]:
    """What is wrong with lines, by where each stands in the request, and the days that the others say were worked."""
    reader = await write.reader()
    rows = await reads.hold_workers(reader, work.id, [line.worker_id for line in lines.values()])
    workers = {row["id"]: row for row in rows}
    earned = await reads.earned(reader, [row["assistance_id"] for row in rows])
    busy = await reads.busy(reader, [row["person_id"] for row in rows], day)
    wrong: dict[str, DomainError] = {}
    days: dict[int, Worked] = {}
    for at, line in lines.items():
        field, worker = f"{at}worker_id", workers.get(line.worker_id)
        if worker is None:
            wrong[at] = _nobody(field)
        elif worker["person_id"] in days:
            wrong[at] = Invalid("twice-on-sheet", "The person stands on this sheet before.", field=field)
        elif line.hours > work.hours:
            wrong[at] = Invalid(
                "too-many-hours", "At this site a day has {hours} hours.", field=f"{at}hours", hours=work.hours
            )
        elif worker["person_id"] in busy:
            wrong[at] = _worked(field, elsewhere=busy[worker["person_id"]] != work.id)
        elif refusal := _beyond(work, day, earned[worker["assistance_id"]], field):
            wrong[at] = refusal
        else:
            days[worker["person_id"]] = Worked(worker["id"], worker["assistance_id"], worker["person_id"], line.hours)
    return wrong, list(days.values())


def _beyond(work: Work, day: date, earned: Any, field: str) -> DomainError | None:
    """Why one more day is beyond what was approved for somebody."""
    if day < earned["approved_on"]:
        return Invalid("worked-before-approval", "Nobody works before it is approved.", field=field)
    if earned["ended"]:
        return Conflict("assistance-ended", "Nothing more is given of this assistance.", field=field)
    if earned["days"] >= work.cap:
        return Conflict("cap-reached", "They have worked on {cap} days.", field=field, cap=work.cap)
    if earned["wages"] + work.wage > earned["amount"]:
        return Conflict("above-assistance", "With this day they earn more than was approved.", field=field)
    return None


async def _record(write: Write, work: Work, day: date, sheet: str, days: Sequence[Worked]) -> list[int]:
    # Two sheets that name one person under two assistances do not meet before the index does.
    async with judged(write, {"uq_workdays_standing": _worked(None, elsewhere=True)}):
        ids = await reads.record(await write.reader(), work.id, day, sheet, days, write.caller)
    write.trail_each("workday.recorded", ids, work=work.id)
    return ids


def _nobody(field: str) -> NotFound:
    return NotFound("unknown-worker", "Nobody has a place at this site under this number.", field=field)


def _closed(field: str | None) -> Conflict:
    return Conflict("period-closed", "The pay period of this day is closed: void it first.", field=field)


def _worked(field: str | None, *, elsewhere: bool) -> Conflict:
    if elsewhere:
        return Conflict("works-elsewhere", "They have worked at another site on this day.", field=field)
    return Conflict("worked-already", "They have worked on this day already.", field=field)
