"""What may happen to a suspension: one person suspends, two people let it end."""

from typing import Literal

from gateway.access.callers import Caller
from gateway.access.decisions import rules as decisions
from gateway.access.decisions.tables import Matter
from gateway.access.suspensions import reads
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
    write.trail(f"{of.removesuffix('_id')}.suspended", id)
    return id


async def resume(write: Write, of: Of, id: int, caller: Caller) -> int:
    """Approve that every suspension that lasts may end; they end when a second person approves it, too."""
    lasting = await reads.resumptions(await write.reader(), of, id)
    if not lasting:
        raise Conflict("not-suspended", "There is no suspension that lasts.")
    ended = [await decisions.approve(write, decision_id, caller) for decision_id in lasting]
    if all(ended):
        write.trail(f"{of.removesuffix('_id')}.resumed", id)
    return id
