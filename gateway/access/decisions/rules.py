"""What may happen to a decision: it is proposed, and approved by as many different people as it takes."""

from collections.abc import Sequence

from sqlmodel import col, select

from gateway.access.callers import Caller
from gateway.access.decisions.tables import Approval, Decision, Matter
from gateway.access.roles import KEEPERS
from shared.callers import Role
from shared.errors import Conflict, Forbidden
from shared.write import Write


async def propose(write: Write, matter: Matter, needed: int) -> int:
    """Open a decision; gives its id."""
    decision = Decision(matter=matter, needed=needed, recorded_by=write.caller)
    write.session.add(decision)
    await write.session.flush()
    return decision.id


async def approve(write: Write, id: int, caller: Caller, among: Sequence[Role] = KEEPERS) -> bool:
    """Approve a decision, once a person, in the first of the roles `among` that they act in; gives whether it is taken.

    Where two approve, one of them is a data-protection officer. Where one does, it is another than who proposed it.
    """
    decision = await write.session.get(Decision, id, with_for_update=True)
    assert decision is not None
    approvals = (await write.session.exec(select(Approval).where(col(Approval.decision_id) == id))).all()
    if len(approvals) >= decision.needed:
        raise Conflict("already-decided", "This needs no further approval.")
    if write.caller in {approval.recorded_by for approval in approvals}:
        raise Forbidden("same-person", "Another person than the one who approved before has to approve this.")
    if decision.needed == 1 and decision.recorded_by == write.caller:
        raise Forbidden("same-person", "Another person than the one who asked has to approve this.")
    role = _role(caller, among)
    taken = len(approvals) + 1 == decision.needed
    officers = [approval.role for approval in approvals] + [role]
    if taken and decision.needed == 2 and Role.DATA_PROTECTION_OFFICER not in officers:
        raise Forbidden("officer-lacking", "One of the two has to be a data-protection officer.")
    write.session.add(Approval(decision_id=id, place=len(approvals) + 1, role=role, recorded_by=write.caller))
    await write.session.flush()
    return taken


def _role(caller: Caller, among: Sequence[Role]) -> Role:
    for role in among:
        if role in caller.roles:
            return role
    raise Forbidden("not-your-role", "Only for the roles {roles}.", roles=tuple(among))
