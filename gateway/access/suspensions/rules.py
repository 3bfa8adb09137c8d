"""What may happen to a suspension: one person suspends, two people let it end."""

from typing import Literal

from sqlmodel import col, select

from gateway.access.callers import Caller
from gateway.access.decisions import rules as decisions
from gateway.access.decisions.tables import Approval, Decision, Matter
from gateway.access.suspensions.tables import Suspension
from shared.errors import Conflict
from shared.write import Write

Of = Literal["partner_id", "agreement_id"]


async def suspend(write: Write, of: Of, id: int, reason: str) -> int:
    """Suspend a partner or an agreement; whatever begins after this has committed finds it out of force."""
    decision_id = await decisions.propose(write, Matter.RESUMPTION, needed=2)
    suspension = Suspension(reason=reason, decision_id=decision_id, recorded_by=write.caller)
    setattr(suspension, of, id)
    write.session.add(suspension)
    await write.session.flush()
    await write.trail(f"{of.removesuffix('_id')}.suspended", id)
    return id


async def resume(write: Write, of: Of, id: int, caller: Caller) -> int:
    """Approve that every suspension that lasts may end; they end when a second person approves it, too."""
    lasting = [
        suspension.decision_id
        for suspension in await write.session.exec(select(Suspension).where(col(getattr(Suspension, of)) == id))
        if not await _ended(write, suspension.decision_id)
    ]
    if not lasting:
        raise Conflict("not-suspended", "There is no suspension that lasts.")
    ended = [await decisions.approve(write, decision_id, caller) for decision_id in lasting]
    if all(ended):
        await write.trail(f"{of.removesuffix('_id')}.resumed", id)
    return id


async def _ended(write: Write, decision_id: int) -> bool:
    decision = await write.session.get(Decision, decision_id)
    assert decision is not None
    approvals = await write.session.exec(select(Approval).where(col(Approval.decision_id) == decision_id))
    return len(approvals.all()) >= decision.needed
