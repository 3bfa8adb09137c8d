"""What waits for a member of staff, composed of the gateway's own approvals and what the services say."""

from collections.abc import Awaitable
from time import time

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.clients import beneficiary
from gateway.clients.upstream import Upstreams
from gateway.tasks import reads
from gateway.tasks.views import Task, TasksView, TaskView
from shared.callers import Role, Service
from shared.database import Reader
from shared.errors import Unavailable

REGISTRARS = frozenset({Role.CASEWORKER, Role.PROTECTION})
"""The roles that register people."""
MINE = "view=incomplete&mine=true"


async def compose(upstreams: Upstreams, reader: Reader, caller: Caller, request_id: str) -> TasksView:
    """All that waits. A service that cannot be reached is missing, and nothing is said in its place."""
    tasks, missing = await reads.approvals(reader, caller), []
    if not REGISTRARS.isdisjoint(caller.roles):
        mandate = mandates.for_staff(caller, Service.BENEFICIARY, request_id, deadline=time() + mandates.PATIENCE)
        waiting = await _or_none(beneficiary.incomplete(upstreams[Service.BENEFICIARY], mandate))
        if waiting is None:
            missing.append(Service.BENEFICIARY.value)
        else:
            at = [f"/v1/caseload?{MINE}"] if waiting.total else []
            known = TaskView(task=Task.INCOMPLETE_RECORDS, waiting=waiting.total, capped=waiting.capped, at=at)
            tasks.insert(0, known)
    return TasksView(status="partial" if missing else "complete", missing=missing, tasks=tasks)


async def _or_none(answer: Awaitable[beneficiary.Counted]) -> beneficiary.Counted | None:
    try:
        return await answer
    except Unavailable:
        return None
