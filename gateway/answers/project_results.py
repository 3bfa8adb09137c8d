"""The results of a project: people, enterprises, livelihoods, forums, money and what became of it, at one moment, from
three services."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from time import time

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.answers.moments import chosen, or_none
from gateway.answers.views import (
    CostPerJob,
    EnterprisesSupported,
    ForumsEstablished,
    Jobs,
    LivelihoodsSupported,
    Money,
    PeopleReached,
    PlacePeople,
    PlaceTotal,
    ProjectView,
    ResultsView,
    RevenueChange,
    Survival,
)
from gateway.clients import beneficiary, forums, grants
from gateway.clients.upstream import Upstreams, unreachable
from shared import places
from shared.callers import Purpose, Service
from shared.errors import NotFound
from shared.mandate import Mandate


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


async def compose(
    upstreams: Upstreams, caller: Caller, project: str, as_of: datetime | None, request_id: str
) -> ResultsView:
    """Ask all three services at once by project code, as of one moment chosen once.

    Raises NotFound for a code that nobody knows, Invalid for a moment that is still to come, and Unavailable when
    grants, which keeps the projects, cannot be reached and no other service knows the code.
    """
    asker = _Asker(caller, request_id, time() + mandates.PATIENCE)
    if as_of is None:
        # A service that hangs takes half of the time, so that the others can still answer.
        as_of = await chosen(upstreams, replace(asker, deadline=time() + mandates.PATIENCE / 2).mandate)
    mandate = partial(asker.mandate, as_of=as_of)
    reach, (support, identified), establishment = await asyncio.gather(
        or_none(beneficiary.reach(upstreams[Service.BENEFICIARY], mandate(Service.BENEFICIARY), project)),
        _support(upstreams, asker, as_of, project),
        or_none(forums.establishment(upstreams[Service.FORUMS], mandate(Service.FORUMS), project)),
    )
    if support is not None and support.project is None:
        raise NotFound("unknown-project", "No project has this code.", field="code")
    if support is None and not (reach and reach.known) and not (establishment and establishment.known):
        raise unreachable(Service.GRANTS)
    if not identified:
        reach = None
    answers = {Service.BENEFICIARY: reach, Service.GRANTS: support, Service.FORUMS: establishment}
    missing = sorted(service.value for service, answer in answers.items() if answer is None)
    return ResultsView(
        project=support and support.project and ProjectView.model_validate(support.project.model_dump()),
        as_of=as_of.astimezone(UTC),
        status="partial" if missing else "complete",
        missing=missing,
        people_reached=reach and _people(reach),
        enterprises_supported=support and _enterprises(support.enterprises_supported),
        livelihoods_supported=LivelihoodsSupported.model_validate(support.livelihoods_supported.model_dump())
        if support and identified
        else None,
        forums_established=establishment
        and ForumsEstablished(total=establishment.total, by_governorate=_totals(establishment.by_governorate)),
        money=support and [Money.model_validate(line.model_dump()) for line in support.money],
        jobs=support and Jobs.model_validate(support.jobs.model_dump()),
        survival=support and [Survival.model_validate(line.model_dump()) for line in support.survival],
        revenue_change=support and [RevenueChange.model_validate(line.model_dump()) for line in support.revenue_change],
        cost_per_job=support and [CostPerJob.model_validate(line.model_dump()) for line in support.cost_per_job],
    )


async def _support(
    upstreams: Upstreams, asker: _Asker, as_of: datetime, project: str
) -> tuple[grants.Support | None, bool]:
    """What the grants service counts, and whether it could be told who of the people are one person.

    A beneficiary service that hangs takes half of the time that is left, so that the grants service can still answer.
    """
    soon = replace(asker, deadline=(time() + asker.deadline) / 2)
    registry, mandate = soon.mandate(Service.BENEFICIARY, as_of), asker.mandate(Service.GRANTS, as_of)
    merged = await or_none(beneficiary.merged(upstreams[Service.BENEFICIARY], registry))
    support = await or_none(grants.support(upstreams[Service.GRANTS], mandate, project, merged))
    return support, merged is not None


def _people(reach: beneficiary.Reach) -> PeopleReached:
    return PeopleReached(
        total=reach.total,
        by_sex=reach.by_sex,
        by_age_band=reach.by_age_band,
        by_displacement_status=reach.by_displacement_status,
        by_activity_type=reach.by_activity_type,
        by_place=[
            PlacePeople(pcode=pcode, name=places.place(pcode).name_en, people=people)
            for pcode, people in sorted(reach.by_place.items())
        ],
    )


def _enterprises(enterprises: grants.Enterprises) -> EnterprisesSupported:
    return EnterprisesSupported(
        total=enterprises.total,
        by_place=_totals(enterprises.by_place),
        by_owner_sex=enterprises.by_owner_sex,
    )


def _totals(by_pcode: dict[str, int]) -> list[PlaceTotal]:
    return [
        PlaceTotal(pcode=pcode, name=places.place(pcode).name_en, total=total)
        for pcode, total in sorted(by_pcode.items())
    ]
