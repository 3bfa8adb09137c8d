"""What waits for a member of staff, composed of the gateway's own approvals and what the services say."""

import asyncio
from collections.abc import Awaitable
from time import time
from typing import TypeVar

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.clients import beneficiary, grants
from gateway.clients.upstream import Upstreams
from gateway.tasks import reads
from gateway.tasks.views import Task, TasksView, TaskView
from shared.callers import Role, Service
from shared.database import Reader
from shared.errors import Unavailable

Counted = beneficiary.Counted | grants.Counted
SomeCount = TypeVar("SomeCount", bound=Counted)

REGISTRARS = frozenset({Role.CASEWORKER, Role.PROTECTION})
"""The roles that register people, and decide who is registered twice."""

_OF_REGISTRARS = {
    Task.INCOMPLETE_RECORDS: (beneficiary.incomplete, "/v1/caseload?view=incomplete&mine=true"),
    Task.POSSIBLE_DUPLICATES: (beneficiary.undecided, "/v1/duplicates?waiting=true"),
    Task.MERGES: (beneficiary.proposed_by_others, "/v1/proposals?others=true"),
}
_OF_OFFICERS = {
    Task.FINDINGS: (grants.findings, "/v1/findings"),
    Task.DOUBLES: (grants.doubles, "/v1/doubles"),
}
"""Of each task how many wait, as the service says, and where they are looked at."""


async def compose(upstreams: Upstreams, reader: Reader, caller: Caller, request_id: str) -> TasksView:
    """All that waits. A service that cannot be reached is missing, and nothing is said in its place."""
    tasks, missing = list[TaskView](), list[str]()
    if not REGISTRARS.isdisjoint(caller.roles):
        mandate = mandates.for_staff(caller, Service.BENEFICIARY, request_id, deadline=time() + mandates.PATIENCE)
        registry = upstreams[Service.BENEFICIARY]
        known = await _all_or_none(*(ask(registry, mandate) for ask, _ in _OF_REGISTRARS.values()))
        if known is None:
            missing.append(Service.BENEFICIARY.value)
        else:
            tasks += [
                _counted(task, found, at) for (task, (_, at)), found in zip(_OF_REGISTRARS.items(), known, strict=True)
            ]
    if Role.GRANTS_OFFICER in caller.roles:
        mandate = mandates.for_staff(caller, Service.GRANTS, request_id, deadline=time() + mandates.PATIENCE)
        money = upstreams[Service.GRANTS]
        due = await _all_or_none(*(ask(money, mandate) for ask, _ in _OF_OFFICERS.values()))
        if due is None:
            missing.append(Service.GRANTS.value)
        else:
            tasks += [
                _counted(task, found, at) for (task, (_, at)), found in zip(_OF_OFFICERS.items(), due, strict=True)
            ]
    tasks += await reads.approvals(reader, caller)
    return TasksView(status="partial" if missing else "complete", missing=missing, tasks=tasks)


def _counted(task: Task, found: Counted, at: str) -> TaskView:
    return TaskView(task=task, waiting=found.total, capped=found.capped, at=[at] if found.total else [])


async def _all_or_none(*answers: Awaitable[SomeCount]) -> list[SomeCount] | None:
    """What one service says; nothing if it cannot say all of it."""
    try:
        return await asyncio.gather(*answers)
    except Unavailable:
        return None
