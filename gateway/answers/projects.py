"""A project that all three services are asked about at once, as of one moment chosen once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import time
from typing import Generic, Protocol, TypeVar

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.answers.moments import chosen, or_none
from gateway.clients import beneficiary, grants
from gateway.clients.upstream import Upstream, Upstreams, unreachable
from shared.callers import Purpose, Service
from shared.errors import NotFound
from shared.mandate import Mandate


class Funded(Protocol):
    """What grants answers, which keeps the projects."""

    @property
    def project(self) -> grants.Project | None: ...


class Known(Protocol):
    """What the others answer."""

    @property
    def known(self) -> bool: ...


Reach_co = TypeVar("Reach_co", bound=Known, covariant=True)
Support_co = TypeVar("Support_co", bound=Funded, covariant=True)
Establishment_co = TypeVar("Establishment_co", bound=Known, covariant=True)
Merged = list[list[int]]


@dataclass(frozen=True)
class Answers(Generic[Reach_co, Support_co, Establishment_co]):
    """What the services answer; nothing of one that cannot be reached, which is `missing`.

    Without the beneficiary service nobody knows which recipients are one person: then they are not `identified`.
    """

    as_of: datetime
    missing: list[str]
    identified: bool
    reach: Reach_co | None
    support: Support_co | None
    establishment: Establishment_co | None


@dataclass(frozen=True)
class _Asker:
    """One caller's question: the mandates for it share a deadline."""

    caller: Caller
    request_id: str
    deadline: float

    def mandate(self, audience: Service, as_of: datetime | None = None) -> Mandate:
        return mandates.for_staff(
            self.caller, audience, self.request_id, purpose=Purpose.MONITORING, as_of=as_of, deadline=self.deadline
        )


async def asked(
    upstreams: Upstreams,
    caller: Caller,
    project: str,
    as_of: datetime | None,
    request_id: str,
    *,
    reach: Callable[[Upstream, Mandate, str], Awaitable[Reach_co]],
    support: Callable[[Upstream, Mandate, str, Merged | None], Awaitable[Support_co]],
    establishment: Callable[[Upstream, Mandate, str], Awaitable[Establishment_co]],
) -> Answers[Reach_co, Support_co, Establishment_co]:
    """Ask all three services one question each, by project code.

    Raises NotFound for a code that nobody knows, Invalid for a moment that is still to come, and Unavailable when
    grants, which keeps the projects, cannot be reached and no other service knows the code.
    """
    asker = _Asker(caller, request_id, time() + mandates.PATIENCE)
    if as_of is None:
        # A service that hangs takes half of the time, so that the others can still answer.
        as_of = await chosen(upstreams, replace(asker, deadline=time() + mandates.PATIENCE / 2).mandate)
    mandate = partial(asker.mandate, as_of=as_of)

    async def supported() -> tuple[Support_co | None, bool]:
        # A beneficiary service that hangs takes half of the time that is left, so that grants can still answer.
        soon = replace(asker, deadline=(time() + asker.deadline) / 2)
        registry = soon.mandate(Service.BENEFICIARY, as_of)
        merged = await or_none(beneficiary.merged(upstreams[Service.BENEFICIARY], registry))
        told = await or_none(support(upstreams[Service.GRANTS], mandate(Service.GRANTS), project, merged))
        return told, merged is not None

    reached, (funded, identified), established = await asyncio.gather(
        or_none(reach(upstreams[Service.BENEFICIARY], mandate(Service.BENEFICIARY), project)),
        supported(),
        or_none(establishment(upstreams[Service.FORUMS], mandate(Service.FORUMS), project)),
    )
    if funded is not None and funded.project is None:
        raise NotFound("unknown-project", "No project has this code.", field="code")
    if funded is None and not (reached and reached.known) and not (established and established.known):
        raise unreachable(Service.GRANTS)
    if not identified:
        reached = None
    told = {Service.BENEFICIARY: reached, Service.GRANTS: funded, Service.FORUMS: established}
    missing = sorted(service.value for service, answer in told.items() if answer is None)
    return Answers(as_of, missing, identified, reached, funded, established)
