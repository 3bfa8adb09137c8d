"""What waits for a member of staff, composed of the gateway's own approvals and what the services say."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from time import time

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.clients import beneficiary, forums, grants
from gateway.clients.asking import Counted
from gateway.clients.upstream import Upstream, Upstreams
from gateway.tasks import reads
from gateway.tasks.views import Task, TasksView, TaskView
from shared.callers import Role, Service
from shared.database import Reader
from shared.errors import Unavailable
from shared.mandate import Mandate

Asking = Callable[[Upstream, Mandate], Awaitable[Counted]]

REGISTRARS = frozenset({Role.CASEWORKER, Role.PROTECTION})
"""The roles that register people, and decide who is registered twice."""


@dataclass(frozen=True)
class Waiting:
    """What waits in one service for some roles: of each task how many, as the service says, and where to look."""

    service: Service
    roles: frozenset[Role]
    tasks: Mapping[Task, tuple[Asking, str]]


_WAITING = (
    Waiting(
        Service.BENEFICIARY,
        REGISTRARS,
        {
            Task.INCOMPLETE_RECORDS: (beneficiary.incomplete, "/v1/caseload?view=incomplete&mine=true"),
            Task.POSSIBLE_DUPLICATES: (beneficiary.undecided, "/v1/duplicates?waiting=true"),
            Task.MERGES: (beneficiary.proposed_by_others, "/v1/proposals?others=true"),
        },
    ),
    Waiting(
        Service.GRANTS,
        frozenset({Role.GRANTS_OFFICER}),
        {
            Task.FINDINGS: (grants.findings, "/v1/findings"),
            Task.DOUBLES: (grants.doubles, "/v1/doubles"),
            Task.MILESTONES: (grants.milestones, "/v1/milestones?others=true"),
            Task.SCREENINGS: (partial(grants.applications, stage="eoi"), "/v1/applications?stage=eoi"),
            Task.VISITS: (partial(grants.applications, stage="eoi_screened"), "/v1/applications?stage=eoi_screened"),
            Task.PLANS: (
                partial(grants.applications, stage="full_application"),
                "/v1/applications?stage=full_application",
            ),
            Task.ASSESSMENTS: (grants.assessments, "/v1/assessments?others=true"),
            Task.SELECTIONS: (grants.selections, "/v1/selections?others=true"),
        },
    ),
    Waiting(
        Service.GRANTS,
        frozenset({Role.FINANCE_APPROVER}),
        {
            Task.ORDERS: (grants.orders, "/v1/orders?others=true"),
            Task.BATCHES: (grants.batches, "/v1/batches?others=true"),
            Task.REFUNDS: (grants.refunds, "/v1/refunds?others=true"),
            Task.RECOVERIES: (grants.recoveries, "/v1/recoveries?others=true"),
            Task.OVERDUE_RECOVERIES: (grants.overdue_recoveries, "/v1/recoveries?overdue=true"),
        },
    ),
    Waiting(
        Service.GRANTS,
        frozenset({Role.COMMITTEE_MEMBER}),
        {
            Task.RULINGS: (
                partial(grants.applications, stage="business_plan"),
                "/v1/applications?stage=business_plan",
            )
        },
    ),
    Waiting(
        Service.GRANTS,
        frozenset({Role.GRANTS_OFFICER, Role.MONITORING}),
        {Task.FOLLOW_UPS: (grants.followups_due, "/v1/followups/due")},
    ),
    Waiting(
        Service.GRANTS,
        frozenset({Role.MONITORING}),
        {Task.MONITORING_VISITS: (grants.visits_due, "/v1/visits/due")},
    ),
    Waiting(
        Service.FORUMS,
        frozenset({Role.FORUM_FOCAL_POINT}),
        {Task.QUIET_FORUMS: (forums.quiet, "/v1/forums?quiet=true")},
    ),
)


async def compose(upstreams: Upstreams, reader: Reader, caller: Caller, request_id: str) -> TasksView:
    """All that waits. A service that cannot be reached is missing, and nothing is said in its place."""
    mandate = partial(mandates.for_staff, caller, request_id=request_id, deadline=time() + mandates.PATIENCE)
    theirs = [waiting for waiting in _WAITING if not waiting.roles.isdisjoint(caller.roles)]
    counted = await asyncio.gather(
        *(_all_or_none(waiting, upstreams[waiting.service], mandate(waiting.service)) for waiting in theirs)
    )
    missing = {waiting.service.value for waiting, known in zip(theirs, counted, strict=True) if known is None}
    tasks = [task for known in counted for task in known or ()]
    tasks += await reads.approvals(reader, caller)
    return TasksView(status="partial" if missing else "complete", missing=sorted(missing), tasks=tasks)


def _counted(task: Task, found: Counted, at: str) -> TaskView:
    return TaskView(task=task, waiting=found.total, capped=found.capped, at=[at] if found.total else [])


async def _all_or_none(waiting: Waiting, upstream: Upstream, mandate: Mandate) -> list[TaskView] | None:
    """What one service says; nothing if it cannot say all of it."""
    try:
        counted = await asyncio.gather(*(ask(upstream, mandate) for ask, _ in waiting.tasks.values()))
    except Unavailable:
        return None
    return [_counted(task, found, at) for (task, (_, at)), found in zip(waiting.tasks.items(), counted, strict=True)]
