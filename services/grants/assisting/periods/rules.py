"""What may happen to a pay period: one person closes it, which fixes the wages, another confirms it, and it is voided
with its wages to change what was worked.

Whoever closes one holds the site alone: whoever records or voids a day there waits, and sees that it is closed.
"""

from sqlalchemy import func, text, update
from sqlmodel import col

from services.grants.assisting.assistances.rules import was_sent
from services.grants.assisting.periods import reads
from services.grants.assisting.periods.reads import PERIOD
from services.grants.assisting.periods.tables import Period, PeriodConfirmation, Wage
from services.grants.assisting.periods.views import LONGEST_PERIOD, PeriodDraft
from services.grants.assisting.works.rules import require_work
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

_AS_WORKED = text("SET CONSTRAINTS wages_as_worked IMMEDIATE")


async def close(write: Write, draft: PeriodDraft, mandate: Mandate) -> int:
    """Close days of a site: what everybody is due for them is fixed."""
    require_past(draft.ends_on, "ends_on")
    if draft.ends_on < draft.begins_on:
        raise Invalid("ends-before-it-starts", "This does not end before it starts.", field="ends_on")
    if (draft.ends_on - draft.begins_on).days >= LONGEST_PERIOD:
        raise Invalid("too-long", "A pay period has {days} days at the most.", field="ends_on", days=LONGEST_PERIOD)
    work = await require_work(write, draft.work_id, mandate, "work_id", alone=True)
    period = Period(**draft.model_dump(), recorded_by=write.caller)
    apart = Conflict("period-overlaps", "Some of these days are closed already.", field="begins_on")
    async with judged(write, {"ex_periods_apart": apart}):
        write.session.add(period)
    wages = await reads.fix(await write.reader(), period.id, write.caller)
    if not wages:
        raise Conflict("nothing-worked", "Nobody has worked at this site on these days.", field="begins_on")
    await write.session.execute(_AS_WORKED)
    write.trail("period.closed", period.id, work=work.id)
    write.trail_each("wage.fixed", wages)
    return period.id


async def confirm(write: Write, id: int, mandate: Mandate) -> int:
    """Find a period right that somebody else closed: its wages are due."""
    period = await facts.hold(write, PERIOD, Period, id, mandate)
    verdicts = {
        "pk_period_confirmations": Conflict("confirmed-already", "Somebody has confirmed this period."),
        "ck_period_confirmations_by_another": Forbidden(
            "same-person", "Another person than the one who closed a period confirms it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(PeriodConfirmation(period_id=id, closed_by=period.recorded_by, recorded_by=write.caller))
    write.trail("period.confirmed", id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a period with its wages, confirmed or not; its days may be changed, and closed anew."""
    await facts.hold(write, PERIOD, Period, id, mandate)
    if await reads.has_orders(await write.reader(), id):
        raise Conflict("period-ordered", "Void the orders to pay its wages first.")
    if await reads.were_sent(await write.reader(), id):
        raise was_sent()
    if await reads.has_payments(await write.reader(), id):
        raise Conflict("period-paid", "Void the payments of its wages first.")
    await facts.void(write, PERIOD, id, reason, mandate)
    voided = await write.session.execute(
        update(Wage)
        .where(col(Wage.period_id) == id, col(Wage.voided_at).is_(None))
        .values(voided_at=func.recorded_now(), voided_by=write.caller, void_reason=reason)
        .returning(col(Wage.id))
    )
    write.trail_each("wage.voided", sorted(voided.scalars()))
    return id
