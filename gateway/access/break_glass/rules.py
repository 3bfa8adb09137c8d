"""What may happen to a break-glass: one person asks for it, another approves it, and either may end it."""

from sqlmodel import col, select

from gateway.access.break_glass import reads
from gateway.access.break_glass.tables import BreakGlass, BreakGlassEnd
from gateway.access.break_glass.views import BreakGlassDraft, BreakGlassStatus, BreakGlassView
from gateway.access.callers import Caller
from gateway.access.decisions import rules as decisions
from gateway.access.decisions.tables import Matter
from gateway.access.roles import OVERSEERS
from shared.callers import Role
from shared.errors import Conflict, Forbidden
from shared.write import Write


async def ask(write: Write, stated: BreakGlassDraft) -> int:
    """Ask for it; it opens nothing until another person approves it."""
    glass = BreakGlass(
        **stated.model_dump(),
        decision_id=await decisions.propose(write, Matter.BREAK_GLASS, needed=1),
        recorded_by=write.caller,
    )
    write.session.add(glass)
    await write.session.flush()
    write.trail("break_glass.asked", glass.id, area=glass.area, hours=glass.hours)
    return glass.id


async def approve(write: Write, id: int, caller: Caller) -> int:
    """Open it to who asked, from now on; by somebody else, who answers for its area."""
    glass, _ = await _lasting(write, id, caller)
    await decisions.approve(write, glass.decision_id, caller, among=OVERSEERS)
    write.trail("break_glass.approved", id)
    return id


async def end(write: Write, id: int, caller: Caller) -> int:
    """End it, effective for every request that begins after this has committed."""
    _, standing = await _lasting(write, id, caller)
    ends = caller.signature in {standing.requester, standing.approver}
    if not ends and Role.DATA_PROTECTION_OFFICER not in caller.roles:
        raise Forbidden("not-yours", "Who asked for it, who approved it or a data-protection officer ends it.")
    write.session.add(BreakGlassEnd(break_glass_id=id, recorded_by=write.caller))
    await write.session.flush()
    write.trail("break_glass.ended", id)
    return id


async def _lasting(write: Write, id: int, caller: Caller) -> tuple[BreakGlass, BreakGlassView]:
    """One that is not over, held until this write ends."""
    found = await write.session.exec(select(BreakGlass).where(col(BreakGlass.id) == id).with_for_update())
    glass = found.first()
    standing = await reads.standing(await write.reader(), id, caller)
    assert glass is not None
    if standing.status in {BreakGlassStatus.ENDED, BreakGlassStatus.EXPIRED}:
        raise Conflict("already-over", "This break-glass is over; another one is asked for anew.")
    return glass, standing
