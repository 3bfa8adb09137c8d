"""What may happen to a call: it is announced on a fund, within its ceiling, gives back what it has left when it is
over, and is voided while nobody has applied."""

from services.grants.funding.funds import rules as funds
from services.grants.funding.funds.tables import Fund
from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.projects.rules import require_standing
from services.grants.granting.calls import reads
from services.grants.granting.calls.reads import CALL
from services.grants.granting.calls.tables import Call
from services.grants.granting.calls.views import CallDraft
from shared import facts
from shared.days import day_of, today
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write


async def announce(write: Write, draft: CallDraft, mandate: Mandate) -> int:
    """Announce a call: it is allotted its budget by its fund, as far as that has not allotted it to others. In the
    books that is when it opens; at once, if it opens later, and never before the fund has its money."""
    mandate.require_country()
    for field in ("budget", "smallest", "largest"):
        require_granular(getattr(draft, field), draft.currency, field)
    if draft.largest < draft.smallest:
        raise Invalid("largest-below-smallest", "The largest amount is at least the smallest.", field="largest")
    if draft.budget < draft.largest:
        raise Invalid("largest-over-budget", "One award takes no more than the whole call has.", field="largest")
    if draft.closes_at <= draft.opens_at:
        raise Invalid("closes-before-opening", "A call closes after it opens.", field="closes_at")
    fund = await funds.hold(write, draft.fund_id, mandate)
    if draft.currency is not fund.currency:
        raise Invalid("other-currency", "This is counted in {currency}.", field="currency", currency=fund.currency)
    call = Call(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(call)
    await write.session.flush()
    beyond = Conflict("over-the-ceiling", "With this call the fund would give more than it has.", field="budget")
    project = await require_standing(write, fund.project, mandate)
    booked_on = max(min(day_of(call.opens_at), today()), project.starts_on)
    await postings.allot(write, fund.id, call.id, call.budget, call.currency, booked_on, beyond)
    write.trail("call.announced", call.id, fund=fund.id, project=fund.project)
    return call.id


async def require_call(write: Write, id: int, mandate: Mandate) -> Call:
    """A call that stands, of the caller's projects; held until this write ends."""
    call = await write.session.get(Call, id, with_for_update={"read": True})
    if call is None or call.voided_at is not None:
        raise NotFound("unknown-call", "There is no such call.", field="call_id")
    fund = await write.session.get(Fund, call.fund_id)
    assert fund is not None
    mandate.require_project(fund.project, "call_id")
    return call


async def release(write: Write, id: int, mandate: Mandate) -> int:
    """Give back to its fund what a call has left that is closed, once it is decided on whatever it received. What its
    awards release afterwards is given back by another release."""
    mandate.require_country()
    call = await facts.hold(write, CALL, Call, id, mandate)
    reader = await write.reader()
    if not await reads.is_over(reader, id):
        raise Conflict("call-open", "The call receives applications yet.")
    if await reads.is_undecided(reader, id):
        raise Conflict("call-undecided", "An application to this call is not decided on.")
    left = await reads.left(reader, id)
    nothing = Conflict("nothing-left", "The call has nothing left.")
    if not left:
        raise nothing
    await postings.give_back(write, call.fund_id, id, left, nothing)
    write.trail("call.released", id, fund=call.fund_id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a call to which nobody has applied."""
    mandate.require_country()
    await find(await write.reader(), CALL, id, mandate)
    await write.session.get(Call, id, with_for_update=True)
    if await reads.has_applications(await write.reader(), id):
        raise Conflict("call-has-applications", "Somebody has applied to this call.")
    await facts.void(write, CALL, id, reason, mandate)
    await postings.reverse(write, await ledger.allotted(await write.reader(), id), reason)
    return id
